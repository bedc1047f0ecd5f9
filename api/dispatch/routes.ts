import { type DispatchDoc, dispatchStates, isDispatch } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Caller, callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import { visible } from '../visibility/visible.ts';
import { act, acted } from './act.ts';
import { peopleOf, requestsIn, rowOf, volunteerRow, wholeOf, zonesOf } from './board.ts';
import { carrying, type DispatchDoorParts } from './parts.ts';
import { zonesIn } from './people.ts';

/** Requests of each state, and volunteers, that are listed at once. */
const most = 200;

/** States that the board shows unless it is asked for others. */
const onBoard = ['new', 'confirmed', 'announced', 'reopened', 'assigned', 'on_the_way', 'done'];

/** Somebody who may look after requests. @throws `access/forbidden` for all others, `doc/missing` where there are none */
export const enters = ({ settings }: Pick<DispatchDoorParts, 'settings'>, request: FastifyRequest): Caller => {
  const caller = callerOf(request);
  need(settings.current(), caller.roles, 'can_manage_dispatch');
  return caller;
};

/** Those of the requests of which somebody may see who is helped. */
export const seenBy = async (
  parts: DispatchDoorParts,
  caller: Caller,
  docs: readonly DispatchDoc[],
): Promise<DispatchDoc[]> => {
  const people = await parts.main.getMany([...new Set(docs.map(({ help }) => help.beneficiary))]);
  const seen = new Set((await visible(parts, await parts.scope(caller), people)).map(({ _id }: Doc) => _id));
  return docs.filter(({ help }) => seen.has(help.beneficiary));
};

/** A request that somebody may see. @throws `doc/missing` */
export const requestFor = async (parts: DispatchDoorParts, caller: Caller, id: string): Promise<DispatchDoc> => {
  const found = await parts.main.get(id);
  const [doc] = isDispatch(found) ? await seenBy(parts, caller, [found]) : [];
  if (!doc) throw new AppError('doc/missing', `There is no request "${id}"`);
  return doc;
};

/**
 * The board of requests for help, for holders of `can_manage_dispatch` who may see who is helped. `GET
 * /api/v1/dispatch?state=` lists them, `GET /api/v1/dispatch/:id` tells all of one with those who could be asked, and `POST`
 * there does something to it; `GET /api/v1/dispatch/volunteers` lists the volunteers, and the
 * names of the zones.
 */
export const dispatchRoutes = (app: FastifyInstance, parts: DispatchDoorParts): void => {
  const { main } = parts;
  const carry = carrying(parts);

  app.get<{ Querystring: { state?: string } }>('/api/v1/dispatch', async request => {
    const caller = enters(parts, request);
    const { state } = request.query;
    if (state !== undefined && !(dispatchStates as readonly string[]).includes(state))
      throw new AppError('request/invalid', `There is no state "${state}"`, {
        hint: `Ask for ${dispatchStates.join(', ')}`,
      });
    const docs = await seenBy(parts, caller, await requestsIn(main, state === undefined ? onBoard : [state], most));
    const people = await peopleOf(main, docs);
    const programme = carry.programme();
    const { dispatch } = programme.settings;
    return {
      requests: docs.map(doc => rowOf(doc, people, programme)),
      zones: zonesOf(people, programme),
      needs: dispatch?.needs ?? [],
      ...(dispatch?.tiles ? { tiles: dispatch.tiles } : {}),
      on: dispatch !== undefined,
    };
  });

  app.get<{ Querystring: { status?: string } }>('/api/v1/dispatch/volunteers', async request => {
    const caller = enters(parts, request);
    const { status } = request.query;
    const rows = await main.query<null, Contact>('medic-dispatch/volunteers', {
      startKey: status === undefined ? ['status'] : ['status', status],
      endKey: status === undefined ? ['status', {}] : ['status', status, {}],
      ...{ limit: most * 10, docs: true, prompt: true },
    });
    const docs = rows.flatMap(({ doc }) => doc ?? []);
    const scope = await parts.scope(caller);
    const seen = (await visible(parts, scope, docs)) as Contact[];
    const zones = await visible(parts, scope, await zonesIn({ main, settings: carry.programme().settings }));
    const names = (zones as Contact[]).flatMap(({ name }) => name || []);
    return { volunteers: seen.map(volunteerRow), zones: [...new Set(names)].sort() };
  });

  app.get<{ Params: { id: string } }>('/api/v1/dispatch/:id', async request => {
    const doc = await requestFor(parts, enters(parts, request), request.params.id);
    return wholeOf(carry, doc);
  });

  app.post<{ Params: { id: string } }>('/api/v1/dispatch/:id', async (request, reply) => {
    const caller = enters(parts, request);
    const doc = await requestFor(parts, caller, request.params.id);
    const { data, error } = acted.safeParse(request.body);
    if (error)
      throw new AppError('request/invalid', 'That cannot be done', {
        hint: error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; '),
      });
    const { doc: after, changed } = await act(carry, doc, data, caller.name);
    if (!after) throw new AppError('doc/missing', `There is no request "${doc._id}" any more`);
    return reply.code(changed ? 200 : 409).send({ changed, request: await wholeOf(carry, after) });
  });
};

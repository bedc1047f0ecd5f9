import { isWorkbook } from '@rounds/config/xlsform/packed.ts';
import { dispatchStates } from '@rounds/ddocs/dispatch/dispatch.ts';
import { ancestorIds, type Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Caller, callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import { visible } from '../visibility/visible.ts';
import { wholeBody } from '../web/whole-body.ts';
import { peopleOf, requestsIn } from './board.ts';
import type { DispatchDoorParts } from './parts.ts';
import { peopleFor } from './people.ts';
import { seenBy } from './routes.ts';
import { type ReadTable, readRequests, readVolunteers } from './table-rows.ts';
import { beneficiariesTable, requestsTable, type TableFacts, volunteersTable } from './tables.ts';

/** Largest table, in bytes. */
const longest = 10 * 1024 * 1024;
/** Requests and volunteers of one table. */
const most = 20_000;

const says = (value: string | undefined): boolean => value !== undefined && !['', 'false', '0', 'no'].includes(value);

/**
 * Tables as dispatch systems exchange them, for holders of `can_manage_dispatch`: `GET
 * /api/v1/export/{volunteers,beneficiaries,requests}.csv` of whom one may see, and `POST
 * /api/v1/import/{volunteers,requests}.csv`, where `?dry_run=true` says only what would follow.
 */
export const dispatchTableRoutes = (app: FastifyInstance, parts: DispatchDoorParts): void => {
  const { main, settings } = parts;
  const entering = (caller: Caller): Caller => {
    need(settings.current(), caller.roles, 'can_manage_dispatch');
    return caller;
  };
  const facts = async (contacts: readonly Contact[]): Promise<TableFacts> => {
    const places = await main.getMany<Contact>([...new Set(contacts.flatMap(ancestorIds))]);
    const all = [...contacts, ...places.filter(place => place !== null)];
    const zoneTypes = settings.current().dispatch?.zone_types ?? [];
    return { people: new Map(all.map(each => [each._id, each])), zoneTypes, now: parts.now() };
  };
  const send = (reply: FastifyReply, name: string, text: string) =>
    reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${name}.csv"`)
      .send(`\ufeff${text}`);
  const requestsSeen = async (caller: Caller) => seenBy(parts, caller, await requestsIn(main, dispatchStates, most));

  app.get('/api/v1/export/volunteers.csv', async (request, reply) => {
    const caller = entering(callerOf(request));
    const rows = await main.query<null, Contact>('medic-dispatch/volunteers', {
      ...{ startKey: ['status'], endKey: ['status', {}], limit: most, docs: true },
    });
    const docs = rows.flatMap(({ doc }): Doc[] => (doc ? [doc] : []));
    const seen = (await visible(parts, await parts.scope(caller), docs)) as Contact[];
    return send(reply, 'volunteers', volunteersTable(seen, await facts(seen)));
  });

  app.get('/api/v1/export/beneficiaries.csv', async (request, reply) => {
    const docs = await requestsSeen(entering(callerOf(request)));
    const ids = [...new Set(docs.map(({ help }) => help.beneficiary))];
    const contacts = (await main.getMany<Contact>(ids)).filter(each => each !== null);
    return send(reply, 'beneficiaries', beneficiariesTable(contacts, await facts(contacts)));
  });

  app.get('/api/v1/export/requests.csv', async (request, reply) => {
    const docs = await requestsSeen(entering(callerOf(request)));
    const people = await peopleOf(main, docs);
    return send(reply, 'requests', requestsTable(docs, { ...(await facts([])), people }));
  });

  const taking =
    (read: (text: string, caller: Caller) => Promise<ReadTable>) =>
    async (caller: Caller, body: unknown, dryRun: boolean) => {
      entering(caller);
      if (!settings.current().dispatch)
        throw new AppError('request/invalid', 'The programme has no requests for help', {
          hint: 'Add the section dispatch to its settings',
        });
      const bytes = await wholeBody(body, longest);
      if (isWorkbook(bytes))
        throw new AppError('request/invalid', 'This file is a workbook, not a table in CSV', {
          hint: 'Save its sheet as CSV and send that',
          details: { why: 'no_csv' },
        });
      const text = new TextDecoder().decode(bytes);
      const { rows, docs } = await read(text, caller);
      if (!dryRun && docs.length > 0) {
        await main.write(docs);
        parts.wrote(docs);
      }
      const count = (state: string) => rows.filter(row => row.state === state).length;
      return { dry_run: dryRun, counts: { new: count('new'), known: count('known'), faulty: count('faulty') }, rows };
    };
  const volunteers = taking(async (text, caller) => readVolunteers(text, await peopleFor(parts, caller)));
  const requests = taking(async (text, caller) => readRequests(text, await peopleFor(parts, caller), caller.name));

  app.post<{ Querystring: { dry_run?: string } }>(
    '/api/v1/import/volunteers.csv',
    { bodyLimit: longest },
    async request => volunteers(callerOf(request), request.body, says(request.query.dry_run)),
  );
  app.post<{ Querystring: { dry_run?: string } }>(
    '/api/v1/import/requests.csv',
    { bodyLimit: longest },
    async request => requests(callerOf(request), request.body, says(request.query.dry_run)),
  );
};

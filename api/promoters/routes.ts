import { type Contact, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { erasureReasons } from '@rounds/ddocs/erasure/erasure.ts';
import { peopleActs } from '@rounds/ddocs/promoters/people-act.ts';
import { campaignAddress } from '@rounds/sentinel/campaigns/verdict.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';
import { said } from '@rounds/sentinel/messages/said.ts';
import { openDialoguesOf } from '@rounds/sentinel/promoters/around.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { audience, parsed } from '../campaigns/body.ts';
import { seenAudience } from '../campaigns/seen-audience.ts';
import { beginDialogue } from '../dialogues/begin.ts';
import type { Inbox } from '../messages/inbox.ts';
import { callerOf, onlineOnly } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import type { Visibility } from '../visibility/visibility.ts';
import { visible } from '../visibility/visible.ts';
import { beginAct, listActs, type PeopleActParts, previewAct, shownAct, undoAct } from './acts.ts';
import { personNamed, tally } from './people.ts';

/** The parts that the doors of promoters take. */
export interface PromoterDoors extends PeopleActParts, Pick<Visibility, 'audiences' | 'scope'> {
  inbox: Inbox;
}

const wanted = z.strictObject({
  act: z.enum(peopleActs, { error: `say ${peopleActs.join(', ')}` }),
  audience: audience.default({ under: [], languages: [], fields: {} }),
  reason: z.enum(erasureReasons, { error: `say ${erasureReasons.join(', ')}` }).optional(),
});
const toOne = z.strictObject({
  person: z.string({ error: 'say to whom' }).min(1).max(200),
  text: z.string({ error: 'say what' }).trim().min(1, { error: 'say what' }).max(4096),
  id: z.string().min(8).max(100).optional(),
});
const played = z.strictObject({ dialogue: z.string({ error: 'say which dialogue' }).min(1).max(200) });

/**
 * What promoters do on a page, for holders of `can_run_campaigns`: `GET /api/v1/promoters/status`, `GET
 * .../people/:name`, `POST .../messages`, `POST .../plays`; and for holders of `can_manage_study` what is done with many
 * people at once: `GET POST /api/v1/people-acts`, `POST .../:id/undo`. To have people erased takes `can_erase` too.
 */
export const promoterRoutes = (app: FastifyInstance, parts: PromoterDoors): void => {
  const { main, settings, now, inbox } = parts;
  const may = (request: FastifyRequest, ...permissions: Parameters<typeof need>[2][]) => {
    for (const permission of permissions) need(settings.current(), callerOf(request).roles, permission);
    return callerOf(request);
  };
  const seenBy = async (request: FastifyRequest, people: readonly (Contact | null)[]) =>
    (await visible(parts, await parts.scope(callerOf(request)), people)) as Contact[];
  const personOf = async (request: FastifyRequest, name: string): Promise<Contact> => {
    const [person] = await seenBy(request, [await personNamed(main, name, settings.current())]);
    if (!person)
      throw new AppError('doc/missing', `Nobody is called "${name}"`, {
        hint: 'Write the study id, the short code or the id of a person',
      });
    return person;
  };

  app.get('/api/v1/promoters/status', async request => {
    may(request, 'can_run_campaigns');
    return tally(main, settings.current(), people => seenBy(request, people));
  });

  app.get<{ Params: { name: string } }>('/api/v1/promoters/people/:name', async request => {
    may(request, 'can_run_campaigns');
    const person = await personOf(request, request.params.name);
    const [run] = ((await openDialoguesOf(main, [person])).get(person._id) ?? []).filter(
      ({ events }) => events.length > 0,
    );
    return {
      ...{ id: person._id, name: person.name ?? '', study_id: String(person.study_id ?? '') },
      state: person.participation?.state ?? 'invited',
      ...(run ? { asked: { dialogue: run.what.dialogue, since: run.started } } : {}),
      reached: campaignAddress(person) !== undefined,
    };
  });

  app.post('/api/v1/promoters/messages', async (request, reply) => {
    const { name: by } = may(request, 'can_run_campaigns');
    const { person: named, text, id } = parsed(toOne, request.body, 'Send {"person": "<study id>", "text": "…"}');
    const person = await personOf(request, named);
    const to = campaignAddress(person);
    if (to === undefined)
      throw new AppError('request/invalid', `${person.name ?? person._id} is reached nowhere`, {
        hint: 'Give the contact a phone number, or have its chat linked',
      });
    const above = minifyLineage(person.parent);
    const cause = ['promoter page', by, id ?? `${now()}`, idFrom(person._id, text)];
    const message = said({
      ...{ cause, to, text, by, at: now(), class: 'typed' },
      contact: { _id: person._id, ...(above ? { parent: above } : {}) },
    });
    await inbox.keep([message]);
    return reply.code(202).send({ id: message._id, name: person.name ?? '' });
  });

  app.post('/api/v1/promoters/plays', async (request, reply) => {
    const { contactId } = may(request, 'can_run_campaigns');
    const { dialogue } = parsed(played, request.body, 'Send {"dialogue": "<id>"}');
    const own = contactId === undefined ? null : await main.get<Contact>(contactId);
    const address = own ? campaignAddress(own) : undefined;
    if (!own || address === undefined)
      throw new AppError('request/invalid', 'Your own chat is not known', {
        hint: 'Link your chat on the page of your account, or have a phone number set for your contact',
      });
    const run = await beginDialogue(parts, {
      cause: ['played', `${now()}`],
      dialogue,
      contact: own,
      address,
      played: true,
    });
    return reply.code(202).send({ run: run._id });
  });

  app.get('/api/v1/people-acts', { preHandler: onlineOnly }, async request => {
    may(request, 'can_manage_study');
    return { acts: (await listActs(parts)).map(shownAct) };
  });

  app.post<{ Querystring: { dry_run?: string } }>(
    '/api/v1/people-acts',
    { preHandler: onlineOnly, bodyLimit: 2 * 1024 * 1024 },
    async (request, reply) => {
      const { name: by } = may(request, 'can_manage_study');
      const { reason, ...asked } = parsed(
        wanted,
        request.body,
        'Send {"act": "pause", "audience": {"under": ["<place>"]}}',
      );
      if (asked.act === 'remove') may(request, 'can_erase');
      await seenAudience(parts, request, asked.audience);
      if (request.query.dry_run === 'true') return previewAct(parts, asked);
      return reply.code(202).send(shownAct(await beginAct(parts, { ...asked, ...(reason ? { reason } : {}) }, by)));
    },
  );

  app.post<{ Params: { id: string } }>(
    '/api/v1/people-acts/:id/undo',
    { preHandler: onlineOnly },
    async (request, reply) => {
      const { name: by } = may(request, 'can_manage_study');
      return reply.code(202).send(shownAct(await undoAct(parts, request.params.id, by)));
    },
  );
};

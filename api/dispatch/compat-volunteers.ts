import { type DispatchEvent, isSought } from '@rounds/ddocs/dispatch/dispatch.ts';
import { volunteerOf } from '@rounds/ddocs/dispatch/volunteer.ts';
import type { FastifyInstance } from 'fastify';
import { contactAt } from '../chats/receiving.ts';
import { bodyOf, either, listOf, momentOf, textOf, wanted } from './compat-bodies.ts';
import type { CompatGround, CompatParts } from './compat-ground.ts';
import { newPerson, peopleFor, placeFor } from './people.ts';
import { enters } from './routes.ts';
import { application } from './volunteer-routes.ts';

/**
 * Volunteers as another system's bot knows them, by their chats: `GET volunteer`, `POST volunteer`, and an offer to help
 * with a request, `PUT volunteer`.
 */
export const compatVolunteers = (app: FastifyInstance, parts: CompatParts, ground: CompatGround): void => {
  const { main, now } = parts;
  const { dispatch, addressOf, volunteerAt, knownAt, requestOf, candidate, happens } = ground;

  app.get<{ Querystring: { telegram_chat_id?: string } }>('/api/v1/dispatch/volunteer', async request => {
    enters(parts, request);
    const contact = await volunteerAt(request.query.telegram_chat_id ?? '');
    return { exists: contact !== null, ...(contact ? { status: volunteerOf(contact)!.status } : {}) };
  });

  app.post('/api/v1/dispatch/volunteer', async (request, reply) => {
    const caller = enters(parts, request);
    dispatch();
    const body = bodyOf(request.body);
    const people = await peopleFor(parts, caller);
    const chat = wanted(body, 'chat_id', 'telegram_chat_id');
    const address = await addressOf(chat);
    const known = await contactAt(main, address);
    if (known && volunteerOf(known)) return { id: known._id, status: volunteerOf(known)!.status, known: true };
    const name = [wanted(body, 'first_name'), textOf(either(body, 'last_name'))].filter(Boolean).join(' ');
    const phone = textOf(either(body, 'phone')) || textOf(either(body, 'phone_ex'));
    const place = await placeFor(people, textOf(either(body, 'zone')) || undefined);
    const person = known ?? {
      ...newPerson(people, { name, ...(phone ? { phone } : {}) }, place),
      addresses: [{ address }],
    };
    const fields = {
      first_name: name,
      phone,
      email: textOf(either(body, 'email')),
      activities: listOf(either(body, 'activities')),
      hours: textOf(either(body, 'availability')),
    };
    const report = application(people, person, fields, [chat]);
    await main.write([...(known ? [] : [person]), report]);
    parts.wrote([person, report]);
    return reply.code(201).send({ id: person._id, status: 'pending' });
  });

  app.put('/api/v1/dispatch/volunteer', async (request, reply) => {
    const caller = enters(parts, request);
    const body = bodyOf(request.body);
    const contact = await knownAt(wanted(body, 'telegram_chat_id', 'chat_id'));
    const doc = await requestOf(caller, wanted(body, 'offer_beneficiary_id', 'request_id'));
    const time = momentOf(wanted(body, 'availability_day', 'time'), now())!;
    if (!isSought(doc)) return reply.code(409).send({ offered: false, state: doc.state });
    const whom = candidate(contact);
    const event: DispatchEvent = {
      ...{ id: `offer ${contact._id} ${time}`, at: now(), kind: 'offered', who: contact._id, time },
      ...(whom ? { whom } : {}),
    };
    const { done, state } = await happens(doc._id, event);
    return reply.code(done ? 200 : 409).send({ offered: done, state, time: new Date(time).toISOString() });
  });
};

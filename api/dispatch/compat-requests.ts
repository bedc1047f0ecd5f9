import { isDispatch } from '@rounds/ddocs/dispatch/dispatch.ts';
import { volunteerOf } from '@rounds/ddocs/dispatch/volunteer.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { happenTo } from '@rounds/sentinel/dispatch/happen.ts';
import { limitsOf } from '@rounds/sentinel/dispatch/limits.ts';
import { goOn } from '@rounds/sentinel/dispatch/wave.ts';
import type { FastifyInstance } from 'fastify';
import { act } from './act.ts';
import { bodyOf, either, listOf, momentOf, nameIn, textOf, wanted, yesOf } from './compat-bodies.ts';
import { type CompatGround, type CompatParts, reportNamed } from './compat-ground.ts';
import { byPhone, newPerson, newRequest, peopleFor, placeFor } from './people.ts';
import { enters, seenBy } from './routes.ts';

/** A number or a text; undefined for anything else. */
const plainOf = (value: unknown): unknown => (typeof value === 'object' ? undefined : value);

/**
 * A request for help that another system made: `POST help_request`, `POST assign_help_request`, `POST cancel_help_request`,
 * and how it stands, `GET beneficiary/filters/…`.
 */
export const compatRequests = (app: FastifyInstance, parts: CompatParts, ground: CompatGround): void => {
  const { main, now } = parts;
  const { carry, dispatch, volunteerAt, knownAt, madeAs, requestOf, candidate } = ground;

  app.post('/api/v1/dispatch/help_request', async (request, reply) => {
    const caller = enters(parts, request);
    const { ask, assign } = dispatch();
    const body = bodyOf(request.body);
    const people = await peopleFor(parts, caller);
    const [id, name] = [nameIn(body, 'request_id'), wanted(body, 'beneficiary')];
    const phone = textOf(either(body, 'phone_number', 'phone'));
    const before = await madeAs(id);
    // One that the caller may not see looks as if it were not there: another name is to be taken.
    if (isDispatch(before) && (await seenBy(parts, caller, [before])).length === 0)
      throw new AppError('doc/conflict', `"${id}" is the name of another request`, { hint: 'Send another request_id' });
    if (isDispatch(before)) return { id: before._id, request_id: id, state: before.state, known: true };
    const known = phone ? await byPhone(people, phone) : null;
    const place = await placeFor(people, textOf(either(body, 'zone')) || undefined);
    const beneficiary = known ?? newPerson(people, { name, ...(phone ? { phone } : {}) }, place);
    const fields = {
      ...{ needs: listOf(either(body, 'needs')).join(' '), remarks: listOf(either(body, 'remarks')).join('\n') },
      has_symptoms: yesOf(either(body, 'got_symptoms', 'has_symptoms')) ? 'yes' : 'no',
      has_disability: yesOf(either(body, 'has_disabilities', 'has_disability')) ? 'yes' : 'no',
      ...{ safety_code: textOf(either(body, 'safety_code')), address: textOf(either(body, 'address')) },
      ...{
        latitude: plainOf(either(body, 'latitude')),
        longitude: plainOf(either(body, 'longitude')),
        urgent: yesOf(either(body, 'urgent')) ? 'yes' : 'no',
      },
    };
    const made = newRequest(people, { id: reportNamed(id), by: caller.name, fields }, beneficiary, true);
    await main.write([...(known ? [] : [beneficiary]), made.report, made.dispatch]);
    parts.wrote([beneficiary, made.report]);
    const chats = listOf(either(body, 'volunteers'));
    const found = await Promise.all(chats.map(volunteerAt));
    const unknown = chats.filter((_, nth) => !found[nth]);
    const whom = found.flatMap(contact =>
      contact && volunteerOf(contact)?.status === 'active' ? (candidate(contact) ?? []) : [],
    );
    if (whom.length > 0)
      await happenTo(carry, made.dispatch._id, () => ({
        ...{ id: `asked by ${caller.name}`, at: now(), kind: 'asked', wave: 1, km: 0, mode: assign, whom },
        limits: { ...limitsOf(dispatch()), ask: Math.min(ask, whom.length) },
      }));
    const { doc } = await goOn(carry, made.dispatch._id);
    return reply.code(201).send({
      id: made.dispatch._id,
      request_id: id,
      state: doc?.state ?? made.dispatch.state,
      asked: whom.length,
      unknown,
    });
  });

  app.post('/api/v1/dispatch/assign_help_request', async (request, reply) => {
    const caller = enters(parts, request);
    const body = bodyOf(request.body);
    const doc = await requestOf(caller, wanted(body, 'request_id'));
    const contact = await knownAt(wanted(body, 'volunteer'));
    const time = momentOf(either(body, 'time'), now());
    const { doc: after, changed } = await act(
      carry,
      doc,
      { act: 'assign', volunteer: contact._id, ...(time === undefined ? {} : { time: new Date(time).toISOString() }) },
      caller.name,
    );
    return reply.code(changed ? 200 : 409).send({ assigned: changed, state: after?.state });
  });

  app.post('/api/v1/dispatch/cancel_help_request', async (request, reply) => {
    const caller = enters(parts, request);
    const doc = await requestOf(caller, wanted(bodyOf(request.body), 'request_id'));
    const { doc: after, changed } = await act(carry, doc, { act: 'cancel' }, caller.name);
    return reply.code(changed ? 200 : 409).send({ cancelled: changed, state: after?.state });
  });

  app.get<{ Querystring: { id?: string } }>('/api/v1/dispatch/beneficiary/filters/:page/:size', async request => {
    const { id = '' } = request.query;
    const doc = await requestOf(enters(parts, request), id);
    const contact = await main.get<Contact>(doc.help.beneficiary);
    return {
      count: 1,
      list: [
        {
          _id: id === doc._id ? doc.request : id,
          status: doc.state,
          beneficiary: contact?.name ?? '',
          needs: doc.help.needs,
          address: doc.help.address ?? '',
        },
      ],
    };
  });
};

import { openChatBook } from '@rounds/ddocs/chats/book.ts';
import {
  type DispatchDoc,
  type DispatchEvent,
  dispatchId,
  isDispatch,
  isSought,
  type Survey,
} from '@rounds/ddocs/dispatch/dispatch.ts';
import { volunteerOf } from '@rounds/ddocs/dispatch/volunteer.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { contentName, type FileDoc } from '@rounds/ddocs/documents/files.ts';
import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import { candidateOf } from '@rounds/sentinel/dispatch/candidates.ts';
import { happenTo } from '@rounds/sentinel/dispatch/happen.ts';
import { limitsOf } from '@rounds/sentinel/dispatch/limits.ts';
import { rankOf } from '@rounds/sentinel/dispatch/rank.ts';
import { goOn } from '@rounds/sentinel/dispatch/wave.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';
import type { FastifyInstance } from 'fastify';
import { contactAt } from '../chats/receiving.ts';
import type { Caller } from '../session/caller.ts';
import { act } from './act.ts';
import { bodyOf, either, listOf, momentOf, statusOf, textOf, wanted, yesOf } from './compat-bodies.ts';
import { carrying, type DispatchDoorParts } from './parts.ts';
import { byPhone, newPerson, newRequest, peopleFor, placeFor } from './people.ts';
import { enters, requestFor } from './routes.ts';
import { application } from './volunteer-routes.ts';

/** Largest receipt, in bytes of its base64. */
const largestReceipt = 8 * 1024 * 1024;

/**
 * The doors by which dispatch systems and their bots speak to one another, under `/api/v1/dispatch/`, for a login with
 * `can_manage_dispatch` by name and password. Both spellings of every field are taken; what cannot be done is answered with
 * the reason, and nothing is said to be done that was not.
 */
export const compatRoutes = (app: FastifyInstance, parts: DispatchDoorParts & { vault: Vault }): void => {
  const { main, now, vault } = parts;
  const carry = carrying(parts);
  const settings = () => parts.settings.current();
  const dispatch = () => {
    const { dispatch: section } = settings();
    if (section) return section;
    throw new AppError('request/invalid', 'The programme has no requests for help', {
      hint: 'Add the section dispatch to its settings',
    });
  };
  const addressOf = async (chat: string): Promise<string> => {
    if (!/^-?\d{1,16}$/.test(chat))
      throw new AppError('request/invalid', `"${chat}" is no chat of Telegram`, { hint: 'Send its number' });
    return (await openChatBook(vault)).addressOf(settings().telegram?.bots[0] ?? 'bot', Number(chat));
  };
  const volunteerAt = async (chat: string): Promise<Contact | null> => {
    const contact = await contactAt(main, await addressOf(chat));
    return contact && volunteerOf(contact) ? contact : null;
  };
  const knownAt = async (chat: string): Promise<Contact> => {
    const contact = await volunteerAt(chat);
    if (contact) return contact;
    throw new AppError('doc/missing', `The chat ${chat} is that of no volunteer`, {
      hint: 'Register the volunteer first, with POST volunteer',
    });
  };
  const requestOf = (caller: Caller, id: string): Promise<DispatchDoc> =>
    requestFor(parts, caller, id.startsWith('dispatch:') ? id : dispatchId(id));
  const widest = () => Math.max(...dispatch().radius_km);
  const candidate = (contact: Contact) =>
    candidateOf(contact, rankOf({ km: null, open: 0, asked: 0, yes: 0 }, widest(), now()));
  const happens = async (id: string, event: DispatchEvent) => {
    const { doc } = await happenTo(carry, id, () => event);
    const did = doc?.events.some(each => each.id === event.id) ?? false;
    if (did) await goOn(carry, id);
    return { done: did, state: doc?.state };
  };

  app.post('/api/v1/dispatch/help_request', async (request, reply) => {
    const caller = enters(parts, request);
    const { ask, assign } = dispatch();
    const body = bodyOf(request.body);
    const people = await peopleFor(parts, caller);
    const [id, name] = [wanted(body, 'request_id'), wanted(body, 'beneficiary')];
    const phone = textOf(either(body, 'phone_number', 'phone'));
    const before = await main.get(dispatchId(id));
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
        latitude: either(body, 'latitude'),
        longitude: either(body, 'longitude'),
        urgent: yesOf(either(body, 'urgent')) ? 'yes' : 'no',
      },
    };
    const made = newRequest(people, { id, by: caller.name, fields }, beneficiary, true);
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

  app.put('/api/v1/dispatch/beneficiary', async (request, reply) => {
    const caller = enters(parts, request);
    const body = bodyOf(request.body);
    const doc = await requestOf(caller, wanted(body, 'request_id', '_id'));
    const who = doc.assigned ?? doc.asked.find(({ stage }) => stage === 'thanks')?.volunteer;
    const at = now();
    if (either(body, 'wellbeing', 'amount') !== undefined) {
      if (!who) return reply.code(409).send({ done: false, state: doc.state });
      const event = {
        id: `survey ${who}`,
        at,
        kind: 'survey' as const,
        who,
        survey: surveyIn(body),
        over: either(body, 'wellbeing') !== undefined,
      };
      const { done, state } = await happens(doc._id, event);
      return reply.code(done ? 200 : 409).send({ done, state });
    }
    const word = wanted(body, 'status');
    const what = statusOf(word);
    if (!what)
      throw new AppError('request/invalid', `There is no status "${word}"`, {
        hint: 'Send onprogress, done or cancelled',
      });
    if (!who) return reply.code(409).send({ done: false, state: doc.state });
    const { done, state } = await happens(doc._id, {
      id: `${what} ${who} ${doc.asked.find(({ volunteer }) => volunteer === who)?.turn}`,
      at,
      by: caller.name,
      kind: 'told',
      who,
      what,
    });
    return reply.code(done ? 200 : 409).send({ done, state });
  });

  app.post('/api/v1/dispatch/receipt', { bodyLimit: largestReceipt }, async (request, reply) => {
    const caller = enters(parts, request);
    const body = bodyOf(request.body);
    const doc = await requestOf(caller, wanted(body, 'request_id', 'beneficiary_id'));
    const [, type = 'image/jpeg', data = ''] =
      /^(?:data:(image\/(?:png|jpeg|webp));base64,)?([A-Za-z0-9+/\s]+=*\s*)$/.exec(wanted(body, 'data')) ?? [];
    if (!data)
      throw new AppError('request/invalid', 'The receipt is no picture in base64', {
        hint: 'Send data as base64 of a PNG or JPEG',
      });
    const who = doc.assigned;
    if (!who) return reply.code(409).send({ kept: false, state: doc.state });
    const file: FileDoc = {
      ...{
        _id: `file:${idFrom('receipt', doc._id, data.slice(0, 4000), String(data.length))}`,
        type: 'file',
        message: doc.request,
        mime: type,
      },
      came: new Date(now()).toISOString(),
      _attachments: { [contentName]: { content_type: type, data: data.replace(/\s/g, '') } },
    };
    await main.write([file]);
    const { done, state } = await happens(doc._id, {
      id: `receipt ${file._id}`,
      at: now(),
      kind: 'survey',
      who,
      survey: { receipt: file._id },
      over: false,
    });
    return reply.code(done ? 201 : 409).send({ kept: done, file: file._id, state });
  });

  app.get<{ Querystring: { id?: string } }>('/api/v1/dispatch/beneficiary/filters/:page/:size', async request => {
    const doc = await requestOf(enters(parts, request), request.query.id ?? '');
    const contact = await main.get<Contact>(doc.help.beneficiary);
    return {
      count: 1,
      list: [
        {
          _id: doc.request,
          status: doc.state,
          beneficiary: contact?.name ?? '',
          needs: doc.help.needs,
          address: doc.help.address ?? '',
        },
      ],
    };
  });
};

const surveyIn = (body: Readonly<Record<string, unknown>>): Survey => {
  const [mood, amount] = [
    Number(textOf(either(body, 'wellbeing')) || Number.NaN),
    Number(textOf(either(body, 'amount')) || Number.NaN),
  ];
  const remarks = textOf(either(body, 'further_comments'));
  const again = either(body, 'would_return');
  const symptoms = either(body, 'symptoms');
  return {
    ...(mood >= 0 && mood <= 4 ? { mood } : {}),
    ...(Number.isFinite(amount) && amount >= 0 ? { amount } : {}),
    ...(remarks ? { remarks } : {}),
    ...(symptoms === undefined ? {} : { symptoms: listOf(symptoms) }),
    ...(again === undefined ? {} : { again: yesOf(again) }),
  };
};

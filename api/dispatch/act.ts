import { type Candidate, type DispatchDoc, type DispatchEvent, isOnMission } from '@rounds/ddocs/dispatch/dispatch.ts';
import { volunteerOf } from '@rounds/ddocs/dispatch/volunteer.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { drop } from '@rounds/sentinel/dispatch/along.ts';
import { candidateOf, isBusy, lookAround } from '@rounds/sentinel/dispatch/candidates.ts';
import { type Happened, happenTo, sceneOf } from '@rounds/sentinel/dispatch/happen.ts';
import { limitsOf } from '@rounds/sentinel/dispatch/limits.ts';
import type { DispatchParts } from '@rounds/sentinel/dispatch/parts.ts';
import { rankOf } from '@rounds/sentinel/dispatch/rank.ts';
import { goOn } from '@rounds/sentinel/dispatch/wave.ts';
import * as z from 'zod';

/** What somebody of the staff does to a request. */
export const acted = z.object({
  act: z.enum(
    [
      'confirm',
      'ask',
      'assign',
      'offer',
      'on_the_way',
      'done',
      'withdrew',
      'cancel',
      'reopen',
      'archive',
      'own',
      'part',
    ],
    {
      error:
        'say what is to be done: confirm, ask, assign, offer, on_the_way, done, withdrew, cancel, reopen, archive, own or part',
    },
  ),
  volunteer: z.string().min(1).optional(),
  time: z.iso.datetime({ offset: true, error: 'give the moment as 2026-03-01T10:00:00Z' }).optional(),
  reason: z.string().max(500).optional(),
  /** Assigned though on another mission. */
  anyway: z.boolean().optional(),
});
export type Acted = z.output<typeof acted>;

/** A volunteer as a candidate for a request, with the rank that he has now. */
const candidateFor = async (parts: DispatchParts, doc: DispatchDoc, contact: Contact): Promise<Candidate> => {
  const { settings } = parts.programme();
  const widest = Math.max(...(settings.dispatch?.radius_km ?? [1]));
  const around = await lookAround(parts, doc, await sceneOf(parts, doc), widest);
  const ranked = around.find(({ candidate }) => candidate.volunteer === contact._id)?.candidate;
  const unknown = rankOf({ km: null, open: 0, asked: 0, yes: 0 }, widest, parts.now());
  const candidate = ranked ?? candidateOf(contact, unknown);
  if (!candidate)
    throw new AppError('request/invalid', `${contact.name ?? contact._id} is reached nowhere`, {
      hint: 'Give the volunteer a phone number, or have the chat linked',
    });
  return candidate;
};

const volunteerFor = async (
  { main }: DispatchParts,
  doc: DispatchDoc,
  { volunteer, anyway }: Acted,
): Promise<Contact> => {
  const contact = volunteer === undefined ? null : await main.get<Contact>(volunteer);
  if (!contact || volunteerOf(contact)?.status !== 'active')
    throw new AppError('request/invalid', `"${volunteer ?? ''}" is no active volunteer`, {
      hint: 'Choose one of the candidates; who has just asked to help is approved under Review first',
    });
  if (!anyway && (await isBusy(main, contact, doc._id)))
    throw new AppError('doc/conflict', `${contact.name ?? contact._id} is on another mission`, {
      hint: 'Choose somebody else, or say that it shall be so all the same',
      details: { why: 'busy', name: contact.name ?? '' },
    });
  return contact;
};

const eventFor = async (parts: DispatchParts, doc: DispatchDoc, body: Acted, by: string): Promise<DispatchEvent> => {
  const { act, volunteer, time, reason } = body;
  const base = { id: `${act}:${volunteer ?? ''}:${doc.events.length}`, at: parts.now(), by };
  const { dispatch } = parts.programme().settings;
  const moment = time === undefined ? undefined : Date.parse(time);
  switch (act) {
    case 'confirm':
    case 'ask':
      return { ...base, kind: 'confirmed' };
    case 'assign':
    case 'offer': {
      const contact = await volunteerFor(parts, doc, body);
      const whom = await candidateFor(parts, doc, contact);
      if (act === 'assign')
        return {
          ...{ ...base, kind: 'assigned', who: contact._id, whom, limits: dispatch ? limitsOf(dispatch) : doc.limits },
          ...(moment === undefined ? {} : { time: moment }),
        };
      if (moment === undefined)
        throw new AppError('request/invalid', 'The offer does not say when', { hint: 'Send time' });
      return { ...base, kind: 'offered', who: contact._id, whom, time: moment };
    }
    case 'on_the_way':
    case 'done':
    case 'withdrew':
      return { ...base, kind: 'told', who: doc.assigned ?? '', what: act, ...(reason ? { reason } : {}) };
    case 'cancel':
      return { ...base, kind: 'cancelled', ...(reason ? { reason } : {}) };
    case 'reopen':
      return { ...base, kind: 'reopened' };
    case 'archive':
      return { ...base, kind: 'archived' };
    case 'own':
      return { ...base, kind: 'owned', owner: by };
    case 'part':
      throw new AppError('request/invalid', 'It is on no trip', { hint: 'Look at it again: somebody was faster' });
  }
};

/**
 * Does to a request what somebody of the staff says, and goes on with what follows. Two who act at once act one after the
 * other.
 * @returns whether it changed anything: what comes too late does not
 */
export const act = async (parts: DispatchParts, doc: DispatchDoc, body: Acted, by: string): Promise<Happened> => {
  if (doc.trip && body.act === 'part') {
    await drop(parts, doc.trip.id, doc._id, by);
    const went = await goOn(parts, doc._id);
    return { doc: went.doc, changed: went.doc?.trip === undefined };
  }
  if (doc.trip && body.act !== 'own' && body.act !== 'cancel')
    throw new AppError('doc/conflict', `It is carried out on the trip no. ${doc.trip.number}`, {
      hint: 'Do that to the trip, or take the request out of it first',
    });
  const event = await eventFor(parts, doc, body, by);
  const happened = await happenTo(parts, doc._id, stored =>
    stored.events.length === doc.events.length || event.kind !== 'told' || stored.asked.some(isOnMission)
      ? event
      : undefined,
  );
  const did = happened.doc?.events.some(({ id, at }) => id === event.id && at === event.at) ?? false;
  if (!did) return { doc: happened.doc, changed: false };
  const { doc: after } = await goOn(parts, doc._id);
  return { doc: after ?? happened.doc, changed: true };
};

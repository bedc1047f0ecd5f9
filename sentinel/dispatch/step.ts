import {
  type Asked,
  type Candidate,
  type DispatchDoc,
  type DispatchEvent,
  type Help,
  isAfter,
  isOnMission,
  isOpen,
  isSought,
  type Stage,
} from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { answered, written } from './answers.ts';
import { chosenAt, withDue } from './due.ts';
import { carriedOut, dropped, led, onTrip, parted } from './on-trip.ts';
import { calledOff, each, inState, one, over, withoutHolder } from './shape.ts';
import { confirmAt, into, isWaiting, silenced, silentAt, since } from './stage.ts';

/** A request without what follows from its events, oldest first. */
const bare = (doc: DispatchDoc, events: readonly DispatchEvent[]): DispatchDoc => {
  const { _id, _rev, type, request, number, created, limits } = doc;
  const help = events.flatMap(event => ('before' in event && event.before) || [])[0] ?? doc.help;
  return {
    ...{ _id, type, request, number, help, created, changed: created, limits },
    ...(_rev === undefined ? {} : { _rev }),
    ...{ state: 'new' as const, events: [], asked: [], mode: 'manual' as const },
  };
};

/** The one who has it. */
const holderOf = ({ asked, assigned }: DispatchDoc): Asked | undefined =>
  asked.find(({ volunteer }) => volunteer === assigned);

const awake = (doc: DispatchDoc): DispatchDoc => {
  const { nobody, ...rest } = doc;
  return nobody === undefined ? doc : rest;
};

/** Somebody who is asked; one who was asked before keeps the count of questions, so that old buttons stay old. */
const askedNow = (doc: DispatchDoc, whom: Candidate, wave: number, at: Ms, stage: Stage): DispatchDoc => {
  const before = doc.asked.find(({ volunteer }) => volunteer === whom.volunteer);
  const fresh: Asked = {
    ...whom,
    ...{ wave, at, stage, turn: before?.turn ?? 0, survey: {}, trail: before?.trail ?? [] },
  };
  const others = doc.asked.filter(({ volunteer }) => volunteer !== whom.volunteer);
  return { ...doc, asked: [...others, into(fresh, stage, at)] };
};

/** Gives it to somebody: everybody else who might still offer is told that it is found. */
const give = (doc: DispatchDoc, who: string, at: Ms, more: Partial<Asked> = {}): DispatchDoc => {
  const others = each(doc, asked => {
    if (asked.volunteer === who) return into(asked, 'caution', at, more);
    if (isOpen(asked)) return into(asked, 'found', at);
    return isOnMission(asked) ? into(asked, 'relieved', at) : asked;
  });
  return { ...others, state: 'assigned', assigned: who };
};

/** Takes it from who has it, and seeks others. */
const giveBack = (doc: DispatchDoc, who: string, at: Ms, more: Partial<Asked> = {}): DispatchDoc =>
  withoutHolder({ ...one(doc, who, asked => into(asked, 'withdrawn', at, more)), state: 'reopened' });

/** What follows once somebody has said when: with `first`, that it is theirs. */
const offers = (doc: DispatchDoc, who: string, at: Ms): DispatchDoc =>
  doc.mode === 'first' && isSought(doc) ? give(doc, who, at) : doc;

/** What the stage that somebody came to does to the request. */
const follow = (doc: DispatchDoc, who: string, at: Ms): DispatchDoc => {
  const stage = doc.asked.find(({ volunteer }) => volunteer === who)?.stage;
  if (stage === 'offered') return offers(doc, who, at);
  if (doc.assigned !== who) return doc;
  if (stage === 'on_the_way') return inState(doc, 'on_the_way');
  if (stage === 'withdrawn') return withoutHolder(inState(doc, 'reopened'));
  if (stage === 'amount' && doc.state !== 'done') return carriedOut(doc, who, at);
  return stage === 'thanks' ? inState(doc, 'surveyed') : doc;
};

/** The best of those who offered: by rank, then by who offered first, then by id, so that every machine finds the same. */
const bestOffer = ({ asked }: DispatchDoc): Asked | undefined =>
  asked
    .filter(({ stage }) => stage === 'offered')
    .sort((a, b) => b.rank.total - a.rank.total || since(a) - since(b) || (a.volunteer < b.volunteer ? -1 : 1))[0];

/** What time does to a mission: it is handed back by silence, asked about once more before its time, and late. */
const held = (doc: DispatchDoc, holder: Asked, at: Ms): DispatchDoc => {
  const { limits, overdue } = doc;
  const { volunteer, time } = holder;
  const [silent, asks] = [silentAt(holder, limits), confirmAt(holder, limits)];
  if (silent !== undefined && at >= silent) return giveBack(doc, volunteer, at, { reason: 'silent' });
  // After the time it is too late to ask: it may have been carried out.
  if (asks !== undefined && at >= asks && at < time!) return one(doc, volunteer, asked => into(asked, 'still', at));
  return !overdue && at >= (time ?? since(holder)) + limits.late ? { ...doc, overdue: true } : doc;
};

/** What time does: silence, the best offer, a choice that nobody took, a mission that is late, and the end. */
const tick = (doc: DispatchDoc, at: Ms): DispatchDoc => {
  const { limits, state } = doc;
  if (['done', 'surveyed', 'cancelled'].includes(state))
    return at >= doc.changed + limits.archive ? happen(doc, { id: '', at, kind: 'archived' }) : doc;
  if (doc.trip) return doc;
  const holder = holderOf(doc);
  if (holder) return held(doc, holder, at);
  if (!isSought(doc)) return doc;
  const [chosen, best] = [chosenAt(doc), bestOffer(doc)];
  if (best && chosen !== undefined && at >= chosen) return give(doc, best.volunteer, at);
  const late = (asked: Asked) => isWaiting(asked) && at >= since(asked) + limits.silence;
  return doc.asked.some(late) ? each(doc, asked => (late(asked) ? silenced(asked, at) : asked)) : doc;
};

const forVolunteer = (doc: DispatchDoc, who: string, at: Ms, next: (asked: Asked) => Asked | null): DispatchDoc => {
  const asked = doc.asked.find(({ volunteer }) => volunteer === who);
  const changed = asked && next(asked);
  return changed
    ? follow(
        one(doc, who, () => changed),
        who,
        at,
      )
    : doc;
};

/** What somebody of the staff says for a volunteer who told it by telephone. */
const toldFor = (doc: DispatchDoc, event: Extract<DispatchEvent, { kind: 'told' }>): DispatchDoc => {
  const { who, what, at, reason } = event;
  if (doc.assigned !== who) return doc;
  return forVolunteer(doc, who, at, asked => {
    if (!isOnMission(asked)) return null;
    if (what === 'withdrew') return into(asked, 'withdrawn', at, reason ? { reason } : {});
    if (what === 'done') return into(asked, 'amount', at);
    return asked.stage === 'on_the_way' ? null : into(asked, 'on_the_way', at);
  });
};

const happen = (doc: DispatchDoc, event: DispatchEvent): DispatchDoc => {
  const { at } = event;
  if (doc.trip && !onTrip.includes(event.kind)) return doc;
  switch (event.kind) {
    case 'opened':
      return {
        ...{ ...doc, limits: event.limits, state: event.confirmed ? 'confirmed' : 'new' },
        ...(event.stops ? { stops: event.stops } : {}),
      };
    case 'confirmed':
      // Once more for one that rests: volunteers are looked for again at once.
      return doc.state === 'new' ? inState(doc, 'confirmed') : isSought(doc) ? awake(doc) : doc;
    case 'asked': {
      if (!isSought(doc)) return doc;
      const { whom, wave, km, mode, limits } = event;
      const fresh = whom.filter(({ volunteer }) => {
        const before = doc.asked.find(asked => asked.volunteer === volunteer);
        return !before || before.stage === 'found';
      });
      const { nobody: _, ...rest } = fresh.reduce((so, each) => askedNow(so, each, wave, at, 'offer'), doc);
      return { ...rest, mode, limits, km, state: fresh.length > 0 ? 'announced' : doc.state };
    }
    case 'press':
      return forVolunteer(doc, event.who, at, asked =>
        asked.turn === event.turn ? answered(asked, event, doc) : null,
      );
    case 'typed':
    case 'photo':
      return forVolunteer(doc, event.who, at, asked => written(asked, event));
    case 'offered': {
      if (!isSought(doc)) return doc;
      const known = doc.asked.some(({ volunteer }) => volunteer === event.who);
      const so = !known && event.whom ? askedNow(doc, event.whom, 0, at, 'offer') : doc;
      return forVolunteer(so, event.who, at, asked => into(asked, 'offered', at, { time: event.time }));
    }
    case 'assigned': {
      if (!isSought(doc) && doc.state !== 'assigned' && doc.state !== 'on_the_way') return doc;
      if (doc.assigned === event.who) return doc;
      const known = doc.asked.find(({ volunteer }) => volunteer === event.who);
      const so = !known && event.whom ? { ...doc, asked: [...doc.asked, unasked(event.whom, at)] } : doc;
      if (!known && !event.whom) return doc;
      const time = event.time === undefined ? {} : { time: event.time };
      return { ...give(so, event.who, at, time), limits: event.limits };
    }
    case 'told':
      return toldFor(doc, event);
    case 'survey':
      return forVolunteer(doc, event.who, at, asked => {
        if (!isAfter(asked) && !isOnMission(asked)) return null;
        const survey = { ...asked.survey, ...event.survey };
        return event.over && isAfter(asked) ? into(asked, 'thanks', at, { survey }) : { ...asked, survey };
      });
    case 'tick':
      return tick(doc, at);
    case 'nobody':
      return isSought(doc) ? { ...doc, nobody: event.again, km: event.km } : doc;
    case 'cancelled':
      return over.includes(doc.state) ? doc : calledOff(doc, at);
    case 'reopened': {
      if (!['cancelled', 'assigned', 'on_the_way'].includes(doc.state)) return doc;
      const holder = holderOf(doc);
      const so = holder ? one(doc, holder.volunteer, asked => into(asked, 'relieved', at)) : doc;
      return withoutHolder({ ...so, state: 'reopened' });
    }
    case 'corrected':
      // What is put right on one request of a trip may be nothing that the trip itself says.
      return doc.state === 'archived' || (!doc.stops && sameHelp(doc.help, event.help))
        ? doc
        : { ...doc, help: { ...event.help } };
    case 'joined': {
      if (!isSought(doc) || doc.stops) return doc;
      const { nobody: _, ...rest } = each(doc, asked => (isOpen(asked) ? into(asked, 'found', at) : asked));
      return { ...rest, trip: event.trip };
    }
    case 'led':
      return led(doc, event);
    case 'parted':
      return doc.trip ? parted(doc) : doc;
    case 'dropped':
      return dropped(doc, event);
    case 'owned':
      return doc.owner === event.owner ? doc : { ...doc, owner: event.owner };
    case 'archived':
      return ['done', 'surveyed', 'cancelled'].includes(doc.state)
        ? { ...each(doc, asked => (isAfter(asked) ? into(asked, 'thanks', at) : asked)), state: 'archived' }
        : doc;
  }
};

/** Whether the same is asked for. */
export const sameHelp = (one: Help, other: Help): boolean => {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof Help>;
  return [...keys].every(key => JSON.stringify(one[key]) === JSON.stringify(other[key]));
};

const unasked = (whom: Candidate, at: Ms): Asked => ({
  ...whom,
  ...{ wave: 0, at, stage: 'offer', turn: 0, survey: {}, trail: [] },
});

/** Late is a mission, not a request: with another one, or at its end, it is not any more. */
const withoutLate = (next: DispatchDoc, before: DispatchDoc): DispatchDoc => {
  const isSame = next.assigned === before.assigned && (next.state === 'assigned' || next.state === 'on_the_way');
  const { overdue, ...rest } = next;
  return overdue && !isSame ? rest : next;
};

/**
 * What an event does to a request: the request as it stands then, or the very same where the event was seen before, or
 * comes too late, or means nothing. Pure, so that two processes come to the same.
 */
export const step = (doc: DispatchDoc, event: DispatchEvent): DispatchDoc => {
  if (doc.events.some(({ id }) => id === event.id)) return doc;
  const next = happen(doc, event);
  if (next === doc) return doc;
  const { due: _, ...rest } = withoutLate(next, doc);
  return withDue({ ...rest, events: [...doc.events, event], changed: event.at });
};

/** The same from all its events, in the order in which they happened: for two leaves of a conflict. */
export const fold = (doc: DispatchDoc, events: readonly DispatchEvent[]): DispatchDoc => {
  const unique = [...new Map(events.map(event => [event.id, event])).values()];
  const ordered = unique.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const opened = ordered.filter(({ kind }) => kind === 'opened');
  const rest = ordered.filter(({ kind }) => kind !== 'opened');
  return [...opened, ...rest].reduce(step, bare(doc, ordered));
};

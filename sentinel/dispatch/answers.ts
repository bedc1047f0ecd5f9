import type { Asked, DispatchDoc, DispatchEvent, Stage } from '@rounds/ddocs/dispatch/dispatch.ts';
import { isSought } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { into, shownAt } from './stage.ts';

const minute: Ms = 60_000;

/** Symptoms that are asked for after a mission; the last two say that there is none, or that nobody knows. */
export const symptoms = ['fever', 'cough', 'breathing', 'none', 'unknown'] as const;
/** Of these, those that stand alone. */
const alone: readonly string[] = ['none', 'unknown'];
/** Why somebody hands an errand back. */
export const reasons = ['ill', 'transport', 'money', 'other'] as const;
/** Moments that are offered from one on: every half hour until the first after midnight, twelve at most. */
export const gridSize = 12;

/** The moment that a button of the times stands for. @param shown when the times were shown */
export const timeOf = (code: string, shown: Ms, wanted: Ms | undefined): Ms | undefined => {
  if (code === 'wanted') return wanted;
  const [, minutes] = /^in(\d{1,4})$/.exec(code) ?? [];
  return minutes === undefined ? undefined : shown + Number(minutes) * minute;
};

type Press = Extract<DispatchEvent, { kind: 'press' }>;

const whether = (asked: Asked, { code, at }: Press, doc: DispatchDoc): Asked | null => {
  if (code === 'no') return into(asked, 'declined', at);
  return code === 'yes' && isSought(doc) ? into(asked, 'times', at) : null;
};

const when = (asked: Asked, { code, at }: Press, doc: DispatchDoc): Asked | null => {
  if (code === 'no') return into(asked, 'declined', at);
  if (code === 'other' && asked.stage === 'times') return into(asked, 'grid', at);
  const time = timeOf(code, shownAt(asked), doc.help.wanted);
  return time === undefined || !isSought(doc) ? null : into(asked, 'offered', at, { time });
};

const onMission =
  (ok: string, next: Stage) =>
  (asked: Asked, { code, at }: Press): Asked | null => {
    if (code === ok) return into(asked, next, at);
    return code === 'no' ? into(asked, 'reason', at, { before: asked.stage }) : null;
  };

const why = (asked: Asked, { code, at }: Press): Asked | null => {
  if (code === 'back') return into(asked, asked.before ?? 'details', at);
  return (reasons as readonly string[]).includes(code) ? into(asked, 'withdrawn', at, { reason: code }) : null;
};

const told = (asked: Asked, stage: Stage, at: Ms, more: Asked['survey']): Asked =>
  into(asked, stage, at, { survey: { ...asked.survey, ...more } });

/** Ticked or not: it is the same question still, so its number stays. What stands alone takes the others away. */
const ticked = (asked: Asked, code: string): Asked => {
  const before = asked.survey.symptoms ?? [];
  const without = before.filter(each => each !== code);
  const now = before.includes(code)
    ? without
    : alone.includes(code)
      ? [code]
      : [...without.filter(each => !alone.includes(each)), code];
  return { ...asked, survey: { ...asked.survey, symptoms: now } };
};

/** Of a trip one ticks what was carried out: it is the same question still. */
const visited = (asked: Asked, { code }: Press, { stops = [] }: DispatchDoc): Asked | undefined => {
  const number = /^s(\d{4})$/.exec(code)?.[1];
  if (number === undefined || !stops.some(each => each.number === number)) return undefined;
  const before = asked.visited ?? [];
  return {
    ...asked,
    visited: before.includes(number) ? before.filter(each => each !== number) : [...before, number],
  };
};

const how: Partial<Record<Stage, (asked: Asked, press: Press, doc: DispatchDoc) => Asked | null>> = {
  offer: whether,
  times: when,
  grid: when,
  offered: (asked, { code, at }) => (code === 'no' ? into(asked, 'declined', at) : null),
  caution: onMission('well', 'details'),
  details: onMission('go', 'on_the_way'),
  still: onMission('yes', 'sure'),
  sure: onMission('go', 'on_the_way'),
  on_the_way: (asked, press, doc) => visited(asked, press, doc) ?? onMission('done', 'amount')(asked, press),
  reason: why,
  amount: (asked, { code, at }) => (code === 'none' ? told(asked, 'mood', at, { amount: 0, receipt: 'none' }) : null),
  receipt: (asked, { code, at }) => (code === 'none' ? told(asked, 'mood', at, { receipt: 'none' }) : null),
  mood: (asked, { code, at }) => (/^[0-4]$/.test(code) ? told(asked, 'symptoms', at, { mood: Number(code) }) : null),
  symptoms: (asked, { code, at }) => {
    if (code === 'next') return told(asked, 'again', at, { symptoms: asked.survey.symptoms ?? [] });
    return (symptoms as readonly string[]).includes(code) ? ticked(asked, code) : null;
  },
  again: (asked, { code, at }) =>
    code === 'yes' || code === 'no' ? told(asked, 'remarks', at, { again: code === 'yes' }) : null,
  remarks: (asked, { code, at }) => (code === 'none' ? into(asked, 'thanks', at) : null),
};

/** Whoever was silent answers the question that was open then. */
const awake = (asked: Asked): Asked =>
  asked.stage === 'silent' ? { ...asked, stage: asked.before ?? 'offer' } : asked;

/** Somebody after a press on a button of the question that is open; null where it means nothing there. */
export const answered = (asked: Asked, press: Press, doc: DispatchDoc): Asked | null => {
  const so = awake(asked);
  return how[so.stage]?.(so, press, doc) ?? null;
};

/** Somebody after words or a picture; null where they mean nothing there. */
export const written = (before: Asked, event: Extract<DispatchEvent, { kind: 'typed' | 'photo' }>): Asked | null => {
  const asked = awake(before);
  const { stage } = asked;
  const { at } = event;
  if (event.kind === 'photo') return stage === 'receipt' ? told(asked, 'mood', at, { receipt: event.file }) : null;
  if (stage === 'times' || stage === 'grid')
    return event.time === undefined ? null : into(asked, 'offered', at, { time: event.time });
  if (stage === 'reason') return into(asked, 'withdrawn', at, { reason: event.text });
  if (stage === 'amount')
    return event.amount === undefined ? null : told(asked, 'receipt', at, { amount: event.amount });
  return stage === 'remarks' ? told(asked, 'thanks', at, { remarks: event.text }) : null;
};

import { type Asked, type DispatchDoc, isSought, type Trail } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { ReviewFact } from '@rounds/ddocs/review/review.ts';
import { create, type Effect } from '../engine/effects.ts';
import { askReview, reviewIdFor } from '../review/ask.ts';
import { closeReview } from '../review/close.ts';

/** Something that a person is to look at, or was: with a reason why nobody need any more. */
interface Matter {
  kind: 'dispatch_nobody' | 'dispatch_short' | 'dispatch_late';
  /** Beside the request. */
  cause: string;
  at: Ms;
  facts: ReviewFact[];
  closed?: string | undefined;
}

const hour = 3_600_000;
const iso = (at: Ms): Iso => new Date(at).toISOString();

const needs = ({ help }: DispatchDoc): ReviewFact => ({
  ...{ name: 'needs', value: help.needs, words: 'dispatch.need.{}' },
});

/** Why nobody is sought any more: `request_done`, say; undefined while somebody is. */
const notSought = (doc: DispatchDoc): string | undefined => (isSought(doc) ? undefined : `request_${doc.state}`);

/** Steps of somebody after which it is another matter that nobody is left: there was hope, or a new search. */
const turning: readonly Trail['stage'][] = ['offered', 'caution', 'withdrawn', 'relieved'];

/**
 * Each time at which nobody was left to ask, by how often there was hope before: it is over once another is asked, or
 * offers, or nobody is sought.
 */
const alone = (doc: DispatchDoc): Matter[] => {
  const hopes = [
    ...doc.events.flatMap(({ kind, at }) => (kind === 'asked' || kind === 'reopened' ? [at] : [])),
    ...doc.asked.flatMap(({ trail }) => trail.flatMap(({ stage, at }) => (turning.includes(stage) ? [at] : []))),
  ];
  const times = new Map<number, Ms>();
  for (const event of doc.events) {
    if (event.kind !== 'nobody' || event.hours) continue;
    const nth = hopes.filter(at => at <= event.at).length;
    if (!times.has(nth)) times.set(nth, event.at);
  }
  return [...times].map(([nth, at]) => ({
    ...{ kind: 'dispatch_nobody' as const, cause: `nobody ${nth}`, at, facts: [needs(doc)] },
    closed: notSought(doc) ?? (nth < hopes.length ? 'others_found' : undefined),
  }));
};

const stepsTo = ({ trail }: Asked, stage: Trail['stage']): Trail[] => trail.filter(step => step.stage === stage);

/** Each time at which somebody handed it back less than an hour before he was to be there. */
const short = (doc: DispatchDoc): Matter[] =>
  doc.asked.flatMap(asked => {
    const { volunteer, name, reason, time } = asked;
    return stepsTo(asked, 'withdrawn').flatMap(({ turn, at }): Matter[] =>
      time === undefined || time - at >= hour
        ? []
        : [
            {
              ...{ kind: 'dispatch_short', cause: `short ${volunteer} ${turn}`, at, closed: notSought(doc) },
              facts: [
                needs(doc),
                { name: 'volunteer', value: name ?? volunteer },
                ...(reason ? [{ name: 'reason', value: reason, words: 'dispatch.say.reason.{}' }] : []),
              ],
            },
          ],
    );
  });

/** Each mission that may have been late: it is asked about while one is. */
const late = (doc: DispatchDoc): Matter[] =>
  doc.asked.flatMap(asked => {
    const chosen = stepsTo(asked, 'caution');
    return chosen.flatMap(({ turn }): Matter[] => {
      const isHis = doc.assigned === asked.volunteer && turn === chosen.at(-1)!.turn;
      const facts = [needs(doc), { name: 'volunteer', value: asked.name ?? asked.volunteer }];
      const matter = {
        kind: 'dispatch_late' as const,
        cause: `late ${asked.volunteer} ${turn}`,
        at: doc.changed,
        facts,
      };
      if (isHis && doc.overdue) return [matter];
      return [{ ...matter, closed: notSought(doc) ?? 'others_found' }];
    });
  });

/**
 * What a person is to look at: nobody is left, somebody gave up shortly before the time, a mission is late. What was asked
 * and is over closes by itself.
 */
export const reviewsOf = (doc: DispatchDoc): Effect[] => {
  const subject = {
    ...{ contact: doc.help.beneficiary, title: `#${doc.number}` },
    ...(doc.stops ? {} : { doc: doc.request }),
  };
  return [...alone(doc), ...short(doc), ...late(doc)].map(({ kind, cause, at, facts, closed }) =>
    closed === undefined
      ? create(
          askReview(
            [doc._id, cause],
            { kind, subject, proposed: { facts, request: doc._id }, answers: ['seen'] },
            iso(at),
          ),
        )
      : closeReview(reviewIdFor(kind, [doc._id, cause]), closed, iso(doc.changed)),
  );
};

import { type Consent, isConsent } from '@rounds/ddocs/chats/consent.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso } from '@rounds/ddocs/documents/doc.ts';
import type { Message, Report } from '@rounds/ddocs/documents/reports.ts';
import { reviewId } from '@rounds/ddocs/review/review.ts';
import { change, create, type Effect } from '../engine/effects.ts';
import { now } from '../engine/given.ts';
import type { Kind } from '../engine/kind.ts';
import { rule } from '../engine/rule.ts';
import { wasSentAgain, withAgain } from '../messages/again.ts';
import { aReport } from '../reports/kind.ts';
import { askReview, reviewIdFor } from './ask.ts';
import type { ReviewCause } from './cause.ts';
import { closeReview } from './close.ts';
import { aReview, isDecided } from './kind.ts';

const anEntry: Kind<Consent> = { name: 'consent', recognises: isConsent };

/** Somebody who leaves is silenced at once; a person hears of it, too. */
export const tellsOfLeaving = rule({
  name: 'tells_of_leaving',
  on: anEntry,
  sentinelOnly: true,
  reads: { now },
  concerns: ({ what }) => what === 'left',
  run: ({ _id, contact, at }, { now }) => [
    create(
      askReview(
        [_id],
        {
          ...{ kind: 'consent', subject: { contact }, answers: ['seen'], urgency: 'today' },
          proposed: { facts: [{ name: 'left', value: new Date(at).toISOString(), moment: '' }] },
        },
        new Date(now).toISOString(),
      ),
    ),
  ],
});

/** Who came back has not left any more. */
export const leavingCauses: ReviewCause = {
  kinds: ['consent'],
  over: ({ subject }, { doc }) => {
    const state = (doc(subject.contact) as Contact | null)?.participation?.state;
    return state === 'active' ? 'came_back' : undefined;
  },
};

/** Reasons of which other reviews ask, or that nobody can do anything about. */
const askedElsewhere = new Set(['answer lost', 'blocked']);

type AnyTask = NonNullable<Report['tasks']>[number];

const tasksOf = ({ tasks, scheduled_tasks: planned }: Report): AnyTask[] => [
  ...(Array.isArray(tasks) ? tasks : []),
  ...(Array.isArray(planned) ? planned : []),
];
const hasFailed = ({ state, state_history: history }: AnyTask): boolean =>
  state === 'failed' || !!history?.some(each => each.state === 'failed');
const failures = ({ state_history: history = [] }: AnyTask): string =>
  String(history.filter(({ state }) => state === 'failed').length);

/** A message that failed for good, as a question. */
const askAboutFailed = ({ _id: doc }: Report, task: AnyTask, message: Message, at: Iso): Effect => {
  const contact = message.contact?._id;
  return create(
    askReview(
      [message.uuid, failures(task)],
      {
        ...{ kind: 'failed', answers: ['again', 'leave'], urgency: 'later' },
        subject: { doc, uuid: message.uuid, ...(contact ? { contact } : {}) },
        proposed: { text: message.message, reason: String(task.state_details?.reason ?? '') },
      },
      at,
    ),
  );
};

/**
 * A message to somebody that failed for good is shown to a person, who may have it sent again. Once it was sent again by
 * another door, or went out after all, nobody need decide that any more.
 */
export const tellsOfFailures = rule({
  name: 'tells_of_failures',
  on: aReport,
  sentinelOnly: true,
  reads: { now },
  concerns: report => tasksOf(report).some(hasFailed),
  run: (report, { now }) => {
    const at = new Date(now).toISOString();
    return tasksOf(report)
      .filter(hasFailed)
      .flatMap((task): Effect[] => {
        const message = task.messages?.[0];
        if (!message?.uuid) return [];
        const isAgain = wasSentAgain(report, message.uuid);
        if (isAgain || task.state !== 'failed') {
          const why = isAgain ? 'sent_again' : 'not_failed';
          const ids = [reviewIdFor('failed', [message.uuid, failures(task)]), reviewId(`not_known:${message.uuid}`)];
          return ids.map(id => closeReview(id, why, at));
        }
        return askedElsewhere.has(String(task.state_details?.reason))
          ? []
          : [askAboutFailed(report, task, message, at)];
      });
  },
});

/** A message that is to be sent again goes out as one of its own: a gateway never sends the same twice. */
export const sendsAgain = rule({
  name: 'sends_failed_again',
  on: aReview,
  sentinelOnly: true,
  once: true,
  reads: {},
  concerns: isDecided('failed'),
  run: ({ decision, subject, by = '', at = '' }) =>
    decision === 'again' && subject.doc && subject.uuid
      ? [change<Report>(subject.doc, report => withAgain(report, subject.uuid!, { user: by, at }))]
      : [],
});

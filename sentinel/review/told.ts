import { type Consent, isConsent } from '@rounds/ddocs/chats/consent.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { withTaskState } from '@rounds/ddocs/documents/reports.ts';
import { change, create, type Effect } from '../engine/effects.ts';
import { now } from '../engine/given.ts';
import type { Kind } from '../engine/kind.ts';
import { rule } from '../engine/rule.ts';
import { aReport } from '../reports/kind.ts';
import { askReview } from './ask.ts';
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
          proposed: { left: new Date(at).toISOString() },
        },
        new Date(now).toISOString(),
      ),
    ),
  ],
});

/** Reasons of which other reviews ask, or that nobody can do anything about. */
const askedElsewhere = new Set(['answer lost', 'blocked']);

/** A message to somebody that failed for good is shown to a person, who may have it sent again. */
export const tellsOfFailures = rule({
  name: 'tells_of_failures',
  on: aReport,
  sentinelOnly: true,
  reads: { now },
  concerns: ({ tasks, scheduled_tasks: planned }) =>
    [...(Array.isArray(tasks) ? tasks : []), ...(Array.isArray(planned) ? planned : [])].some(
      ({ state, state_details: why }) => state === 'failed' && !askedElsewhere.has(String(why?.reason)),
    ),
  run: (report, { now }) => {
    const at = new Date(now).toISOString();
    const failed = [...(report.tasks ?? []), ...(report.scheduled_tasks ?? [])].filter(
      ({ state, state_details: why }) => state === 'failed' && !askedElsewhere.has(String(why?.reason)),
    );
    return failed.flatMap(({ messages, state_details: why, state_history: history }): Effect[] => {
      const [message] = messages ?? [];
      if (!message?.uuid) return [];
      const times = (history ?? []).filter(({ state }) => state === 'failed').length;
      const contact = message.contact?._id;
      return [
        create(
          askReview(
            [message.uuid, String(times)],
            {
              ...{ kind: 'failed', answers: ['again', 'leave'], urgency: 'later' },
              subject: { doc: report._id, uuid: message.uuid, ...(contact ? { contact } : {}) },
              proposed: { text: message.message, reason: String(why?.reason ?? '') },
            },
            at,
          ),
        ),
      ];
    });
  },
});

/** A message that is to be sent again waits once more. */
export const sendsAgain = rule({
  name: 'sends_failed_again',
  on: aReview,
  sentinelOnly: true,
  once: true,
  reads: {},
  concerns: isDecided('failed'),
  run: ({ decision, subject, by = '', at = '' }) => {
    if (decision !== 'again' || !subject.doc) return [];
    return [
      change<Report>(subject.doc, report => {
        const again = <T extends NonNullable<Report['tasks']>[number]>(task: T): T =>
          task.state === 'failed' && task.messages?.[0]?.uuid === subject.uuid
            ? withTaskState(task, 'pending', at, { reason: 'sent again', by })
            : task;
        const [tasks, planned] = [report.tasks?.map(again), report.scheduled_tasks?.map(again)];
        const isSame =
          !tasks?.some((task, index) => task !== report.tasks![index]) &&
          !planned?.some((task, index) => task !== report.scheduled_tasks![index]);
        return isSame
          ? report
          : { ...report, ...(tasks ? { tasks } : {}), ...(planned ? { scheduled_tasks: planned } : {}) };
      }),
    ];
  },
});

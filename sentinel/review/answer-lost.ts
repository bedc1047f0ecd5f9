import type { Report, ScheduledTask, Task } from '@rounds/ddocs/documents/reports.ts';
import { change, create } from '../engine/effects.ts';
import { now } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { withAgain } from '../messages/again.ts';
import { aReport } from '../reports/kind.ts';
import { askReview } from './ask.ts';
import { aReview } from './kind.ts';

/** Of this kind are messages of which nobody knows whether they were sent. */
export const notKnown = 'not_known';

const lostIn = (report: Report): (Task | ScheduledTask)[] =>
  [...(report.tasks ?? []), ...(report.scheduled_tasks ?? [])].filter(
    task => task.state === 'failed' && task.state_details?.reason === 'answer lost' && task.messages?.[0]?.uuid,
  );

/**
 * A message whose answer was lost is neither sent nor failed, and is never repeated by itself: a person decides whether
 * it is sent again.
 */
export const asksAboutLost = rule({
  name: 'asks_about_lost_messages',
  on: aReport,
  sentinelOnly: true,
  reads: { now },
  concerns: report => lostIn(report).length > 0,
  run: (report, { now }) =>
    lostIn(report).map(task => {
      const [message] = task.messages!;
      const contact = message!.contact?._id ?? report.contact?._id;
      return create(
        askReview(
          [message!.uuid],
          {
            kind: notKnown,
            subject: { doc: report._id, uuid: message!.uuid, ...(contact ? { contact } : {}) },
            proposed: { text: message!.message, since: task.state_history?.at(-1)?.timestamp ?? null },
            answers: ['again', 'leave'],
          },
          new Date(now).toISOString(),
        ),
      );
    }),
});

/** What somebody decided about such a message: it goes once more, or stays as it is. */
export const sendsLostAgain = rule({
  name: 'sends_lost_messages_again',
  on: aReview,
  once: false,
  sentinelOnly: true,
  reads: {},
  concerns: review => review.kind === notKnown && review.decision === 'again' && !!review.subject.doc,
  run: ({ subject, by, at }) => [
    change<Report>(subject.doc!, report => withAgain(report, subject.uuid ?? '', { user: by ?? '', at: at ?? '' })),
  ],
});

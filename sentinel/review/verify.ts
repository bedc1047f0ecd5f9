import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { change, create } from '../engine/effects.ts';
import { now } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { aReport } from '../reports/kind.ts';
import { subject } from '../reports/subject.ts';
import { askReview, reviewIdFor } from './ask.ts';
import { aReview, isDecided } from './kind.ts';

/** Id of the review that asks whether a report is right. */
const verifyId = (report: string): string => reviewIdFor('verify', [report]);

/** A report that does nothing before somebody has said that it is right is shown to whoever may say so. */
export const asksToVerify = rule({
  name: 'asks_to_verify',
  on: aReport,
  sentinelOnly: true,
  reads: { now, subject },
  concerns: ({ waits_for: waits }) => Array.isArray(waits),
  run: (report, { now, subject: { patient, place } }) => {
    const at = new Date(now).toISOString();
    const about = (patient ?? place)?.contact;
    if (report.verified === undefined)
      return [
        create(
          askReview(
            [report._id],
            {
              ...{ kind: 'verify', answers: ['verify', 'reject'], urgency: 'today' },
              subject: { doc: report._id, title: report.sent_by ?? report.form ?? '' },
              proposed: {
                form: report.form ?? '',
                facts: [
                  { name: 'form', value: report.form ?? '', words: 'form.{}.title' },
                  ...(about?.name ? [{ name: 'about', value: about.name }] : []),
                ],
              },
            },
            at,
          ),
        ),
      ];
    // Somebody said it on the page of the report.
    const decision = report.verified ? 'verify' : 'reject';
    return [
      change<ReviewDoc>(verifyId(report._id), review =>
        review.state === 'open' ? { ...review, state: 'decided', decision, by: report.verified_by ?? '', at } : review,
      ),
    ];
  },
});

/** What was decided stands in the report, as if it had been said on its page. */
export const reportVerified = rule({
  name: 'report_verified',
  on: aReview,
  sentinelOnly: true,
  reads: {},
  concerns: isDecided('verify'),
  run: ({ subject, decision, by, at }) => {
    const verified = decision === 'verify';
    return [
      change<Report>(subject.doc ?? '', report =>
        report.verified === undefined
          ? { ...report, verified, verified_date: Date.parse(at ?? ''), ...(by ? { verified_by: by } : {}) }
          : report,
      ),
    ];
  },
});

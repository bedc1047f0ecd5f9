import type { Settings } from '@rounds/config/settings/settings.ts';
import { type DispatchDoc, dispatchId, type Limits } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { type Report, sameForm, subjectOf } from '@rounds/ddocs/documents/reports.ts';
import { change, create } from '../engine/effects.ts';
import { now, settings } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { aReport } from '../reports/kind.ts';
import { subject } from '../reports/subject.ts';
import { withError } from '../reports/with-error.ts';
import { limitsOf } from './limits.ts';
import { helpIn, numberOf } from './read-help.ts';
import { step } from './step.ts';

/** A request that was just made. @param confirmed whether volunteers may be asked without a person having looked */
export const newDispatch = (
  report: Report,
  beneficiary: Contact,
  { confirmed, limits, zone, at }: { confirmed: boolean; limits: Limits; zone: string | undefined; at: Ms },
): DispatchDoc => {
  const bare: DispatchDoc = {
    _id: dispatchId(report._id),
    type: 'dispatch',
    request: report._id,
    number: numberOf(report._id),
    help: helpIn(report, beneficiary._id, zone),
    ...{ state: 'new', events: [], asked: [], mode: 'manual', limits, created: at, changed: at },
  };
  return step(bare, { id: 'opened', at, kind: 'opened', confirmed, limits });
};

/** Whether a report asks for help. */
export const asksForHelp = (report: Report, { dispatch }: Pick<Settings, 'dispatch'>): boolean =>
  dispatch !== undefined && (sameForm(report.form, dispatch.form) || sameForm(report.form, dispatch.sms_form));

/** A report that asks for help opens a request; one that names nobody who could be helped says so to its author. */
export const opensDispatch = rule({
  name: 'opens_dispatch',
  on: aReport,
  once: true,
  sentinelOnly: true,
  reads: { settings, now, subject },
  concerns: (report, settings) => asksForHelp(report, settings),
  run: (report, { settings, now: at, subject: { patient, place } }) => {
    const { dispatch } = settings;
    const beneficiary = (patient ?? place)?.contact;
    if (!dispatch) return null;
    if (!beneficiary) {
      const named = Object.values(subjectOf(report)).join(', ');
      const fault = {
        code: 'help_for_nobody',
        message: named ? `There is nobody "${named}" to help` : 'The request does not say who is to be helped',
      };
      return [change<Report>(report._id, doc => withError(doc, fault))];
    }
    const given = { limits: limitsOf(dispatch), zone: settings.default_timezone, at };
    return [create(newDispatch(report, beneficiary, { ...given, confirmed: dispatch.confirm === 'auto' }))];
  },
});

import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { type MutingSettings, verifiersOf } from './forms.ts';

/** How the verification of a report stands. */
export type Verification = 'waits' | 'approved' | 'refused';

/** Code of the error of a report that somebody refused. */
export const refusalCode = 'verification_refused';

/** Whether somebody may decide about a report that waits. @param may says whether the person has a permission */
export const mayVerify = (
  roles: readonly string[],
  verifiers: readonly string[],
  may: (permission: string) => boolean,
): boolean =>
  roles.includes('_admin') ||
  (verifiers.length === 0 ? may('can_verify_reports') : verifiers.some(role => roles.includes(role)));

/**
 * How the verification of a report stands; undefined where it needs none. One that is faulty all the same waits for
 * nobody.
 */
export const verificationOf = (
  report: Pick<Report, 'form' | 'verified' | 'errors'>,
  settings: MutingSettings,
): Verification | undefined => {
  if (verifiersOf(report.form, settings) === undefined) return undefined;
  if (report.verified === true) return 'approved';
  if (report.verified === false) return 'refused';
  return report.errors?.length ? undefined : 'waits';
};

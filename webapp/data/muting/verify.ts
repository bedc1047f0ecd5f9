import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { mayVerify, type Verification, verificationOf } from '@rounds/sentinel/muting/verification.ts';
import type { PhoneProgramme } from '../programme/phone-programme.ts';
import { type Saving, save } from '../reports/save.ts';

/** What it takes to say how the verification of a report stands. */
export interface Verifying {
  programme: Pick<PhoneProgramme, 'verifiers' | 'mutingSettings' | 'may'>;
  user: { name: string; roles: readonly string[] };
}

/**
 * How the verification of a mute or unmute stands; undefined where it needs none, and where it was carried out before
 * the programme wanted any.
 */
export const verification = ({ programme }: Pick<Verifying, 'programme'>, report: Report): Verification | undefined =>
  report.waits_for || report.verified !== undefined ? verificationOf(report, programme.mutingSettings()) : undefined;

/** Whether the user may approve or refuse a report that waits. */
export const canDecide = (phone: Verifying, report: Report): boolean =>
  phone.programme.may('can_edit') &&
  verification(phone, report) === 'waits' &&
  mayVerify(phone.user.roles, phone.programme.verifiers(report.form) ?? [], phone.programme.may);

/**
 * Approves or refuses a report, under the name of the user. What an approved one does is done at once on this phone, by
 * the date on which it was made; the server does the same with all it knows.
 * @throws AppError `doc/missing` when the report is gone
 */
export const decide = (phone: Saving & Verifying, id: string, verified: boolean) =>
  save(phone, async () => {
    const report = await phone.store.get<Report>(id);
    if (!report) throw new AppError('doc/missing', 'This report is not on the phone any more');
    return [{ ...report, verified, verified_date: phone.clock(), verified_by: phone.user.name }];
  });

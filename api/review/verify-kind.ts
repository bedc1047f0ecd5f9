import { may } from '@rounds/config/permissions/permissions.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { DecidingParts, ReviewKind } from './decide.ts';

/** A report is verified by whom the programme names for its form, else by holders of `can_verify_reports`. */
export const verifyReviews = ({ main, settings }: Pick<DecidingParts, 'main' | 'settings'>): ReviewKind => ({
  kinds: ['verify'],
  check: async ({ subject }, _, caller) => {
    const report = subject.doc ? await main.get<Report>(subject.doc) : null;
    const roles = report?.waits_for ?? [];
    const isMeant =
      roles.length > 0
        ? roles.some(role => caller.roles.includes(role))
        : may(settings.current(), caller.roles, 'can_verify_reports');
    if (caller.admin || isMeant) return;
    throw new AppError('access/forbidden', 'You may not verify this report', {
      hint: roles.length > 0 ? `It takes one of the roles ${roles.join(', ')}` : 'It takes can_verify_reports',
    });
  },
});

import { may } from '@rounds/config/permissions/permissions.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isReport } from '@rounds/ddocs/documents/reports.ts';
import { verifiersOf } from '@rounds/sentinel/muting/forms.ts';
import { mayVerify } from '@rounds/sentinel/muting/verification.ts';
import type { Caller } from '../../session/caller.ts';

/**
 * Why somebody may not verify a report by this document; undefined where he may, or where it does no such thing. A mute
 * that waits for somebody of a role does something only once it is verified: else anybody could verify his own.
 * @param stored the document as it stands, null for a new one
 */
export const whyNotVerified = (
  settings: Settings,
  { name, roles }: Pick<Caller, 'name' | 'roles'>,
  doc: Doc,
  stored: Doc | null,
): string | undefined => {
  if (!isReport(doc)) return undefined;
  const before = isReport(stored) ? stored : undefined;
  const verifiers = verifiersOf(doc.form, settings) ?? (before && verifiersOf(before.form, settings));
  if (!verifiers) return undefined;
  // A report that is verified as one of a form that anybody may verify must not become one of this form.
  const same = (doc.verified ?? null) === (before?.verified ?? null) && (!before || before.form === doc.form);
  if (same || (doc.verified === undefined && before?.verified === undefined)) return undefined;
  if (!mayVerify(roles, verifiers, permission => may(settings, roles, permission))) {
    const whom =
      verifiers.length > 0 ? `users with the role ${verifiers.join(' or ')}` : 'users who may verify reports';
    return `Only ${whom} may verify this report`;
  }
  const { verified_by: by } = doc;
  return by !== undefined && by !== name && by !== before?.verified_by
    ? 'A report is verified under your own name'
    : undefined;
};

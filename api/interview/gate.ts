import { minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import { sameForm } from '@rounds/ddocs/documents/reports.ts';
import { readMessage } from '@rounds/sentinel/reading/message.ts';
import { whyNotFor } from '../replicate/write-for.ts';
import type { Asker } from './asker.ts';
import type { InterviewParts } from './parts.ts';

/** Whether a text is read as the report of a form, such as `MUTE 20086`. */
export const isReportText = (parts: InterviewParts, text: string, address: string): boolean =>
  reportIn(parts, text, address).form !== undefined;

const reportIn = ({ settings, now }: InterviewParts, text: string, address: string) =>
  readMessage({
    settings: settings.current(),
    words: settings.words(),
    now: now(),
    message: text,
    from: address,
    gatewayRef: address,
  });

/**
 * Why a text may not become the report that it is, under the permissions and places of who wrote it at this moment: what
 * his app would refuse is refused here by the same judge. Undefined for what may, and for a text that is no report.
 */
export const whyNotAsReport = async (
  parts: InterviewParts,
  asker: Asker,
  text: string,
  address: string,
): Promise<string | undefined> => {
  const { sms_message: _, from: __, ...report } = reportIn(parts, text, address);
  if (report.form === undefined) return undefined;
  const isPublic = (parts.settings.current().telegram?.public_forms ?? []).some(form => sameForm(form, report.form));
  if (!asker.isUser && !isPublic) return 'only_public';
  const contact = asker.me ? minifyLineage(asker.me) : undefined;
  const judged = { ...report, _id: `text:${address}:${parts.now()}`, ...(contact ? { contact } : {}) };
  return whyNotFor(asker.writing, asker.caller, [judged]);
};

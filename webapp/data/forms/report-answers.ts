import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { type Answer, answersOf } from '@rounds/sentinel/forms/answers-in-words.ts';
import { formWords } from '@rounds/sentinel/forms/form-words.ts';
import type { PhoneProgramme } from '../programme/phone-programme.ts';
import { formText, listsOf } from './form-text.ts';

/** What somebody answered in a report, in the words of its form and in a language; headings are left out. */
export const reportAnswers = async (
  { db, programme }: { db: PouchDB.Database; programme: Pick<PhoneProgramme, 'form'> },
  report: Report,
  language: string,
): Promise<Answer[]> => {
  const form = programme.form(report.form ?? '');
  const text = form ? await formText(db, form) : null;
  const words = text && form ? formWords(window, text, language, await listsOf(db, form, text)) : null;
  return answersOf(report.fields ?? {}, words, [report.hidden_fields ?? []].flat()).filter(
    ({ answer }) => answer !== undefined && answer !== '',
  );
};

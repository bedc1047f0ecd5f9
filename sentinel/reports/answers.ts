import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Question } from '../engine/rule.ts';
import { fieldOf } from './field.ts';

/**
 * An answer as compared with others and as indexed: text in lower case, without blanks around it, at most 200 signs.
 */
export const answerText = (value: unknown): string =>
  value === undefined || value === null || typeof value === 'object'
    ? ''
    : String(value).trim().toLowerCase().slice(0, 200);

/** Whether a report has the answers that a question asks for. */
export const hasAnswers = (report: Report, { fields }: Question): boolean =>
  Object.entries(fields).every(([field, value]) => answerText(fieldOf(report, field)) === answerText(value));

/**
 * Whether a report was made before another: by its date, of equal dates by its id. The same on every machine and at
 * every time.
 */
export const isMadeBefore = (
  one: Pick<Report, '_id' | 'reported_date'>,
  other: Pick<Report, '_id' | 'reported_date'>,
): boolean => {
  const [a, b] = [Number(one.reported_date ?? 0), Number(other.reported_date ?? 0)];
  return a < b || (a === b && one._id < other._id);
};

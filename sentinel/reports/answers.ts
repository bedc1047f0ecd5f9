import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { fieldOf } from './field.ts';

/** Whether any report without errors, other than the one that is settled, has these answers. */
export interface AnswersAsked {
  /** Fields with the values wanted; texts are compared without case and blanks around them. */
  fields: Readonly<Record<string, string>>;
  /** Only reports of this form. */
  form?: string;
  /** Only reports made at this moment or later. */
  since?: Ms;
  /**
   * Only reports made before the one that is settled: of two that are alike the first then stands, whenever which is
   * settled.
   */
  before?: boolean;
}

/**
 * An answer as compared with others and as indexed: text in lower case, without blanks around it, at most 200 signs.
 */
export const answerText = (value: unknown): string =>
  value === undefined || value === null || typeof value === 'object'
    ? ''
    : String(value).trim().toLowerCase().slice(0, 200);

/** Whether a report has the answers that are asked for. */
export const hasAnswers = (report: Report, { fields }: AnswersAsked): boolean =>
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

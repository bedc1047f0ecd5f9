import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { isReport, type Report, sameForm } from '@rounds/ddocs/documents/reports.ts';
import type { Desk } from '../engine/desk.ts';
import type { Fact } from '../engine/fact.ts';
import { type Lookup, rowsByKey } from '../engine/lookup.ts';
import { type AnswersAsked, answerText, hasAnswers, isMadeBefore } from './answers.ts';

/** A field with the value that is looked for. */
interface Answer {
  field: string;
  value: string;
}

/** A report that has an answer, as the index tells of it. */
interface Answering {
  id: string;
  form: unknown;
  date: Ms;
  /** Whether it has errors. */
  faulty: boolean;
}

const reportsByAnswer: Lookup<Answer, Answering> = {
  keyOf: ({ field, value }) => `${field}\n${answerText(value)}`,
  ask: async (answers, { main }) => {
    const keys = answers.map(({ field, value }) => [field, answerText(value)]);
    const rows = await rowsByKey<Omit<Answering, 'id'>>(main, 'medic-answers/reports_by_answer', keys);
    return rows.map(({ id, key, value }) => [(key as string[]).join('\n'), { id, ...value }]);
  },
};

const answersIn = ({ fields }: AnswersAsked): Answer[] =>
  Object.entries(fields).map(([field, value]) => ({ field, value }));

/** Whether another report answers as asked by `needs`. */
export const isAnswered: Fact<Report, (asked: AnswersAsked) => boolean, readonly AnswersAsked[]> = {
  look: (_, want, all) => {
    for (const answer of all.flatMap(answersIn)) want.rows(reportsByAnswer, answer);
  },
  read: (report, desk) => asked => isAnsweredOn(desk, report, asked),
};

const isAnsweredOn = (desk: Desk, report: Report, asked: AnswersAsked): boolean => {
  const { form, since = 0, before = false } = asked;
  const [first = [], ...others] = answersIn(asked).map(answer => desk.lookups.find(reportsByAnswer, answer) ?? []);
  const shared = others.map(list => new Set(list.map(({ id }) => id)));
  const fits = (other: Answering): boolean =>
    other.id !== report._id &&
    !other.faulty &&
    other.date >= since &&
    (form === undefined || sameForm(other.form, form)) &&
    (!before || isMadeBefore({ _id: other.id, reported_date: other.date }, report));
  // A decision of a rule about a report in this batch is newer than what the index tells of it.
  const decided = desk.lookups.changed();
  const stored = first.some(one => !decided.has(one.id) && shared.every(ids => ids.has(one.id)) && fits(one));
  if (stored) return true;
  return [...decided].some(id => {
    const other = desk.docs.get(id);
    if (!isReport(other) || !hasAnswers(other, asked)) return false;
    const { form: code, reported_date = 0, errors = [] } = other;
    return fits({ id, form: code, date: Number(reported_date ?? 0), faulty: errors.length > 0 });
  });
};

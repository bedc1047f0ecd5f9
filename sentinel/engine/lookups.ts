import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { formCode, isReport, type Report, reportSubjectIds } from '@rounds/ddocs/documents/reports.ts';
import type { Key, Store, ViewName, ViewRow } from '@rounds/ddocs/store/store.ts';
import { answerText } from '../reports/answers.ts';
import { inPages } from './draft.ts';
import type { ReportsAsked } from './rule.ts';

/** A report that has an answer, as the index tells of it. */
export interface Answering {
  id: string;
  form: string;
  date: Ms;
  /** Whether it has errors. */
  faulty: boolean;
}

/** What is to be asked of the views, each thing once. */
export interface Asking {
  shortcodes: Set<string>;
  externals: Set<string>;
  phones: Set<string>;
  /** Ids by which reports name their subject. */
  subjects: Set<string>;
  /** Fields with their values, as {@link answerKey} gives them. */
  answers: Set<string>;
  reports: Map<string, ReportsAsked>;
}

/**
 * Answers of views, each asked once while a batch is settled. What rules decided since (a new person, a report that now
 * names its patient) is found as well as what is stored; what was asked for and is nowhere is an empty list, what never
 * was is undefined.
 */
export interface Lookups {
  /** Contacts with a short code, the first by id first. */
  shortcode(code: string): readonly string[] | undefined;
  /** Contacts with an `rc_code`, given in upper case. */
  external(code: string): readonly string[] | undefined;
  phone(phone: string): readonly string[] | undefined;
  /** Reports that name their subject so. */
  about(subject: string): readonly string[] | undefined;
  /** Those of them that rules made or changed since the batch began; asked or not. */
  noted(subject: string): readonly string[];
  answering(key: string): readonly Answering[] | undefined;
  reports(asked: ReportsAsked): readonly string[] | undefined;
  /** Asks all of these at once: a request for each kind. */
  ask(asking: Asking): Promise<void>;
  /** Reports that rules made or changed since the batch began. */
  changed(): ReadonlySet<string>;
  /** Whether nothing was made or changed yet, so that whatever was gathered is all there is to see. */
  isUntouched(): boolean;
  /** Says that something was changed that is not looked up here: a tree. */
  touch(): void;
  /** Takes note of a document that a rule made or changed. */
  note(doc: Doc): void;
}

/** A field and its value, as one text. */
export const answerKey = (field: string, value: string): string => `${field}\n${answerText(value)}`;
/** What tells one question for reports from another. */
export const reportsKey = ({ forms, since, until, parent, limit }: ReportsAsked): string =>
  JSON.stringify([forms?.map(formCode) ?? null, since ?? null, until ?? null, parent ?? null, limit ?? null]);

/** Keys per request of a view. */
const page = 500;
/** Reports of a question that says nothing of how many. */
const usualLimit = 100;

/** One kind of thing: what the view answered, and what was noted since. */
const found = <T>() => {
  const asked = new Map<string, T[]>();
  const noted = new Map<string, T[]>();
  return {
    get: (key: string): readonly T[] | undefined => {
      const stored = asked.get(key);
      const since = noted.get(key);
      return stored && since ? [...stored, ...since] : stored;
    },
    noted: (key: string): readonly T[] => noted.get(key) ?? [],
    isAsked: (key: string): boolean => asked.has(key),
    answer: (keys: Iterable<string>): void => {
      for (const key of keys) if (!asked.has(key)) asked.set(key, []);
    },
    add: (key: string, one: T): void => {
      asked.get(key)?.push(one);
    },
    note: (key: string, one: T): void => {
      const before = noted.get(key) ?? [];
      if (!before.includes(one) && !asked.get(key)?.includes(one)) noted.set(key, [...before, one]);
    },
  };
};

/** @param main contacts and reports */
export const openLookups = (main: Store): Lookups => {
  const [shortcodes, externals, phones, subjects] = [
    found<string>(),
    found<string>(),
    found<string>(),
    found<string>(),
  ];
  const answers = found<Answering>();
  const reports = new Map<string, string[]>();
  /** Reports made or changed by rules: any of them may be what a later document asks for. */
  const changed = new Set<string>();
  let untouched = true;

  const byKey = async <V>(view: ViewName, keys: readonly Key[], each: (row: ViewRow<V>) => void): Promise<void> => {
    const rows = await Promise.all(
      inPages(keys, page).map(some => main.query<V>(view, { keys: some, limit: 1_000_000 })),
    );
    for (const row of rows.flat()) each(row);
  };

  const askReferences = async ({ shortcodes: codes, externals: others }: Asking): Promise<void> => {
    const wanted = [...codes].filter(code => !shortcodes.isAsked(code));
    const foreign = [...others].filter(code => !externals.isAsked(code));
    if (wanted.length + foreign.length === 0) return;
    shortcodes.answer(wanted);
    externals.answer(foreign);
    const keys = [...wanted.map(code => ['shortcode', code]), ...foreign.map(code => ['external', code])];
    await byKey('medic-client/contacts_by_reference', keys, ({ id, key }) => {
      const [kind, code] = key as [string, string];
      (kind === 'shortcode' ? shortcodes : externals).add(code, id);
    });
  };

  const askPhones = async (asking: Asking): Promise<void> => {
    const wanted = [...asking.phones].filter(phone => !phones.isAsked(phone));
    if (wanted.length === 0) return;
    phones.answer(wanted);
    await byKey('medic-client/contacts_by_phone', wanted, ({ id, key }) => phones.add(String(key), id));
  };

  const askSubjects = async (asking: Asking): Promise<void> => {
    const wanted = [...asking.subjects].filter(id => !subjects.isAsked(id));
    if (wanted.length === 0) return;
    subjects.answer(wanted);
    await byKey('medic-client/reports_by_subject', wanted, ({ id, key }) => subjects.add(String(key), id));
  };

  const askAnswers = async (asking: Asking): Promise<void> => {
    const wanted = [...asking.answers].filter(key => !answers.isAsked(key));
    if (wanted.length === 0) return;
    answers.answer(wanted);
    const keys = wanted.map(key => key.split('\n'));
    await byKey<Omit<Answering, 'id'>>('medic-answers/reports_by_answer', keys, ({ id, key, value }) =>
      answers.add((key as string[]).join('\n'), { id, ...value }),
    );
  };

  const askReports = async (asking: Asking): Promise<void> => {
    const wanted = [...asking.reports].filter(([key]) => !reports.has(key));
    await Promise.all(
      wanted.map(async ([key, { forms, since = 0, until, parent, limit = usualLimit }]) => {
        const under = parent === undefined ? [] : [parent];
        const starts = forms
          ? [...new Set(forms.map(formCode))].map(form => [parent === undefined ? 'form' : 'parent', form, ...under])
          : [[parent === undefined ? 'any' : 'any below', ...under]];
        const rows = await Promise.all(
          starts.map(start => {
            // One more than wanted: the report that asks may be among them.
            const range = {
              startKey: [...start, until ?? {}],
              endKey: [...start, since],
              descending: true,
              limit: limit + 1,
            };
            return main.query('medic-forms/reports_by_form', range);
          }),
        );
        reports.set(
          key,
          rows.flat().map(({ id }) => id),
        );
      }),
    );
  };

  /** Whoever has come to a code in this batch has it alone: it was reserved, or found to be free. */
  const newcomers = (code: string): readonly string[] | undefined =>
    shortcodes.noted(code).length > 0 ? shortcodes.noted(code) : undefined;

  return {
    shortcode: code => (shortcodes.get(code) ?? newcomers(code))?.toSorted(),
    external: code => externals.get(code),
    phone: phone => phones.get(phone),
    about: subject => subjects.get(subject),
    noted: subject => subjects.noted(subject),
    answering: key => answers.get(key),
    reports: asked => {
      const stored = reports.get(reportsKey(asked));
      return stored && [...new Set([...stored, ...changed])];
    },
    ask: async asking => {
      await Promise.all([
        askReferences(asking),
        askPhones(asking),
        askSubjects(asking),
        askAnswers(asking),
        askReports(asking),
      ]);
    },
    changed: () => changed,
    isUntouched: () => untouched,
    touch: () => {
      untouched = false;
    },
    note: doc => {
      untouched = false;
      if (isReport(doc)) {
        changed.add(doc._id);
        for (const id of reportSubjectIds(doc)) subjects.note(id, doc._id);
        return;
      }
      const { patient_id, place_id, rc_code, phone } = doc as Contact;
      for (const code of [patient_id, place_id]) if (code) shortcodes.note(String(code), doc._id);
      if (rc_code) externals.note(String(rc_code).toUpperCase(), doc._id);
      if (phone) phones.note(String(phone), doc._id);
    },
  };
};

/** Nothing to ask yet. */
export const nothingAsked = (): Asking => ({
  shortcodes: new Set(),
  externals: new Set(),
  phones: new Set(),
  subjects: new Set(),
  answers: new Set(),
  reports: new Map(),
});

export const asksNothing = ({ shortcodes, externals, phones, subjects, answers, reports }: Asking): boolean =>
  [shortcodes, externals, phones, subjects, answers, reports].every(({ size }) => size === 0);

/** Whether a report that is on the desk is one of those asked for. */
export const isAskedFor = (
  report: Report,
  { forms, since = 0, until = Number.POSITIVE_INFINITY, parent }: ReportsAsked,
): boolean =>
  !!report.form &&
  (!forms || forms.some(form => formCode(form) === formCode(report.form))) &&
  (report.reported_date ?? 0) >= since &&
  (report.reported_date ?? 0) <= until &&
  (parent === undefined || report.contact?.parent?._id === parent);

import { answerMark, type FormWords } from './form-words.ts';

/** An answer of a report in words; a heading has no answer. */
export interface Answer {
  question: string;
  answer: string | undefined;
  depth: number;
}

/** Groups that no person answered. */
const unanswered = new Set(['inputs', 'meta']);

/** Names that the app itself fills in to say whom a report is about. */
const plumbing = new Set([
  'patient_uuid',
  'patient_id',
  'place_id',
  'place_uuid',
  'patient_name',
  'place_name',
  'case_id',
]);

/**
 * The answers of a report in the words of its form, in the order of its questions. Without the form, or for what it
 * does not have, the names of the fields stand in: a report of an older form shows all that it holds. A value that the
 * form has and does not ask for, such as a calculation, is left out.
 * @param hidden paths, joined by dots, that nobody is shown: `hidden_fields` of the report
 */
export const answersOf = (
  fields: Record<string, unknown>,
  words: FormWords | null,
  hidden: readonly string[] = [],
): Answer[] => {
  const answers: Answer[] = [];
  const kept = new Set(hidden.map(path => path.replaceAll('.', '/')));
  /**
   * What stands for a field: its words, or its name where the form does not know it; undefined for what is not shown.
   */
  const named = (name: string, at: string): string | undefined => {
    const known = words?.questions.get(at);
    if (known) return filledIn(known, fields);
    return words?.has(at) ? (known === undefined ? undefined : '') : readable(name);
  };
  const walk = (group: Record<string, unknown>, path: string, depth: number): void => {
    for (const [name, value] of inOrder(Object.entries(group), path, words)) {
      const at = path ? `${path}/${name}` : name;
      if (kept.has(at) || (!path && (unanswered.has(name) || plumbing.has(name)))) continue;
      const label = named(name, at);
      if (Array.isArray(value) || isGroup(value)) {
        const instances = ([] as unknown[]).concat(value);
        for (const [index, instance] of instances.entries()) {
          const heading = `${label ?? ''}${instances.length > 1 ? ` ${index + 1}` : ''}`.trim();
          const before = answers.length;
          if (heading) answers.push({ question: heading, answer: undefined, depth });
          if (isGroup(instance)) walk(instance, at, heading ? depth + 1 : depth);
          // A heading over nothing is none.
          if (answers.length === before + 1 && heading && words?.has(at)) answers.pop();
        }
      } else if (label !== undefined) {
        const text = String(value ?? '');
        if (text !== '')
          answers.push({ question: label || readable(name), answer: choiceWords(words, at, text), depth });
      }
    }
  };
  walk(fields, '', 0);
  return answers;
};

const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readable = (name: string): string => name.replaceAll('_', ' ').replace(/^./, first => first.toUpperCase());

/** Words of a question with the answers that stand in them; text that is more than a path to an answer says nothing. */
const filledIn = (words: string, fields: Record<string, unknown>): string =>
  words
    .split(answerMark)
    .map((piece, at) => (at % 2 === 0 ? piece : answerAt(fields, piece)))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();

const answerAt = (fields: Record<string, unknown>, path: string): string => {
  if (!/^\/[\w./:-]+$/.test(path)) return '';
  const [, ...steps] = path.split('/').filter(Boolean);
  const found = steps.reduce<unknown>(
    (value, step) => (isGroup(value) && Object.hasOwn(value, step) ? value[step] : undefined),
    fields,
  );
  return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
};

const choiceWords = (words: FormWords | null, path: string, value: string): string => {
  const whole = words?.choice(path, value);
  if (whole) return whole;
  const parts = value.split(' ').map(each => words?.choice(path, each));
  return parts.every(each => each) ? parts.join(', ') : value;
};

const inOrder = (entries: [string, unknown][], path: string, words: FormWords | null): [string, unknown][] => {
  const order = [...(words?.questions.keys() ?? [])];
  const at = (name: string) => {
    const found = order.findIndex(
      each => each === (path ? `${path}/${name}` : name) || each.startsWith(`${path ? `${path}/` : ''}${name}/`),
    );
    return found < 0 ? order.length : found;
  };
  return [...entries].sort(([a], [b]) => at(a) - at(b));
};

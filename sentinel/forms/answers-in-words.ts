import type { FormWords } from './xform.ts';

/** An answer of a report in words; a heading has no answer. */
export interface Answer {
  question: string;
  answer: string | undefined;
  depth: number;
}

/** Groups that no person answered. */
const hidden = new Set(['inputs', 'meta']);

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
 * does not ask, the names of the fields stand in; what is calculated is left out where the form is known.
 */
export const answersOf = (fields: Record<string, unknown>, words: FormWords | null): Answer[] => {
  const answers: Answer[] = [];
  const walk = (group: Record<string, unknown>, path: string, depth: number): void => {
    for (const [name, value] of inOrder(Object.entries(group), path, words)) {
      const at = path ? `${path}/${name}` : name;
      if (depth === 0 && (hidden.has(name) || plumbing.has(name))) continue;
      const label = words?.questions.get(at);
      if (Array.isArray(value) || isGroup(value)) {
        const instances = ([] as unknown[]).concat(value);
        for (const [index, instance] of instances.entries()) {
          const heading =
            `${label || (words ? '' : readable(name))}${instances.length > 1 ? ` ${index + 1}` : ''}`.trim();
          if (heading) answers.push({ question: heading, answer: undefined, depth });
          if (isGroup(instance)) walk(instance, at, heading ? depth + 1 : depth);
        }
      } else if (label === undefined ? !words : true) {
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

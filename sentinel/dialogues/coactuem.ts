import type { Branch, Choice, Dialogue, Next, Step, StepMedia } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Expression } from '@rounds/ddocs/dialogues/expression.ts';
import { type CoactuemDialogue, type CoactuemInput, type CoactuemMessage, coactuemShape } from './coactuem-shape.ts';
import { readExpression, Unreadable } from './expression-text.ts';
import type { Finding } from './finding.ts';

type LocalText = string | Record<string, string>;

/** What is being converted, and what was found on the way. */
interface Work {
  id: string;
  languages: readonly string[];
  texts: Record<string, Record<string, string>>;
  findings: Finding[];
}

const put = ({ texts, languages }: Work, key: string, text: LocalText): void => {
  for (const language of typeof text === 'string' ? languages : Object.keys(text)) {
    const said = typeof text === 'string' ? text : text[language];
    if (said === undefined) continue;
    texts[language] ??= {};
    texts[language][key] = said;
  }
};

const note = (
  { id, findings }: Work,
  level: Finding['level'],
  code: string,
  path: string,
  message: string,
  step?: string,
): void => {
  findings.push({ level, code, dialogue: id, ...(step === undefined ? {} : { step }), path, message });
};

const read = (work: Work, source: string, path: string, step?: string): Expression | undefined => {
  try {
    return readExpression(source);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    note(work, 'fault', 'expression', path, `cannot be converted: ${error.message}`, step);
    return undefined;
  }
};

/** Texts that an expression may come to, taken out by their place in it, so that each language has its own. */
const withoutTexts = (expression: Expression, keep: (text: string) => string): Expression => {
  if ('value' in expression && typeof expression.value === 'string' && /\p{L}/u.test(expression.value))
    return { say: keep(expression.value) };
  const of = (one: Expression): Expression => withoutTexts(one, keep);
  if ('text' in expression) return { text: expression.text.map(of) };
  if ('add' in expression) return { add: [of(expression.add[0]), of(expression.add[1])] };
  if ('if' in expression) return { if: expression.if, yes: of(expression.yes), no: of(expression.no) };
  if ('find' in expression)
    return {
      find: expression.find,
      among: expression.among.map(([key, value]): [Expression, Expression] => [key, of(value)]),
      ...(expression.otherwise ? { otherwise: of(expression.otherwise) } : {}),
    };
  return expression;
};

const displayOf = (work: Work, step: string, name: string, given: LocalText): Expression | undefined => {
  const path = `messages.${step}.display.${name}`;
  const sources = typeof given === 'string' ? work.languages.map(language => [language, given]) : Object.entries(given);
  const forms = new Map<string, Expression>();
  for (const [language, source] of sources as [string, string][]) {
    const found = read(work, source, typeof given === 'string' ? path : `${path}.${language}`, step);
    if (!found) return undefined;
    let count = 0;
    const form = withoutTexts(found, text => {
      const key = `${step}.display.${name}.${count++}`;
      put(work, key, { [language]: text });
      return key;
    });
    forms.set(JSON.stringify(form), form);
  }
  if (forms.size > 1) {
    note(
      work,
      'fault',
      'expression',
      path,
      'differs by more than its texts between languages: write the same one',
      step,
    );
    return undefined;
  }
  return [...forms.values()][0];
};

const isObject = (given: unknown): given is Record<string, unknown> =>
  typeof given === 'object' && given !== null && !Array.isArray(given);

/** Where a message leads: by the answer just given, or with `replace_variable` by an earlier one. */
const nextOf = (work: Work, step: string, given: unknown, path: string): Next => {
  if (given === null || given === undefined) return null;
  if (typeof given === 'string' || typeof given === 'number') return String(given);
  if (!isObject(given)) {
    note(work, 'fault', 'next', path, 'give the id of a message, null, or ids by the values of an answer', step);
    return null;
  }
  const { replace_variable: earlier, ...byVariable } = given;
  const cases = Object.entries(byVariable).flatMap(([variable, byValue]): Branch['cases'] => {
    if (!isObject(byValue)) {
      note(work, 'fault', 'next', `${path}.${variable}`, 'give ids of messages by the values of the answer', step);
      return [];
    }
    const is = Object.entries(byValue).map(([value, to]): [string, Next] => [
      value,
      nextOf(work, step, to, `${path}.${variable}.${value}`),
    ]);
    const asked = typeof earlier === 'string' ? { variable: earlier, earlier: true as const } : { variable };
    return [{ ...asked, is: Object.fromEntries(is) }];
  });
  return { cases };
};

const choicesOf = (work: Work, step: string, input: CoactuemInput, from: number, path: string): Choice[] => {
  const { texts = [], values = [], condition, name } = input;
  if (texts.length !== values.length) {
    const message = `has ${texts.length} texts and ${values.length} values: give one value for each text`;
    note(work, 'fault', 'values', path, message, step);
  }
  const when = condition ? read(work, condition, `${path}.condition`, step) : undefined;
  return texts.slice(0, values.length).map((text, at) => {
    put(work, `${step}.choice.${from + at}`, text);
    return { variable: name, value: values[at]!, ...(when ? { when } : {}) };
  });
};

const mediaOf = (work: Work, step: string, { type, type2, file_name: file }: CoactuemInput): StepMedia[] => {
  if (file === undefined) return [];
  const kind = type2 === 'img' || type === 'img' ? 'photo' : 'document';
  if (typeof file === 'string') return [{ kind, file }];
  put(work, `${step}.file`, file);
  return [{ kind }];
};

const inputsOf = ({ vars }: CoactuemMessage): CoactuemInput[] =>
  (vars ?? []).filter((each): each is CoactuemInput => typeof each !== 'string');

const stepOf = (work: Work, step: string, message: CoactuemMessage): Step => {
  const path = `messages.${step}`;
  if (message.text != null) put(work, `${step}.text`, message.text);
  if (message.type === 'CA' || message.triggers !== undefined)
    note(work, 'fault', 'two players', path, 'is for two players, which Rounds does not play', step);
  const choices: Choice[] = [];
  const media: StepMedia[] = [];
  for (const [at, input] of inputsOf(message).entries()) {
    choices.push(...choicesOf(work, step, input, choices.length, `${path}.vars[${at}]`));
    media.push(...mediaOf(work, step, input));
  }
  const asks = message.type === 'SA' ? 'choice' : message.type === 'WA' ? 'text' : undefined;
  const bare = (message.vars ?? []).find(each => typeof each === 'string');
  const display = Object.entries(message.display ?? {}).flatMap(([name, given]) => {
    const expression = displayOf(work, step, name, given);
    return expression ? [[name, expression] as const] : [];
  });
  return {
    ...(asks ? { asks } : {}),
    ...(choices.length > 0 ? { choices } : {}),
    // There, whoever would rather not write types NO.
    ...(asks === 'text' ? { variable: bare ?? message.save ?? step, decline_value: 'NO' } : {}),
    ...(media.length > 0 ? { media } : {}),
    ...(message.wait == null ? {} : { wait: message.wait }),
    next: nextOf(work, step, message.next, `${path}.next`),
    ...(message.save ? { save: message.save } : {}),
    ...(display.length > 0 ? { display: Object.fromEntries(display) } : {}),
    ...(message.action ? { action: message.action } : {}),
  };
};

/** Every language that some text of a dialogue is in. */
const languagesOf = ({ messages }: CoactuemDialogue): string[] => {
  const found = new Set<string>();
  const look = (text: LocalText | null | undefined): void => {
    if (isObject(text)) for (const language of Object.keys(text)) found.add(language);
  };
  for (const message of Object.values(messages)) {
    look(message.text);
    for (const input of inputsOf(message)) for (const text of input.texts ?? []) look(text);
  }
  return [...found].sort();
};

/**
 * A dialogue in the format of CoActuem as one of ours. What cannot be converted is a fault with its path; then there is
 * a dialogue all the same, for the other faults to be found.
 * @param spoken the languages of a dialogue whose texts name none
 */
export const fromCoactuem = (
  given: unknown,
  spoken: readonly string[] = ['en'],
): { dialogue?: Dialogue; findings: Finding[] } => {
  const parsed = coactuemShape.safeParse(given);
  const name = isObject(given) && typeof given._id === 'string' ? given._id : 'the dialogue';
  if (!parsed.success)
    return {
      findings: parsed.error.issues.map(({ path, message }) => ({
        level: 'fault',
        code: 'shape',
        dialogue: name,
        path: path.map(String).join('.') || '(all)',
        message,
      })),
    };
  const source = parsed.data;
  const found = languagesOf(source);
  const languages = found.length > 0 ? found : [...spoken];
  const work: Work = { id: source._id, languages, texts: {}, findings: [] };
  if (source.initial_messages.length > 1)
    note(work, 'fault', 'two players', 'initial_messages', 'is for two players, which Rounds does not play');
  const steps = Object.entries(source.messages).map(([id, message]) => [id, stepOf(work, id, message)] as const);
  const points = source.points?.[0] === undefined ? undefined : read(work, source.points[0], 'points[0]');
  return {
    dialogue: {
      schema_version: 1,
      id: source._id,
      ...(source.title ? { kind: source.title } : {}),
      languages,
      first: source.initial_messages[0]!,
      steps: Object.fromEntries(steps),
      texts: work.texts,
      ...(source.repeatable ? { repeatable: true } : {}),
      ...(source.skip ? { skip: true } : {}),
      ...(points ? { points } : {}),
    },
    findings: work.findings,
  };
};

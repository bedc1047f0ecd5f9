import type { Dialogue, Step } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Expression } from '@rounds/ddocs/dialogues/expression.ts';
import { evaluate, isTrue, type Known, textOf } from './evaluate.ts';
import { askedBy, choiceKey } from './graph.ts';
import type { Answer, Saying } from './run.ts';
import { dialogueWord } from './words.ts';

/** A text of a dialogue in a language, or in the first of its languages that has it. */
export const textIn = ({ texts, languages }: Dialogue, language: string, key: string): string =>
  dialogueWord(Object.fromEntries(languages.map(each => [each, texts[each] ?? {}])), language, key);

/** The last answer that was given for a variable. */
export const lastAnswer = (answers: readonly Answer[], variable: string): Answer | undefined =>
  answers.findLast(answer => answer.variable === variable || answer.save === variable);

const knownIn = (dialogue: Dialogue, language: string, answers: readonly Answer[]): Known => ({
  valueOf: variable => lastAnswer(answers, variable)?.value,
  say: key => textIn(dialogue, language, key),
});

/** What an expression of a dialogue comes to, as text. */
export const computed = (
  dialogue: Dialogue,
  expression: Expression,
  language: string,
  answers: readonly Answer[],
): string => textOf(expression, knownIn(dialogue, language, answers));

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
/** What somebody typed, so that nothing of it is read as a mark. */
const escaped = (text: string): string => text.replace(/[&<>]/g, sign => escapes[sign]!);

/** An answer as it is told: the label of a choice, or the words that were typed. */
const toldAnswer = (dialogue: Dialogue, language: string, { step, choice, value }: Answer): string =>
  choice === undefined ? value : textIn(dialogue, language, choiceKey(step, choice)) || value;

const isAsked = ({ steps }: Dialogue, name: string): boolean =>
  Object.values(steps).some(step => step.save === name || askedBy(step).some(({ variable }) => variable === name));

/** A text with its places filled: by pieces that the step computes, else by answers. */
export const filled = (
  dialogue: Dialogue,
  step: Step | undefined,
  text: string,
  language: string,
  answers: readonly Answer[],
): string => {
  const known = knownIn(dialogue, language, answers);
  return text.replace(/\{([\p{L}_][\p{L}\p{N}_]*)\}/gu, (place, name: string) => {
    const piece = step?.display && Object.hasOwn(step.display, name) ? step.display[name] : undefined;
    if (piece) return escaped(textOf(piece, known));
    const answer = lastAnswer(answers, name);
    if (answer) return escaped(toldAnswer(dialogue, language, answer));
    // A question that was passed by has no answer; other braces are the author's own.
    return isAsked(dialogue, name) ? '' : place;
  });
};

/** What may be chosen now, each with its place in the step's list. */
export const offered = (
  dialogue: Dialogue,
  id: string,
  language: string,
  answers: readonly Answer[],
): (Saying['choices'][number] & { variable: string; labels: string[] })[] => {
  const { asks, choices = [] } = dialogue.steps[id]!;
  if (asks !== 'choice') return [];
  const known = knownIn(dialogue, language, answers);
  return choices.flatMap(({ variable, value, when }, choice) => {
    if (when && !isTrue(evaluate(when, known))) return [];
    const key = choiceKey(id, choice);
    const labels = dialogue.languages.map(each => dialogue.texts[each]?.[key] ?? '');
    return [{ variable, value, choice, label: textIn(dialogue, language, key) || value, labels }];
  });
};

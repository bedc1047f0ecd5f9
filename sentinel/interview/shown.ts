import type { Field, Filling, Option } from '../forms/filling.ts';
import { type Ask, askAt, asksOf, plainLabel, plainWords } from './asks.ts';
import { buttons, type Fault, type Place } from './place.ts';

/** A choice that is shown. */
export interface ShownChoice {
  words: string;
  button: string;
  /** Whether it is chosen already. */
  chosen: boolean;
}

/** What is shown of a form: one question with what belongs to it, or at the end all answers. */
export interface Shown {
  kind: Field['kind'] | 'more' | 'end';
  headings: readonly string[];
  notes: readonly string[];
  question: string;
  hint: string;
  fault?: Fault;
  /** Between what a number lies. */
  bounds?: { min: number; max: number };
  /** What the question holds already, in words; '' for nothing. */
  now: string;
  choices: readonly ShownChoice[];
  /** Which part of the choices it is, counted from 0, and of how many. */
  page: { at: number; of: number };
  /** Buttons beside the choices, by their names in {@link buttons}. */
  more: readonly string[];
  /** Which question it is, counted from 1, of how many as far as is known now. */
  progress: { at: number; of: number };
  /** Whom a question for a contact found, and how many there are. */
  found?: { words: string; all: number };
  /** All answers, at the end. */
  answers: readonly { question: string; answer: string }[];
}

/** Choices that are shown at once. */
const choicesAtOnce = 8;

/**
 * What is to be shown at a place.
 * @param nameOf name of a contact that a question holds
 */
export const shownAt = (
  filling: Pick<Filling, 'fields'>,
  place: Place,
  fault: Fault | undefined,
  nameOf: (id: string) => string | undefined,
): Shown => {
  const asked = asksOf(filling.fields());
  const ask = place.at === undefined ? undefined : (askAt(asked, place.at) ?? asked.asks[0]);
  const of = asked.asks.length;
  if (!ask) return theEnd(asked.asks, asked.after, nameOf, of);
  const at = asked.asks.indexOf(ask) + 1;
  const { field, headings, notes } = ask;
  const all = choicesOf(ask, place);
  const pages = Math.max(1, Math.ceil(all.length / choicesAtOnce));
  const page = Math.min(place.page, pages - 1);
  return {
    kind: ask.more ? 'more' : field.kind,
    headings,
    notes,
    question: plainLabel(field),
    hint: plainWords(field.richHint, field.hint),
    ...(fault ? { fault } : {}),
    ...(field.bounds ? { bounds: { min: field.bounds.min, max: field.bounds.max } } : {}),
    now: ask.more ? String(field.children.length) : inWords(field, nameOf),
    choices: all.slice(page * choicesAtOnce, (page + 1) * choicesAtOnce),
    page: { at: page, of: pages },
    more: moreOf(ask, at > 1),
    progress: { at, of },
    ...(place.found ? { found: { words: place.found.words, all: place.found.all } } : {}),
    answers: [],
  };
};

const wordsOf = ({ label, rich, value }: Option): string => plainWords(rich ?? [], label) || value;

const choicesOf = ({ field, more }: Ask, { narrowed, found }: Place): ShownChoice[] => {
  if (more) return [];
  if (field.kind === 'contact')
    return (found?.people ?? []).map(({ id, name, place }) => ({
      words: [name, place].filter(Boolean).join(', '),
      button: buttons.choose(id),
      chosen: id === field.value,
    }));
  if (field.kind === 'trigger') return [{ words: 'OK', button: buttons.choose('OK'), chosen: field.value === 'OK' }];
  const chosen = new Set(field.value.split(' '));
  const of = field.kind === 'many' ? buttons.toggle : buttons.choose;
  const left = field.options.filter(({ value }) =>
    !narrowed ? true : field.kind === 'rank' ? !narrowed.includes(value) : narrowed.includes(value),
  );
  return left.map(option => ({
    words: wordsOf(option),
    button: of(option.value),
    chosen: field.kind !== 'rank' && chosen.has(option.value),
  }));
};

const moreOf = ({ field, more }: Ask, hasBefore: boolean): string[] => {
  const { kind, value, required } = field;
  const back = hasBefore ? [buttons.back] : [];
  if (more)
    return [buttons.add, ...(field.children.length > 0 ? [buttons.remove] : []), buttons.goOn, ...back, buttons.cancel];
  if (kind === 'many') return [buttons.done, ...back, buttons.cancel];
  const keep = value !== '' && kind !== 'one' && kind !== 'trigger' ? [buttons.keep] : [];
  return [...keep, ...(required ? [] : [buttons.skip]), ...back, buttons.cancel];
};

/** An answer as people read it. */
const inWords = (field: Field, nameOf: (id: string) => string | undefined): string => {
  const { kind, value, options } = field;
  if (value === '') return '';
  if (kind === 'contact') return nameOf(value) ?? value;
  if (kind === 'trigger') return '✓';
  if (kind === 'one' || kind === 'many' || kind === 'rank') {
    const named = new Map(options.map(option => [option.value, wordsOf(option)]));
    return (kind === 'one' ? [value] : value.split(' ')).map(each => named.get(each) ?? each).join(', ');
  }
  return kind === 'time' || kind === 'dateTime'
    ? value.replace('T', ' ').replace(/:00(\.0+)?([+-][\d:]+|Z)?$/, '')
    : value;
};

const theEnd = (
  asks: readonly Ask[],
  after: readonly string[],
  nameOf: (id: string) => string | undefined,
  of: number,
): Shown => ({
  kind: 'end',
  headings: [],
  notes: after,
  question: '',
  hint: '',
  now: '',
  choices: [],
  page: { at: 0, of: 1 },
  more: [buttons.send, ...(of > 0 ? [buttons.back] : []), buttons.cancel],
  progress: { at: of, of },
  answers: asks
    .filter(({ more }) => !more)
    .map(({ field }) => ({
      question: plainLabel(field) || field.path.split('/').at(-1)!,
      answer: inWords(field, nameOf),
    }))
    .filter(({ answer }) => answer !== ''),
});

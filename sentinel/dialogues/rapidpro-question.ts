import type { AnswerKind, Choice, Next, Step } from '@rounds/ddocs/dialogues/dialogue.ts';
import { folded } from './match.ts';
import type { Flow, FlowRouter } from './rapidpro-shape.ts';
import { inLanguages, wordTests } from './rapidpro-words.ts';

/** What is said before an answer is waited for: the words, and the quick replies below them. */
export interface Said {
  uuid: string;
  replies: string[];
}

/** What converting a question takes. */
export interface Asking {
  flow: Flow;
  id: string;
  variable: string;
  said: Said | undefined;
  /** Where a category leads. */
  leads: (category: string) => Next;
  note: (level: 'fault' | 'warning', message: string) => void;
}

/** A question, and the labels of its choices by language. */
export interface Question {
  step: Step;
  labels: Record<string, string>[];
}

/** Tests of one kind of typed answer. */
const typed: Readonly<Record<string, AnswerKind>> = {
  has_text: 'text',
  has_number: 'number',
  has_date: 'date',
  has_time: 'time',
};

const categoryNames = ({ categories }: FlowRouter): Map<string, string> =>
  new Map(categories.map(({ uuid, name }) => [uuid, name]));

/** The category that a label comes to, by the tests in their order. */
const categoryOf = ({ cases, default_category_uuid: otherwise }: FlowRouter, label: string): string | undefined =>
  cases.find(({ type, arguments: given }) => wordTests[type]?.(label, given?.[0] ?? ''))?.category_uuid ??
  otherwise ??
  undefined;

/** Another way for who answers something else, which is explained once nowhere there. */
const otherwise = (router: FlowRouter, { leads }: Asking): Pick<Step, 'attempts'> => {
  const { default_category_uuid: category } = router;
  return category ? { attempts: { most: 1, after: { next: leads(category) } } } : {};
};

const timeoutOf = ({ wait }: FlowRouter, { leads }: Asking): Pick<Step, 'timeout'> =>
  wait?.timeout ? { timeout: { after: wait.timeout.seconds / 3600, next: leads(wait.timeout.category_uuid) } } : {};

const typedQuestion = (router: FlowRouter, asking: Asking): Question => {
  const { variable, leads, note } = asking;
  const [first, ...others] = router.cases;
  const is = first ? typed[first.type] : 'text';
  const strange = [...(first && !is ? [first] : []), ...others].map(({ type }) => type);
  if (strange.length > 0)
    note(
      'fault',
      `tests with ${[...new Set(strange)].join(', ')}, which cannot be taken over: one kind of answer, or words`,
    );
  const next = leads(first?.category_uuid ?? router.default_category_uuid ?? '');
  const isPlain = is === undefined || is === 'text';
  return {
    step: {
      ...{ asks: 'text', variable },
      ...(isPlain ? {} : { is }),
      next,
      ...(first && !isPlain ? otherwise(router, asking) : {}),
      ...timeoutOf(router, asking),
    },
    labels: [],
  };
};

interface Option {
  category: string;
  labels: Record<string, string>;
}

const fromReplies = (router: FlowRouter, { flow, said }: Asking): Option[] =>
  said!.replies.flatMap((reply, nth) => {
    const category = categoryOf(router, reply);
    return category === undefined
      ? []
      : [{ category, labels: inLanguages(flow, said!.uuid, 'quick_replies', reply, nth) }];
  });

const fromCases = (router: FlowRouter, { flow, note }: Asking): Option[] => {
  const names = categoryNames(router);
  const categories = [...new Set(router.cases.map(({ category_uuid: category }) => category))];
  for (const { category_uuid: category, arguments: given } of router.cases)
    if (folded(given?.[0] ?? '') !== folded(names.get(category) ?? ''))
      note('warning', `takes "${given?.[0] ?? ''}" no more: people choose "${names.get(category)}"`);
  return categories.map(category => ({ category, labels: inLanguages(flow, category, 'name', names.get(category)) }));
};

/** One next where every value leads to the same. */
const shortest = (values: Record<string, Next>, variable: string): Next => {
  const all = [...new Map(Object.values(values).map(next => [JSON.stringify(next), next])).values()];
  return all.length === 1 ? all[0]! : { cases: [{ variable, is: values }] };
};

const choiceQuestion = (router: FlowRouter, asking: Asking): Question => {
  const { variable, leads, said } = asking;
  const names = categoryNames(router);
  const options = said?.replies.length ? fromReplies(router, asking) : fromCases(router, asking);
  const choices = options.map(({ category }): Choice => ({ variable, value: names.get(category) ?? category }));
  const values = Object.fromEntries(
    options.map(({ category }) => [names.get(category) ?? category, leads(category)] as const),
  );
  // Where a reply itself comes to the default category, no other words are a way of their own.
  const hasOther =
    router.cases.length > 0 && !options.some(({ category }) => category === router.default_category_uuid);
  return {
    step: {
      ...{ asks: 'choice', choices, next: shortest(values, variable) },
      ...(hasOther ? otherwise(router, asking) : {}),
      ...timeoutOf(router, asking),
    },
    labels: options.map(({ labels }) => labels),
  };
};

/** What a waiting router asks: a choice where its tests are of words, else something typed. */
export const questionOf = (router: FlowRouter, asking: Asking): Question => {
  const { operand = '@input' } = router;
  if (!['@input', '@input.text'].includes(operand))
    asking.note('fault', `waits and then looks at ${operand}, which cannot be taken over: look at @input`);
  const areWords = router.cases.length > 0 && router.cases.every(({ type }) => Object.hasOwn(wordTests, type));
  const hasReplies = (asking.said?.replies.length ?? 0) > 0;
  return areWords || (hasReplies && router.cases.length === 0)
    ? choiceQuestion(router, asking)
    : typedQuestion(router, asking);
};

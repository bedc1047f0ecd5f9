import type { Dialogue, Next, Step } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Finding } from './finding.ts';
import { isBranch, nextsOf, reachable, targetsOf } from './graph.ts';
import { answerFindings } from './lint-answers.ts';
import { silenceFindings } from './lint-silence.ts';
import { textFindings } from './lint-texts.ts';

const fault = (dialogue: Dialogue, code: string, step: string | undefined, message: string): Finding => ({
  level: 'fault',
  code,
  dialogue: dialogue.id,
  ...(step === undefined ? {} : { step }),
  message,
});

const has = ({ steps }: Dialogue, id: string): boolean => Object.hasOwn(steps, id);

const dangling = (dialogue: Dialogue): Finding[] => [
  ...(has(dialogue, dialogue.first)
    ? []
    : [fault(dialogue, 'dangling', undefined, `begins with ${dialogue.first}, which is no step`)]),
  ...Object.entries(dialogue.steps).flatMap(([id, step]) =>
    nextsOf(step).flatMap(([where, next]) =>
      [...new Set(targetsOf(next))]
        .filter(to => !has(dialogue, to))
        .map(to => ({
          ...fault(dialogue, 'dangling', id, `${where} leads to ${to}, which is no step`),
          property: where.split('.')[0]!,
        })),
    ),
  ),
];

const unreachable = (dialogue: Dialogue): Finding[] => {
  const found = reachable(dialogue);
  return Object.keys(dialogue.steps)
    .filter(id => !found.has(id))
    .map(id => ({
      ...fault(dialogue, 'unreachable', id, 'nobody comes here: no step leads to it'),
      level: 'warning',
    }));
};

/** Where a step goes without asking anything: whoever is there goes on at once. */
const straightOn = ({ asks, hand_over: handOver, next }: Step): string[] => (asks || handOver ? [] : targetsOf(next));

/** Steps that lead to themselves without a question: they would be said for ever. */
const loops = (dialogue: Dialogue): Finding[] => {
  const done = new Set<string>();
  const findings: Finding[] = [];
  const visit = (id: string, way: readonly string[]): void => {
    if (way.includes(id)) {
      const circle = [...way.slice(way.indexOf(id)), id].join(' > ');
      findings.push(fault(dialogue, 'loop', id, `goes in a circle without a question: ${circle}`));
      return;
    }
    if (done.has(id) || !has(dialogue, id)) return;
    for (const to of straightOn(dialogue.steps[id]!)) visit(to, [...way, id]);
    done.add(id);
  };
  for (const id of Object.keys(dialogue.steps)) visit(id, []);
  return findings;
};

const mayEnd = (next: Next): boolean => {
  if (!isBranch(next)) return next === null;
  const all = [
    ...next.cases.flatMap(({ is }) => Object.values(is)),
    ...(next.otherwise === undefined ? [] : [next.otherwise]),
  ];
  return all.some(mayEnd);
};

/** Whether from a step the end can be reached at all. */
const endless = (dialogue: Dialogue): Finding[] => {
  const ids = Object.keys(dialogue.steps);
  const ends = new Set(ids.filter(id => nextsOf(dialogue.steps[id]!).some(([, next]) => mayEnd(next))));
  for (let grown = true; grown; ) {
    grown = false;
    for (const id of ids)
      if (!ends.has(id) && nextsOf(dialogue.steps[id]!).some(([, next]) => targetsOf(next).some(to => ends.has(to)))) {
        ends.add(id);
        grown = true;
      }
  }
  const found = reachable(dialogue);
  return found.has(dialogue.first) && !ends.has(dialogue.first)
    ? [fault(dialogue, 'endless', dialogue.first, 'never ends: no way leads to a step whose next is null')]
    : [];
};

/**
 * Everything that is wrong or odd with a dialogue, by step and language: what its graph, its answers and its texts show.
 * See README.md, "What is found".
 */
export const lint = (dialogue: Dialogue): Finding[] => [
  ...dangling(dialogue),
  ...unreachable(dialogue),
  ...loops(dialogue),
  ...endless(dialogue),
  ...answerFindings(dialogue),
  ...silenceFindings(dialogue),
  ...textFindings(dialogue),
];

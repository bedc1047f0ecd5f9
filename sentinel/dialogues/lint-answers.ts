import type { Branch, Dialogue, Step } from '@rounds/ddocs/dialogues/dialogue.ts';
import { actionOf } from './actions.ts';
import type { Finding } from './finding.ts';
import { askedBy, branchesOf, nextsOf, placesIn, variablesOf } from './graph.ts';

/** Writes down a finding about a step. */
type Note = (level: Finding['level'], code: string, message: string) => void;

const list = (names: Iterable<string>): string => [...names].map(name => `"${name}"`).join(', ');

/** The values that each variable of a dialogue may have; undefined where it is typed. */
const valuesIn = ({ steps }: Dialogue): Map<string, Set<string> | undefined> => {
  const found = new Map<string, Set<string> | undefined>();
  for (const step of Object.values(steps))
    for (const { variable, values } of askedBy(step)) {
      const names = [variable, ...(step.save === undefined ? [] : [step.save])];
      for (const name of names) {
        const before = found.get(name);
        if (!values || (found.has(name) && !before)) found.set(name, undefined);
        else found.set(name, new Set([...(before ?? []), ...values]));
      }
    }
  return found;
};

const branchFaults = (
  step: Step,
  branch: Branch,
  isOutermost: boolean,
  known: ReturnType<typeof valuesIn>,
  note: Note,
): void => {
  const here = new Map(askedBy(step).map(({ variable, values }) => [variable, values]));
  const handled = new Map<string, Set<string>>();
  for (const { variable, is, earlier } of branch.cases) {
    handled.set(variable, new Set([...(handled.get(variable) ?? []), ...Object.keys(is)]));
    if (!earlier && !here.has(variable)) note('fault', 'branch', `branches on ${variable}, which it does not ask`);
    if (earlier && !known.has(variable)) note('fault', 'branch', `branches on ${variable}, which no step asks`);
  }
  const isEarlier = branch.cases.some(({ earlier }) => earlier);
  // The outermost branch on the answer just given must know all of its values; one within it only those of its own.
  const asked =
    isEarlier || !isOutermost ? [...handled.keys()].map(name => [name, known.get(name)] as const) : [...here];
  for (const [variable, values] of asked) {
    const cases = handled.get(variable) ?? new Set<string>();
    const missing = [...(values ?? [])].filter(value => !cases.has(value));
    if (branch.otherwise === undefined && missing.length > 0)
      note('fault', 'value without branch', `says not where ${list(missing)} of ${variable} leads`);
    if (branch.otherwise === undefined && !values && (known.has(variable) || here.has(variable)))
      note('fault', 'no catch-all', `says not where any other words for ${variable} lead: give otherwise`);
    const unknown = [...cases].filter(value => values && ![...values].includes(value));
    if (unknown.length > 0) note('warning', 'branch without value', `${list(unknown)} of ${variable} cannot be chosen`);
  }
};

/** Variables whose answers do something: they lead somewhere, are told, or are computed with. */
const usedIn = ({ steps, texts }: Dialogue): Set<string> => {
  const used = new Set<string>();
  for (const step of Object.values(steps)) {
    for (const [, next] of nextsOf(step))
      for (const { cases } of branchesOf(next)) for (const { variable } of cases) used.add(variable);
    const computed = [...Object.values(step.display ?? {}), ...(step.choices ?? []).flatMap(({ when }) => when ?? [])];
    for (const name of computed.flatMap(variablesOf)) used.add(name);
  }
  for (const byKey of Object.values(texts))
    for (const text of Object.values(byKey)) for (const name of placesIn(text)) used.add(name);
  return used;
};

const isPacing = ({ choices = [] }: Step): boolean => choices.length === 1;

const unknownVariables = (dialogue: Dialogue, step: Step, known: ReturnType<typeof valuesIn>): string[] => {
  const computed = [...Object.values(step.display ?? {}), ...(step.choices ?? []).flatMap(({ when }) => when ?? [])];
  return [...new Set(computed.flatMap(variablesOf))].filter(name => !known.has(name) && !dialogue.steps[name]?.asks);
};

/** What is wrong or odd with what a dialogue asks, keeps and branches on. */
export const answerFindings = (dialogue: Dialogue): Finding[] => {
  const findings: Finding[] = [];
  const known = valuesIn(dialogue);
  const used = usedIn(dialogue);
  for (const [id, step] of Object.entries(dialogue.steps)) {
    const note: Note = (level, code, message) =>
      void findings.push({ level, code, dialogue: dialogue.id, step: id, message });
    if (step.asks === 'choice' && !step.choices?.length)
      note('fault', 'no choices', 'asks for a choice and offers none: give it choices');
    if (step.asks === 'choice' && step.choices?.length && step.choices.every(({ when }) => when))
      note('warning', 'no catch-all', 'offers nothing where none of the conditions holds: offer one without');
    for (const [where, next] of nextsOf(step))
      for (const [at, branch] of branchesOf(next).entries())
        branchFaults(step, branch, at === 0 && where === 'next', known, note);
    if (step.asks === 'text' && step.next === null)
      note('warning', 'WA without next', 'ends the dialogue with what is typed: name the step that follows');
    const unsaved = askedBy(step).filter(({ variable }) => !used.has(variable));
    if (unsaved.length > 0 && step.save === undefined && !isPacing(step))
      note(
        'warning',
        'unsaved',
        `the answer to ${list(unsaved.map(({ variable }) => variable))} goes nowhere: give save`,
      );
    const strange = unknownVariables(dialogue, step, known);
    if (strange.length > 0) note('warning', 'unknown variable', `computes with ${list(strange)}, which no step asks`);
    if (step.action !== undefined && actionOf(step.action) === undefined)
      note('warning', 'unknown action', `${step.action} does nothing here`);
  }
  return findings;
};

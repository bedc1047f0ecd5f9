import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Desk } from './desk.ts';
import type { Want } from './fact.ts';
import type { Lookup } from './lookup.ts';
import type { Seeing } from './rule.ts';

/** A document with what is to be seen of it. */
export interface Concern {
  doc: Doc;
  rule: Seeing;
}

/** What is not on the desk yet. */
interface Missing {
  docs: Set<string>;
  infos: Set<string>;
  asking: Map<Lookup<unknown, unknown>, unknown[]>;
  /** What did not find all that it looked for. */
  waiting: Concern[];
}

/**
 * Reads what rules must know about documents, in rounds: each asks for all that is missing and can be named by now, for
 * all documents together. Asks for nothing when nothing is missing.
 */
export const gather = (concerns: readonly Concern[], desk: Desk): Promise<void> => inRounds(concerns, desk, 'look');

/**
 * What is looked up for a batch before the rules run, so that they need not wait one by one: also what they will most
 * likely ask for once earlier rules have run.
 */
export const gatherAhead = async (concerns: readonly Concern[], desk: Desk): Promise<void> => {
  await inRounds(concerns, desk, 'look');
  await inRounds(concerns, desk, 'ahead');
};

/** Whether rules have all they need to see on the desk. */
export const isGathered = (concern: Concern, desk: Desk): boolean => isNothing(missingOf([concern], desk, 'look'));

/** The facts that a rule reads, and no others. */
export const factsFor = ({ doc, rule }: Concern, desk: Desk): Readonly<Record<string, unknown>> => {
  const asked = rule.needs(doc, desk);
  return Object.fromEntries(rule.facts.map(([name, fact]) => [name, fact.read(doc, desk, asked[name])]));
};

/** So many readings, one after the other, take no facts. */
const most = 60;

const inRounds = async (concerns: readonly Concern[], desk: Desk, part: 'look' | 'ahead'): Promise<void> => {
  let open = concerns;
  for (let round = 0; round < most; round++) {
    const missing = missingOf(open, desk, part);
    if (isNothing(missing)) return;
    // A rule that found all that it looked for would find it again.
    open = missing.waiting;
    await Promise.all([
      ...[...missing.asking].map(([lookup, questions]) => desk.lookups.ask(lookup, questions)),
      desk.docs.read(missing.docs),
      desk.infos.read(missing.infos),
    ]);
  }
};

const isNothing = ({ waiting }: Missing): boolean => waiting.length === 0;

const missingOf = (concerns: readonly Concern[], desk: Desk, part: 'look' | 'ahead'): Missing => {
  const missing: Missing = { docs: new Set(), infos: new Set(), asking: new Map(), waiting: [] };
  let isWaiting = false;
  const want = wanting(desk, missing, () => {
    isWaiting = true;
  });
  for (const concern of concerns) {
    const { doc, rule } = concern;
    isWaiting = false;
    const asked = rule.needs(doc, desk);
    for (const [name, fact] of rule.facts) fact[part]?.(doc, want, asked[name]);
    if (isWaiting) missing.waiting.push(concern);
  }
  return missing;
};

const wanting = (desk: Desk, { docs, infos, asking }: Missing, wait: () => void): Want => ({
  desk,
  doc: id => {
    const doc = desk.docs.get(id);
    if (doc === undefined) {
      docs.add(id);
      wait();
    }
    return doc;
  },
  info: id => {
    const info = desk.infos.get(id);
    if (info === undefined) {
      infos.add(id);
      wait();
    }
    return info;
  },
  rows: <Question, Row>(lookup: Lookup<Question, Row>, question: Question) => {
    const rows = desk.lookups.find(lookup, question);
    if (!rows) {
      addTo(asking as Map<object, Question[]>, lookup, question);
      wait();
    }
    return rows;
  },
});

const addTo = <Question>(asking: Map<object, Question[]>, lookup: object, question: Question): void => {
  const questions = asking.get(lookup);
  if (questions) questions.push(question);
  else asking.set(lookup, [question]);
};

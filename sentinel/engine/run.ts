import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { settleClaims } from './claims.ts';
import type { Desk } from './desk.ts';
import type { Claim, Effect, EffectKind } from './effects.ts';
import { factsFor, gather, isGathered } from './gather.ts';
import type { Rule } from './rule.ts';

/** A document to be settled, as it came. */
export interface Due {
  doc: Doc;
  seq: string;
}

/** The rules that are to run for a document as it stands by now. */
export type Choose = (doc: Doc, rules: readonly Rule[], due: Due) => Rule[];

/** Told of each rule that ran. */
export type Record = (due: Due, rule: Rule) => void;

/**
 * Runs a phase of rules over documents: one document after the other, each rule seeing what all before it left.
 * Anything that is not on the desk by then, because an earlier rule brought it up, is read for that one document. The
 * work that is to be carried out for all documents together is carried out at the end.
 */
export const runPhase = async (
  dues: readonly Due[],
  rules: readonly Rule[],
  desk: Desk,
  { choose, record }: { choose: Choose; record: Record },
): Promise<void> => {
  const left: Effect[] = [];
  const breathe = breather();
  for (const due of dues) {
    await breathe();
    for await (const { rule, effects } of inOrder(due, rules, desk, choose)) {
      left.push(...effects.filter(isForLater));
      record(due, rule);
    }
  }
  await carryOutTogether(left, desk);
};

/** For so many ms rules run without a pause. */
const breath = 200;

/**
 * Lets whatever else waits in this process have its turn, the renewal of the lease above all, however long a batch
 * keeps rules busy.
 */
const breather = () => {
  let since = performance.now();
  return async (): Promise<void> => {
    if (performance.now() - since < breath) return;
    await new Promise(resolve => setTimeout(resolve, 0));
    since = performance.now();
  };
};

/**
 * Runs the rules that a document concerns, one after the other, and puts what follows on the desk before the next
 * looks.
 */
async function* inOrder(
  due: Due,
  rules: readonly Rule[],
  desk: Desk,
  choose: Choose,
): AsyncGenerator<{ rule: Rule; effects: readonly Effect[] }> {
  let doc = desk.docs.get(due.doc._id);
  let left = doc ? choose(doc, rules, due) : [];
  while (doc && left.length > 0) {
    const rule: Rule = left[0]!;
    const isAsGathered = doc === due.doc && desk.lookups.isUntouched();
    if (!isAsGathered && !isGathered({ doc, rule }, desk)) await gather([{ doc, rule }], desk);
    const effects = rule.run(doc, factsFor({ doc, rule }, desk));
    if (effects) {
      await carryOut(effects, desk);
      yield { rule, effects };
    }
    const after = desk.docs.get(due.doc._id);
    // Only a document that changed may concern other rules than it did.
    left = after && after !== doc ? choose(after, rules.slice(rules.indexOf(rule) + 1), due) : left.slice(1);
    doc = after;
  }
}

/** Puts simple effects on the desk; all others wait for the end of the phase. */
const carryOut = async (effects: readonly Effect[], desk: Desk): Promise<void> => {
  const changed = effects.flatMap(effect => (effect.do === 'change' ? [effect.id] : []));
  const created = effects.flatMap(effect => (effect.do === 'create' ? [effect.doc._id] : []));
  const noted = effects.flatMap(effect => (effect.do === 'note' ? [effect.id] : []));
  if (changed.some(id => desk.docs.get(id) === undefined && !created.includes(id))) await desk.docs.read(changed);
  if (noted.some(id => desk.infos.get(id) === undefined)) await desk.infos.read(noted);
  for (const effect of effects) {
    if (effect.do === 'create') desk.docs.create(effect.doc);
    if (effect.do === 'change') desk.docs.change(effect.id, effect.apply);
    if (effect.do === 'note') desk.infos.note(effect.id, effect.apply);
    if (effect.do === 'queue') desk.queue.add(effect.id, effect.apply);
  }
  for (const id of [...changed, ...created]) {
    const doc = desk.docs.get(id);
    if (doc) desk.lookups.note(doc);
  }
};

const isForLater = ({ do: what }: Effect): boolean => what === 'together' || what === 'claim';

/** So many claims, each following from one before, end somewhere. */
const mostRounds = 20;

/**
 * What rules of all documents asked for: first each kind of a work's own, then the claims, and what follows of them.
 */
const carryOutTogether = async (effects: readonly Effect[], desk: Desk): Promise<void> => {
  let left = effects;
  for (let round = 0; left.length > 0; round++) {
    if (round === mostRounds) throw new AppError('doc/conflict', 'Claims follow from claims without end');
    const kinds = new Map<EffectKind<unknown>, unknown[]>();
    for (const effect of left)
      if (effect.do === 'together') kinds.set(effect.kind, [...(kinds.get(effect.kind) ?? []), effect.asked]);
    for (const [kind, all] of kinds) await kind.carryOut(all, desk);
    const claims = left.filter((effect): effect is Claim => effect.do === 'claim');
    const follows = claims.length > 0 ? await settleClaims(claims, desk) : [];
    await carryOut(follows, desk);
    left = follows.filter(isForLater);
  }
};

import { isContact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc, TransitionRun } from '@rounds/ddocs/documents/infodocs.ts';
import { isReport } from '@rounds/ddocs/documents/reports.ts';
import { cascade } from '../muting/cascade.ts';
import { type Silenced, silence } from '../muting/silence.ts';
import type { Desk } from './desk.ts';
import { factsFor } from './facts.ts';
import { gather, isGathered } from './gather.ts';
import type { AnyRule, Cascade, Effect, Facts } from './rule.ts';

/** A document to be settled, as it came. */
export interface Due {
  doc: Doc;
  seq: string;
}

/** The rules that are to run for a document as it stands by now. */
export type Choose = (doc: Doc, rules: readonly AnyRule[], due: Due) => AnyRule[];

/** Told of each rule that ran. */
export type Record = (due: Due, rule: AnyRule) => void;

/**
 * Runs plain rules over documents: one document after the other, each rule seeing what all before it left. What is not
 * on the desk by then, because an earlier rule brought it up, is read for that one document.
 */
export const runPlain = async (
  dues: readonly Due[],
  rules: readonly AnyRule[],
  desk: Desk,
  { choose, record }: { choose: Choose; record: Record },
): Promise<void> => {
  const silenced: Silenced[] = [];
  const timestamp = new Date(desk.now).toISOString();
  const breathe = breather();
  for (const due of dues) {
    await breathe();
    for await (const { rule, effects } of inOrder(due, rules, desk, choose)) {
      silenced.push(
        ...effects.flatMap(effect =>
          effect.do === 'silence' ? [{ contact: effect.contact, by: effect.by, timestamp }] : [],
        ),
      );
      record(due, rule);
    }
  }
  await silence(silenced, desk);
};

/** Runs rules that change whole trees; all trees of the documents are carried out together. */
export const runTrees = async (
  dues: readonly Due[],
  rules: readonly AnyRule[],
  desk: Desk,
  { choose, record }: { choose: Choose; record: Record },
): Promise<void> => {
  const cascades: Cascade[] = [];
  const ran: { due: Due; rule: AnyRule }[] = [];
  const breathe = breather();
  for (const due of dues) {
    await breathe();
    for await (const { rule, effects } of inOrder(due, rules, desk, choose)) {
      ran.push({ due, rule });
      cascades.push(...effects.filter(effect => effect.do === 'cascade'));
    }
  }
  if (cascades.length > 0) {
    await cascade(cascades, desk);
    desk.lookups.touch();
  }
  for (const { due, rule } of ran) record(due, rule);
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
  rules: readonly AnyRule[],
  desk: Desk,
  choose: Choose,
): AsyncGenerator<{ rule: AnyRule; effects: Effect[] }> {
  let doc = desk.docs.get(due.doc._id);
  let left = doc ? choose(doc, rules, due) : [];
  while (doc && left.length > 0) {
    const rule: AnyRule = left[0]!;
    const isAsGathered = doc === due.doc && desk.lookups.isUntouched();
    if (!isAsGathered && !isGathered({ doc, rule }, desk)) await gather([{ doc, rule }], desk);
    const effects = (rule.run as (doc: Doc, facts: Facts) => Effect[] | null)(doc, factsFor(doc, rule, desk));
    if (effects) {
      await carryOut(effects, desk);
      yield { rule, effects };
    }
    const after = desk.docs.get(due.doc._id);
    // Only what changed may concern other rules than it did.
    left = after && after !== doc ? choose(after, rules.slice(rules.indexOf(rule) + 1), due) : left.slice(1);
    doc = after;
  }
}

/** Puts simple effects on the desk; cascades and silence are carried out for all documents of the batch together. */
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
    if (effect.do === 'queue') desk.queue.add(effect);
  }
  for (const id of [...changed, ...created]) noteOf(desk.docs.get(id), desk);
};

const noteOf = (doc: Doc | null | undefined, desk: Desk): void => {
  if (doc && (isReport(doc) || isContact(doc, desk.settings.contact_types))) desk.lookups.note(doc);
};

/** An infodoc that says that a transition ran, and that nothing of it is left to do. @see sentinel.md §2.4 */
export const withRun = (info: InfoDoc, name: string, ran: TransitionRun): InfoDoc => {
  const { muting_intent, ...rest } = info;
  const kept = name === 'muting' || !muting_intent ? rest : { ...rest, muting_intent };
  return { ...kept, transitions: { ...info.transitions, [name]: ran } } as InfoDoc;
};

import { may } from '@rounds/config/permissions/permissions.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { erasedReason } from '@rounds/ddocs/erasure/erasure.ts';
import { compileValidate, refusalBy } from '@rounds/ddocs/validate/validate.ts';
import type { Sandbox } from '@rounds/sentinel/engine/sandbox.ts';
import { wellFormed } from '@rounds/sentinel/reading/well-formed.ts';
import { checkSettings } from '@rounds/sentinel/settings/checked.ts';
import type { Caller } from '../../session/caller.ts';
import { whyNotHandedOn } from '../../users/hand-on.ts';
import { depthInPlaces, maySee, type Scope } from '../../visibility/scope.ts';
import type { ReplicateParts } from '../parts.ts';
import { namedByContact, whyNotContact } from './judge/contact.ts';
import { type Facts, factsOf } from './judge/facts.ts';
import { isOfReport, namedByReport, primariesOf, whyNotReport } from './judge/report.ts';
import type { Wanted } from './judge/wanted.ts';
import { whyNotVerified } from './verified.ts';

/** A row of the answer to `_bulk_docs`, as CouchDB has it. PouchDB looks for `name` to tell a refusal from a fault. */
export type WriteRow =
  | { ok: true; id: string; rev: string }
  | { id: string; error: string; reason: string; name: string; status: number; rev?: string };

const statuses: Record<string, number> = { conflict: 409, forbidden: 403, unauthorized: 401, too_large: 413 };

/** A row that refuses a document. */
export const refusal = (id: string, error: string, reason: string): WriteRow => ({
  id,
  error,
  reason,
  name: error,
  status: statuses[error] ?? 400,
});

/** Keys of the database that a client may send. */
const ownKeys = new Set(['_id', '_rev', '_deleted', '_attachments', '_revisions']);

/**
 * Whether a text in a document holds half a character: JSON has no way to write one, and CouchDB refuses the whole
 * request for it.
 */
const holdsHalves = (doc: Doc): boolean => {
  const text = JSON.stringify(doc);
  return text.includes('\\ud') && /(?:^|[^\\])(?:\\\\)*\\ud[89a-f]/.test(text);
};

/** Levels of objects and lists in a document: those who read it call themselves for each. */
const deepest = 100;
/** Characters of an id. */
const longestId = 1000;

/**
 * Whether an object is nested too deep, or has a key that is a word of the language: no reader may meet either. Looked
 * at without a call for each level, as any number of them may have come.
 */
const shapeFault = (doc: Doc): string | undefined => {
  let level: unknown[] = [doc];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) return `A document has at most ${deepest} levels`;
    const next: unknown[] = [];
    for (const value of level) {
      if (Array.isArray(value)) for (const entry of value) next.push(entry);
      else if (typeof value === 'object' && value !== null) {
        if (Object.hasOwn(value, '__proto__')) return 'A field of a document cannot be called "__proto__"';
        for (const entry of Object.values(value)) next.push(entry);
      }
    }
    level = next.filter(value => typeof value === 'object' && value !== null);
  }
  return undefined;
};

/**
 * What is wrong with a document before anybody asks who may write it: one faulty document must not stop its whole
 * batch.
 */
const faultOf = (doc: Doc, newEdits: boolean): string | undefined => {
  const { _id, _rev } = doc;
  if (typeof _id !== 'string' || _id === '') return 'A document needs an id';
  if (_id.length > longestId) return `An id has at most ${longestId} characters`;
  if (_id.startsWith('_') && !_id.startsWith('_design/')) return 'Only reserved document ids may start with underscore';
  if (_rev !== undefined && !(typeof _rev === 'string' && /^\d{1,15}-[0-9a-zA-Z]{1,64}$/.test(_rev)))
    return 'Invalid rev format';
  if (!newEdits && _rev === undefined) return 'A revision that is stored as given needs its number';
  const strange = Object.keys(doc).find(key => key.startsWith('_') && !ownKeys.has(key));
  if (strange !== undefined) return `Bad special document member: ${strange}`;
  const misshapen = shapeFault(doc);
  if (misshapen) return misshapen;
  return holdsHalves(doc) ? 'A text of this document holds half a character' : undefined;
};

const whyOutside = (doc: Doc): string =>
  doc.type === 'data_record'
    ? 'This report is about somebody outside your places, or made by somebody outside them'
    : 'This document would be outside your places';

/** Ids of tasks, targets and trainings tell whose they are: one that somebody else wrote first would keep out his own. */
const userIn = (id: string): string | undefined =>
  (/^(?:task~|target~[^~]*~[^~]*~)org\.couchdb\.user:([^~]+)/.exec(id) ?? /^training:([^:]+):/.exec(id))?.[1];

/** The parts that judging writes takes. */
export type JudgeParts = Pick<
  ReplicateParts,
  'main' | 'sentinel' | 'audiences' | 'scope' | 'settings' | 'sandbox' | 'wrote' | 'erased'
>;

const validate = compileValidate();

/** Looks up what is stored of documents, who may see it, and what is wrong with them by themselves. */
const lookUp = async (
  { main, audiences }: JudgeParts,
  { name, roles }: Caller,
  docs: readonly Doc[],
  newEdits: boolean,
): Promise<Omit<Wanted, 'after'>[]> => {
  const faults = docs.map(doc => faultOf(doc, newEdits));
  const stored = await main.getMany(docs.map(({ _id }, index) => (faults[index] ? 'settings' : _id)));
  const before = await audiences.of(stored.map((doc, index) => doc ?? { _id: docs[index]!._id }));
  return docs.map((doc, index) => ({
    doc,
    stored: stored[index] ?? null,
    fault: faults[index],
    invalid: faults[index] ? null : refusalBy(validate, doc, stored[index] ?? null, { name, roles }),
    before: before[index]!,
  }));
};

/**
 * Looks up who may see documents once they are stored. Those of one batch count as stored for each other, but for those
 * that were refused already.
 */
const placed = async (
  { audiences }: JudgeParts,
  scope: Scope,
  wanted: readonly Omit<Wanted, 'after'>[],
  refused: ReadonlySet<number>,
): Promise<{ all: Wanted[]; overlay: Doc[] }> => {
  // A contact of others that this batch would move here is refused, and must not bring reports about it in.
  const overlay = wanted
    .filter(
      ({ doc, stored, fault, before }, index) =>
        !doc._deleted && !fault && !refused.has(index) && (!stored || maySee(scope, before)),
    )
    .map(({ doc }) => doc);
  const after = await audiences.of(
    wanted.map(({ doc, fault }) => (fault ? { _id: 'settings' } : doc)),
    { overlay, placed: true },
  );
  return { all: wanted.map((each, index) => ({ ...each, after: after[index]! })), overlay };
};

/** Looks up what documents name. @param overlay those of them that count as stored for the others */
const factsAbout = async (
  parts: JudgeParts,
  settings: Settings,
  scope: Scope,
  all: readonly Wanted[],
  overlay: readonly Doc[],
): Promise<Facts> => {
  const sound = all.filter(({ fault, invalid }) => fault === undefined && !invalid);
  const reports = sound.filter(isOfReport);
  const named = [
    ...reports.map(each => namedByReport(each, settings, scope)),
    ...sound.filter(({ after }) => after.kind === 'contact').map(namedByContact),
  ];
  const naming = {
    docs: named.flatMap(each => each.docs),
    contacts: named.flatMap(each => each.contacts),
    codes: named.flatMap(each => each.codes),
    phones: named.flatMap(each => each.phones),
  };
  const facts = await factsOf(parts, naming, overlay);
  const primaries = reports.flatMap(each => primariesOf(each, facts));
  if (primaries.length === 0) return facts;
  return factsOf(parts, { ...naming, docs: [...naming.docs, ...primaries] }, overlay);
};

/** A user who writes a batch. */
interface Writer {
  settings: Settings;
  sandbox: Sandbox;
  caller: Caller;
  /** What he may see once it is stored, as far as it is allowed. */
  scope: Scope;
  /** What he may see before. */
  before: Scope;
}

/** Why a user may not write a document; undefined where nothing but the validation of the database can refuse it. */
const whyForbidden = (writer: Writer, wanted: Wanted, facts: Facts): string | undefined => {
  const { settings, sandbox, caller, scope } = writer;
  const { doc, stored, before, after } = wanted;
  const isOwnSettings = after.kind === 'user' && doc._id === `org.couchdb.user:${caller.name}`;
  // Tasks, targets and trainings are no edits: the phone makes them for whoever may see them.
  const isOwnRecord = (after.kind === 'task' || after.kind === 'target') && userIn(doc._id) === caller.name;
  if (!may(settings, caller.roles, 'can_edit') && !isOwnSettings && !isOwnRecord)
    return 'You lack the permission can_edit';
  if (stored && !maySee(scope, before)) return 'This document is outside your places';
  if (!stored && !caller.online && (userIn(doc._id) ?? caller.name) !== caller.name)
    return 'The id of this document is that of another user';
  if (doc._deleted !== true && !maySee(scope, after)) return whyOutside(doc);
  const unfit =
    whyNotContact(settings, caller, writer.before, wanted, facts) ??
    (isOfReport(wanted) ? whyNotReport(settings, caller, scope, wanted, facts) : undefined);
  if (unfit || doc._deleted === true) return unfit;
  const foreign = whyNotHandedOn(settings, caller, doc, stored);
  if (foreign) return foreign;
  const unverified = whyNotVerified(settings, caller, doc, stored);
  if (unverified) return unverified;
  const wrong = doc._id === 'settings' ? checkSettings(doc.settings, sandbox).faults : [];
  return wrong.length > 0 ? wrong.map(({ path, message }) => `${path}: ${message}`).join('; ') : undefined;
};

/** How often a batch is looked at, each time without what was refused the last time. */
const mostRounds = 60;

/** An id as an answer names it, whatever was sent in its place. */
const idText = (id: unknown): string => (typeof id === 'string' ? id.slice(0, longestId) : '');

/** Why a user may not write a document, whatever else he writes with it; null where he may. */
const verdictOn = (writer: Writer, wanted: Wanted, facts: Facts): WriteRow | null => {
  const { doc, stored, fault, invalid, before } = wanted;
  if (fault) return refusal(wellFormed(idText(doc._id)), 'bad_request', fault);
  // Who may not see a document is told nothing of what stands in it.
  if (invalid && (!stored || maySee(writer.scope, before))) return refusal(doc._id, invalid.error, invalid.reason);
  const forbidden = whyForbidden(writer, wanted, facts);
  return forbidden === undefined ? null : refusal(doc._id, 'forbidden', forbidden);
};

/** What a user may see once the places are stored that he may write: their primary contacts, who may live elsewhere. */
const grown = (scope: Scope, allowed: readonly Wanted[]): Scope => {
  if (!scope.replicatePrimaryContacts) return scope;
  const primary = new Map(scope.primary);
  for (const { doc, after } of allowed) {
    if (after.kind !== 'contact' || after.primary === undefined || doc._deleted) continue;
    const depth = depthInPlaces(scope, after.lineage);
    if (depth !== undefined) primary.set(after.primary, Math.min(depth, primary.get(after.primary) ?? Infinity));
  }
  return { ...scope, primary };
};

/**
 * Why a user may not write these documents, in their order; null where he may. One may be allowed only because of
 * another, whichever comes first, so they are looked at until nothing changes.
 */
export const judge = async (
  parts: JudgeParts,
  caller: Caller,
  docs: readonly Doc[],
  newEdits: boolean,
): Promise<(WriteRow | null)[]> => {
  const settings = parts.settings.current();
  const wanted = await lookUp(parts, caller, docs, newEdits);
  const gone = await parts.erased.refused(docs);
  let known = await parts.scope(caller);
  let scope = known;
  let verdicts: (WriteRow | null)[] = docs.map(() => null);
  for (let round = 0; round <= docs.length; round += 1) {
    // A chain of documents of which each waits for the one before would cost a look at all of them for each.
    if (round > mostRounds)
      throw new AppError('request/too-large', 'The documents of this batch depend on each other too deeply', {
        hint: 'Send fewer at once',
      });
    const before = verdicts;
    const refused = new Set(before.flatMap((verdict, index) => (verdict ? [index] : [])));
    // What another process wrote just now is not known here yet.
    if (round === 1 && scope.replicatePrimaryContacts) scope = known = await parts.scope(caller, { anew: true });
    const { all, overlay } = await placed(parts, scope, wanted, refused);
    if (round > 0)
      scope = grown(
        scope,
        all.filter((_, index) => !refused.has(index)),
      );
    const writer = { settings, sandbox: parts.sandbox, caller, scope, before: known };
    const facts = await factsAbout(parts, settings, scope, all, overlay);
    // Said before anything else: the phone that hears it deletes what it has.
    verdicts = all.map((each, index) =>
      gone[index] ? refusal(idText(each.doc._id), 'forbidden', erasedReason) : verdictOn(writer, each, facts),
    );
    if (verdicts.every((verdict, index) => !verdict === !before[index])) return verdicts;
  }
  return verdicts;
};

/** Why a user may not write a stored document again as it is; undefined where he may. */
export const whyNotWritten = async (parts: JudgeParts, caller: Caller, stored: Doc): Promise<string | undefined> => {
  const [verdict] = await judge(parts, caller, [stored], true);
  return verdict && 'reason' in verdict ? verdict.reason : undefined;
};

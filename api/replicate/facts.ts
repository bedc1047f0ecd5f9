import { type ContactType, isContact, subjectIds } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { type DocFacts, type DocRefs, refsOf } from './scope.ts';

/** How many contacts are kept in memory; about 300 bytes each. */
const keptContacts = 50_000;

/** Finds out, with a handful of bulk requests, what decides who may see documents. */
export interface Facts {
  /**
   * One answer a document, in order.
   * @param options.overlay documents of the same batch, which count as stored: those only that the client may write
   * @param options.placed resolves parents through what is stored instead of believing the document: for what a client
   * writes
   */
  of(docs: readonly Doc[], options?: FactsOptions): Promise<DocFacts[]>;
  /** What a document refers to, without asking anybody. */
  refs(doc: Doc): DocRefs;
  /** As {@link Facts.of}, from what {@link Facts.refs} found. */
  resolve(refs: readonly DocRefs[], options?: FactsOptions): Promise<DocFacts[]>;
  /** A moment, for {@link Facts.learn}. */
  moment(): number;
  /**
   * Takes note of contacts as they were stored after a moment, so that nobody need ask for them; not when anything
   * changed since.
   */
  learn(stored: readonly (Doc | null)[], since: number): void;
  /** Forgets what is known of changed documents. */
  forget(ids: Iterable<string>): void;
  /** Forgets everything: the feed was interrupted, or the contact types changed. */
  forgetAll(): void;
}

export interface FactsOptions {
  overlay?: readonly Doc[];
  placed?: boolean;
}

/** A contact as far as reports ask for it. */
type Place = string[];

const text = (value: unknown): string | undefined =>
  value === undefined || value === null || value === '' ? undefined : String(value);

/** @param types the contact types in force */
export const facts = (main: Store, types: () => readonly ContactType[]): Facts => {
  const lineages = new Map<string, Place>();
  const byCode = new Map<string, string>();
  const codesOf = new Map<string, string[]>();
  let generation = 0;

  const forget = (id: string) => {
    lineages.delete(id);
    for (const code of codesOf.get(id) ?? []) if (byCode.get(code) === id) byCode.delete(code);
    codesOf.delete(id);
  };

  const keep = (known: Known, doc: Doc | null | undefined): void => {
    if (!isContact(doc, types())) return;
    const refs = refsOf(doc, types());
    if (refs.kind !== 'contact') return;
    known.lineages.set(doc._id, refs.lineage);
    for (const code of subjectIds(doc)) if (code !== doc._id) known.codes.set(code, doc._id);
  };

  /** What this one call knows: the cache may be emptied by the feed meanwhile. */
  interface Known {
    lineages: Map<string, Place>;
    codes: Map<string, string>;
  }

  const remember = (known: Known, since: number): void => {
    if (since !== generation) return;
    for (const [id, lineage] of known.lineages) lineages.set(id, lineage);
    for (const [code, id] of known.codes) {
      byCode.set(code, id);
      codesOf.set(id, [...new Set([...(codesOf.get(id) ?? []), code])]);
    }
    for (const id of lineages.keys()) {
      if (lineages.size <= keptContacts) break;
      forget(id);
    }
  };

  /** @param sure asks the database who has a short code, as the rules do: two contacts may claim the same */
  const lookUp = async (wanted: ReadonlySet<string>, overlay: readonly Doc[], sure: boolean): Promise<Known> => {
    const known: Known = { lineages: new Map(), codes: new Map() };
    const missing: string[] = [];
    for (const id of wanted) {
      const coded = sure ? undefined : byCode.get(id);
      const contact = coded ?? id;
      const lineage = lineages.get(contact);
      if (!lineage) missing.push(id);
      else known.lineages.set(contact, lineage);
      if (lineage && coded) known.codes.set(id, coded);
    }
    if (missing.length > 0) {
      const startedAt = generation;
      const fresh: Known = { lineages: new Map(), codes: new Map() };
      const keys = missing.filter(id => !id.includes('-')).map(id => ['shortcode', id]);
      const [docs, rows] = await Promise.all([
        main.getMany(missing),
        keys.length > 0
          ? main.query('medic-client/contacts_by_reference', { keys, limit: keys.length * 4, docs: true })
          : [],
      ]);
      for (const doc of docs) keep(fresh, doc);
      // The first of several who have a code is whom the rules take.
      for (const { doc } of [...rows].reverse()) keep(fresh, doc);
      remember(fresh, startedAt);
      for (const [id, lineage] of fresh.lineages) known.lineages.set(id, lineage);
      for (const [code, id] of fresh.codes) known.codes.set(code, id);
    }
    // A short code stays with who has it already, whatever somebody is about to write.
    const holders = new Map(known.codes);
    for (const doc of overlay) keep(known, doc);
    for (const [code, id] of holders) known.codes.set(code, id);
    return known;
  };

  const wantedBy = (refs: DocRefs, placed: boolean): string[] => {
    if (refs.kind === 'report') {
      const subjects = refs.subject ? [refs.subject] : [];
      return placed ? [...subjects, ...refs.targets, ...refs.submitter] : [...subjects, ...refs.submitter.slice(0, 1)];
    }
    if (refs.kind === 'message') return [...refs.to, ...(placed ? refs.submitter : refs.submitter.slice(0, 1))];
    if (refs.kind === 'target') return [refs.ownerId];
    return placed && refs.kind === 'contact' ? refs.lineage.slice(1) : [];
  };

  /** A claimed lineage, from its first stored member on as that member stands in the database. */
  const settle = (claimed: readonly string[], known: Known): string[] => {
    const at = claimed.findIndex(id => known.lineages.has(id));
    return at < 0 ? [...claimed] : [...claimed.slice(0, at), ...known.lineages.get(claimed[at]!)!];
  };

  const answer = (refs: DocRefs, known: Known, placed: boolean): DocFacts => {
    const find = (id: string | undefined) =>
      id === undefined ? undefined : known.lineages.get(known.codes.get(id) ?? id);
    if (refs.kind === 'target') return { kind: 'target', owner: find(refs.ownerId) ?? [refs.ownerId] };
    if (refs.kind === 'contact') {
      if (!placed) return refs;
      return { kind: 'contact', lineage: [refs.lineage[0]!, ...settle(refs.lineage.slice(1), known)] };
    }
    if (refs.kind !== 'report' && refs.kind !== 'message') return refs;
    const [submitter] = refs.submitter;
    const by = submitter === undefined ? null : (find(submitter) ?? settle(refs.submitter, known));
    if (refs.kind === 'message')
      return { kind: 'message', to: refs.to.map(id => find(id) ?? [id]), loose: refs.loose, by };
    const { hidden, signoff } = refs;
    const target = placed ? { target: refs.targets.map(find).find(lineage => lineage !== undefined) ?? null } : {};
    return { kind: 'report', about: find(text(refs.subject)) ?? null, by, hidden, signoff, ...target };
  };

  const resolve: Facts['resolve'] = async (refs, { overlay = [], placed = false } = {}) => {
    const known = await lookUp(new Set(refs.flatMap(each => wantedBy(each, placed))), overlay, placed);
    return refs.map(each => answer(each, known, placed));
  };
  const refs: Facts['refs'] = doc => refsOf(doc, types());

  return {
    refs,
    resolve,
    of: (docs, options) => resolve(docs.map(refs), options),
    moment: () => generation,
    learn(stored, since) {
      const known: Known = { lineages: new Map(), codes: new Map() };
      for (const doc of stored) keep(known, doc);
      remember(known, since);
    },
    forget(ids) {
      generation += 1;
      for (const id of ids) forget(id);
    },
    forgetAll() {
      generation += 1;
      lineages.clear();
      byCode.clear();
      codesOf.clear();
    },
  };
};

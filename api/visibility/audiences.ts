import type { ContactType } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type Audience, type Mentions, mentionsOf } from './audience.ts';
import { type Contacts, type KnownContacts, openKnownContacts, type Stores } from './known-contacts.ts';

/** Finds out, with a handful of bulk requests, who may see documents. */
export interface Audiences extends Omit<KnownContacts, 'lookUp'> {
  /**
   * One answer a document, in order.
   * @param options.overlay documents of the same batch, which count as stored: those only that the client may write
   * @param options.placed resolves parents through what is stored instead of believing the document: for what a client
   * writes
   */
  of(docs: readonly Doc[], options?: AudienceOptions): Promise<Audience[]>;
  /**
   * Where contacts stand that are named by an id or a short code, as they are stored; those that are not are left out.
   */
  lineages(references: readonly string[], options?: AudienceOptions): Promise<Map<string, string[]>>;
  /** What a document mentions, without asking anybody. */
  mentions(doc: Doc): Mentions;
  /** Ids of documents that came by here and of which something could not be read: at most a thousand. */
  misread(): string[];
  /** As {@link Audiences.of}, from what {@link Audiences.mentions} found. */
  resolve(mentions: readonly Mentions[], options?: AudienceOptions): Promise<Audience[]>;
}

export interface AudienceOptions {
  overlay?: readonly Doc[];
  placed?: boolean;
}

/** Ids of faulty documents that are remembered. */
const mostMisread = 1000;

/** Ids and short codes of the contacts that must be known. */
const wantedBy = (mentions: Mentions, placed: boolean): string[] => {
  if (mentions.kind === 'report') {
    const { subject, targets, submitter } = mentions;
    const subjects = subject ? [subject] : [];
    return placed ? [...subjects, ...targets, ...submitter] : [...subjects, ...submitter.slice(0, 1)];
  }
  if (mentions.kind === 'message')
    return [...mentions.to, ...(placed ? mentions.submitter : mentions.submitter.slice(0, 1))];
  if (mentions.kind === 'target') return [mentions.ownerId];
  return placed && mentions.kind === 'contact' ? mentions.lineage.slice(1) : [];
};

const find = ({ lineages, codes }: Contacts, id: string | undefined): string[] | undefined =>
  id === undefined ? undefined : lineages.get(codes.get(id) ?? id);

/** A claimed lineage, from its first stored member on as that member stands in the database. */
const settle = (claimed: readonly string[], { lineages }: Contacts): string[] => {
  const at = claimed.findIndex(id => lineages.has(id));
  return at < 0 ? [...claimed] : [...claimed.slice(0, at), ...lineages.get(claimed[at]!)!];
};

/** Who may see a document, from what it mentions and what is known of these contacts. */
const audienceOf = (mentions: Mentions, known: Contacts, placed: boolean): Audience => {
  if (mentions.kind === 'target') return { kind: 'target', owner: find(known, mentions.ownerId) ?? [mentions.ownerId] };
  if (mentions.kind === 'contact') {
    if (!placed) return mentions;
    return { ...mentions, lineage: [mentions.lineage[0]!, ...settle(mentions.lineage.slice(1), known)] };
  }
  if (mentions.kind !== 'report' && mentions.kind !== 'message') return mentions;
  const [submitter] = mentions.submitter;
  const by = submitter === undefined ? null : (find(known, submitter) ?? settle(mentions.submitter, known));
  if (mentions.kind === 'message')
    return { kind: 'message', to: mentions.to.map(id => find(known, id) ?? [id]), loose: mentions.loose, by };
  const { subject, hidden, signoff, targets } = mentions;
  const meant = targets.map(id => find(known, id)).filter(lineage => lineage !== undefined);
  const about = find(known, subject || undefined) ?? null;
  return { kind: 'report', about, by, hidden, signoff, ...(placed ? { meant } : {}) };
};

/** @param types the contact types in force */
export const openAudiences = (stores: Stores, types: () => readonly ContactType[]): Audiences => {
  const { lookUp, ...contacts } = openKnownContacts(stores, types);
  const misread = new Set<string>();
  const note = (id: string) => {
    if (misread.size < mostMisread) misread.add(id);
  };
  const mentions: Audiences['mentions'] = doc => {
    misread.delete(doc._id);
    return mentionsOf(doc, types(), note);
  };
  const resolve: Audiences['resolve'] = async (given, { overlay = [], placed = false } = {}) => {
    const known = await lookUp(new Set(given.flatMap(each => wantedBy(each, placed))), overlay, placed);
    return given.map(each => audienceOf(each, known, placed));
  };
  const lineages: Audiences['lineages'] = async (references, { overlay = [], placed = false } = {}) => {
    if (references.length === 0) return new Map();
    const known = await lookUp(new Set(references), overlay, placed);
    return new Map(
      references.flatMap(reference => {
        const lineage = find(known, reference);
        return lineage ? [[reference, lineage] as const] : [];
      }),
    );
  };
  return {
    ...contacts,
    mentions,
    misread: () => [...misread],
    resolve,
    lineages,
    of: (docs, options) => resolve(docs.map(mentions), options),
  };
};

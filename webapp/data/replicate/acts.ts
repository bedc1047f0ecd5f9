import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Act, ActKind, Acts, Refusal, Waiting } from './waiting-log.ts';

/** Tasks and targets follow from what a person did; she did not make them, and is not told of each. */
export const isFollowing = (id: string): boolean => /^(task|target)~/.test(id);

const kindOf = ({ type, form, kujua_message }: Doc): ActKind => {
  if (type === 'data_record') return kujua_message && !form ? 'message' : 'report';
  return type && !['user-settings', 'form', 'translations'].includes(type) ? 'contact' : 'other';
};

/** The act that some documents are, which were written together; undefined for what follows from others. */
export const actOf = (docs: readonly Doc[], report?: string): Act | undefined => {
  const mine = docs.filter(({ _id }) => !isFollowing(_id));
  const main = mine.find(({ _id }) => _id === report) ?? mine.find(({ _rev }) => !_rev) ?? mine[0];
  return main && { id: main._id, kind: kindOf(main) };
};

/** The main document of the act to which a document that waits belongs; the document itself where nobody knows. */
export const mainOf = ({ ids, acts }: Pick<Waiting, 'ids' | 'acts'>, id: string): string =>
  acts?.[String(ids[id])]?.id ?? id;

/** How many acts some documents are of, by the times under which they wait. */
export const countActs = (entries: readonly (readonly [string, number])[]): number =>
  new Set(entries.filter(([id]) => !isFollowing(id)).map(([, at]) => at)).size;

/** The kind of all acts that wait; undefined where they are of several. */
export const kindOfAll = ({ ids, acts = {} }: Pick<Waiting, 'ids' | 'acts'>): ActKind | undefined => {
  const times = new Set(Object.entries(ids).flatMap(([id, at]) => (isFollowing(id) ? [] : [String(at)])));
  const kinds = new Set([...times].map(at => acts[at]?.kind ?? 'other'));
  return kinds.size === 1 ? [...kinds][0] : undefined;
};

/** Acts of which something waits or was refused; the others are nobody's concern any more. */
export const actsKept = ({ ids, refused, acts = {} }: Waiting): Acts => {
  const times = new Set(Object.values(ids).map(String));
  const mains = new Set(Object.values(refused).map(({ act }) => act));
  return Object.fromEntries(Object.entries(acts).filter(([at, { id }]) => times.has(at) || mains.has(id)));
};

/** An act of which the server did not accept something. */
export interface RefusedAct {
  /** Id of its main document. */
  id: string;
  refusals: Refusal[];
}

/** What was refused, by act, in the order given. */
export const refusedActs = (refused: readonly Refusal[]): RefusedAct[] => {
  const acts = new Map<string, RefusedAct>();
  for (const each of refused) {
    const id = each.act ?? each.id;
    const known = acts.get(id);
    if (known) known.refusals.push(each);
    else acts.set(id, { id, refusals: [each] });
  }
  return [...acts.values()];
};

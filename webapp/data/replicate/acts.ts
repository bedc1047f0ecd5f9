import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Act, ActKind, Acts, Refusal, Waiting } from './waiting-log.ts';

/** Tasks and targets follow from what a person did; she did not make them, and is not told of each. */
export const isFollowing = (id: string): boolean => /^(task|target)~/.test(id);

const kindOf = ({ type, form, kujua_message }: Doc): ActKind => {
  if (type === 'data_record') return kujua_message && !form ? 'message' : 'report';
  return type && !['user-settings', 'form', 'translations'].includes(type) ? 'contact' : 'other';
};

/**
 * The act that some documents are, which were written together; undefined for what follows from others.
 * @param report id of the main one, where it is known
 * @param apart whether none follows from another, as with reports that are verified together: each is named
 */
export const actOf = (docs: readonly Doc[], report?: string, apart = false): Act | undefined => {
  const mine = docs.filter(({ _id }) => !isFollowing(_id));
  const main = mine.find(({ _id }) => _id === report) ?? mine.find(({ _rev }) => !_rev) ?? mine[0];
  if (!main) return undefined;
  const more = apart ? mine.filter(doc => doc !== main).map(({ _id }) => _id) : [];
  return { id: main._id, kind: kindOf(main), ...(more.length > 0 ? { more } : {}) };
};

const mainsOf = ({ id, more = [] }: Act): string[] => [id, ...more];

/** The main document of the act to which a document that waits belongs; the document itself where nobody knows. */
export const mainOf = ({ ids, acts }: Pick<Waiting, 'ids' | 'acts'>, id: string): string => {
  const act = acts?.[String(ids[id])];
  return !act || act.more?.includes(id) ? id : act.id;
};

/**
 * Kinds of the acts that wait, by what makes each one: its main document, else the time under which it waits. An act
 * waits as long as anything of it does: a person who was registered and then muted waits under the time of the mute,
 * and both are still to be sent.
 */
const actsWaiting = ({ ids, acts = {} }: Pick<Waiting, 'ids' | 'acts'>): Map<string, ActKind> => {
  const found = new Map<string, ActKind>();
  for (const act of Object.values(acts)) for (const id of mainsOf(act)) if (id in ids) found.set(id, act.kind);
  for (const [id, time] of Object.entries(ids)) {
    if (isFollowing(id)) continue;
    const act = acts[String(time)];
    if (act && !act.more?.includes(id)) found.set(act.id, act.kind);
    if (!act && !found.has(id)) found.set(`at ${time}`, 'other');
  }
  return found;
};

/** How many acts wait. */
export const countActs = (log: Pick<Waiting, 'ids' | 'acts'>): number => actsWaiting(log).size;

/** The kind of all acts that wait; undefined where they are of several. */
export const kindOfAll = (log: Pick<Waiting, 'ids' | 'acts'>): ActKind | undefined => {
  const kinds = new Set(actsWaiting(log).values());
  return kinds.size === 1 ? [...kinds][0] : undefined;
};

/** Acts of which something waits or was refused; the others are nobody's concern any more. */
export const actsKept = ({ ids, refused, acts = {} }: Waiting): Acts => {
  const times = new Set(Object.values(ids).map(String));
  const mains = new Set(Object.values(refused).map(({ act }) => act));
  return Object.fromEntries(
    Object.entries(acts).filter(([at, act]) => times.has(at) || mainsOf(act).some(id => id in ids || mains.has(id))),
  );
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

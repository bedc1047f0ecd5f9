import { ancestorIds, type Lineage } from '@rounds/ddocs/documents/contacts.ts';

/** A place and what is below it, as far as it is known: who stands directly under whom. */
export interface Tree {
  /** Place directly above, for everyone but the topmost. */
  parent: ReadonlyMap<string, string>;
  /** Contacts directly below, for every contact. */
  children: ReadonlyMap<string, readonly string[]>;
}

/**
 * A tree of contacts: each stands under the nearest place above it that is among them; a place missing between does not
 * part them.
 */
export const treeOf = (contacts: Iterable<{ _id: string; parent?: Lineage | undefined }>): Tree => {
  const parent = new Map<string, string>();
  const children = new Map<string, string[]>();
  const known = [...contacts];
  for (const { _id } of known) children.set(_id, []);
  for (const contact of known) {
    const above = ancestorIds(contact).find(id => children.has(id));
    if (above === undefined || above === contact._id) continue;
    parent.set(contact._id, above);
    children.get(above)!.push(contact._id);
  }
  return { parent, children };
};

/** A contact and everyone below it, the contact itself first. Ends in a loop of bad data, too. */
export const subtree = (tree: Tree, top: string): string[] => {
  const found = new Set([top]);
  for (const id of found) for (const child of tree.children.get(id) ?? []) found.add(child);
  return [...found];
};

/** A contact and the places above it, the contact itself first. */
export const upward = (tree: Tree, id: string): string[] => {
  const found = new Set<string>();
  for (let at: string | undefined = id; at !== undefined && !found.has(at); at = tree.parent.get(at)) found.add(at);
  return [...found];
};

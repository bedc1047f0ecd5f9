import { childrenOf, controlsOf, type FormDocument, nodeAt, pathOf } from '../form-document.ts';
import type { Warning } from './warning.ts';

const structures = new Set(['group', 'repeat']);

/** Leaves out what the body shows and the answers have no place for. */
export const dropWithoutNode = (form: FormDocument): Warning[] =>
  controlsOf(form).flatMap((element): Warning[] => {
    const path = pathOf(element);
    if (!path?.startsWith('/') || nodeAt(form, path) || !element.parentNode) return [];
    if (element.localName === 'group') unwrap(element);
    else element.remove();
    return [
      {
        kind: 'no-node',
        at: path,
        found: element.localName,
        message: `The answers have no place for ${path}: it is left out`,
      },
    ];
  });

/**
 * A group in the body for a field without fields in it, and a question for a group: the group stays a heading without
 * a place of its own, the question is left out.
 */
export const dropWrongElements = (form: FormDocument): Warning[] =>
  controlsOf(form).flatMap((element): Warning[] => {
    const path = pathOf(element);
    const node = path?.startsWith('/') ? nodeAt(form, path) : undefined;
    if (!path || !node || !element.parentNode) return [];
    const group = structures.has(element.localName);
    if (group === Boolean(node.firstElementChild)) return [];
    if (!group) element.remove();
    else if (element.localName === 'repeat') element.parentElement?.remove();
    else if (childrenOf(element).some(child => pathOf(child))) element.removeAttribute('ref');
    else element.remove();
    return [
      group
        ? emptyGroup(path)
        : {
            kind: 'wrong-element',
            at: path,
            found: element.localName,
            message: `${path} is a group and is asked for like a field: the question is left out`,
          },
    ];
  });

const emptyGroup = (path: string): Warning => ({
  kind: 'empty-group',
  at: path,
  found: 'group',
  message: `The group ${path} has no fields: it is shown without a place for answers`,
});

/** Puts what a group shows in its place. */
const unwrap = (group: Element): void => {
  const kept = childrenOf(group).filter(({ localName }) => localName !== 'label');
  group.replaceWith(...kept);
};

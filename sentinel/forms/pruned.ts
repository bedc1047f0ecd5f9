import { type Dom, parseXml } from './dom.ts';
import type { EngineNode } from './engine-node.ts';
import { childrenOf } from './form-document.ts';
import type { Relevance } from './relevance.ts';
import { turnName } from './repair/extension-turn.ts';

/** The answers without what does not count, groups and all. */
export const pruned = (dom: Dom, instanceXml: string, root: EngineNode, relevance: Relevance): string => {
  const answers = parseXml(dom, instanceXml);
  const leave = new Set<Element>();
  const look = (nodes: readonly EngineNode[] | null | undefined): void => {
    for (const node of nodes ?? []) {
      if (relevance.counts(node)) look(node.currentState.children);
      else for (const element of elementsOf(answers.documentElement, node)) leave.add(element);
    }
  };
  look(root.currentState.children);
  for (const element of leave) element.remove();
  for (const element of childrenOf(answers.documentElement)) if (element.localName === turnName) element.remove();
  return new dom.XMLSerializer().serializeToString(answers);
};

/** The elements of a node: one, or as many as a repeat has come. */
const elementsOf = (root: Element, { nodeType, currentState }: EngineNode): Element[] => {
  const [, ...steps] = currentState.reference.split('/').filter(Boolean);
  return steps.reduce(
    (found: Element[], step, at) => {
      const [, name = '', position] = /^([^[]+)(?:\[(\d+)\])?$/.exec(step) ?? [];
      const all = (element: Element) => childrenOf(element).filter(({ nodeName }) => nodeName === name);
      const whole = at === steps.length - 1 && nodeType.startsWith('repeat-range');
      return found.flatMap(element =>
        whole ? all(element) : all(element).slice(...(position ? [Number(position) - 1, Number(position)] : [0, 1])),
      );
    },
    [root],
  );
};

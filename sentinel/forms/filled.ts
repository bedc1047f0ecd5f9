import type { Dom } from './dom.ts';
import type { EngineNode } from './engine-node.ts';
import { beginTurn, faultsOf } from './evaluator.ts';
import { type FormFacts, stylesOf } from './facts.ts';
import type { ChosenContact, Field, Filling } from './filling.ts';
import type { FormDocument } from './form-document.ts';
import { isLanguage } from './form-words.ts';
import { choosingOf, closedBy, faultOf, fieldOf, isHidden, kindOf, textOf } from './nodes.ts';
import { pruned } from './pruned.ts';
import { plainPath } from './relevance.ts';
import type { Warning } from './repair/warning.ts';
import type { Root } from './the-engine.ts';

/** A form that the engine has opened. */
interface Opened {
  readonly dom: Dom;
  readonly root: Root;
  readonly facts: FormFacts;
  readonly form: FormDocument;
  readonly warnings: readonly Warning[];
  /** Whether code of the programme is at work. */
  readonly waiting: () => boolean;
}

/** An open form with what was found out of it. */
interface Known extends Opened {
  /** Nodes by the ids of their fields. */
  readonly nodes: Map<string, EngineNode>;
  /** Questions that cannot be answered on this device, with the reason. */
  readonly givenUp: Map<string, string>;
  /** Answers that this device does not take, with the reason in words, by the question. */
  readonly refused: Map<string, { value: string; words: string }>;
}

type Nodes = readonly EngineNode[] | null | undefined;

/**
 * The form as screens see it.
 * @returns it, and what tells it that something changed: until then it gives the same fields again
 */
export const fillingOf = (opened: Opened): { filling: Filling; forget: () => void } => {
  const known: Known = { ...opened, nodes: new Map(), givenUp: new Map(), refused: new Map() };
  const { root, form, facts } = known;
  let fields: readonly Field[] | undefined;
  const forget = (): void => {
    fields = undefined;
  };
  const at = (id: string): EngineNode | undefined => known.nodes.get(id);
  const filling: Filling = {
    paged: stylesOf(form).includes('pages'),
    fields: () => {
      fields ??= read(known, root.currentState.children);
      return fields;
    },
    answer: (id, value) => {
      const node = at(id);
      const readable = !node || kindOf(node, facts) !== 'decimal' || value === '' || isDecimal(value);
      if (node) write(root, node, readable ? value : '');
      return value === '' || textOf(node) !== '';
    },
    fillBeside: (id, values) => {
      const node = at(id);
      for (const beside of node?.parent?.currentState.children ?? [])
        if (beside !== node && Object.hasOwn(values, nameOf(beside))) fillIn(root, beside, values[nameOf(beside)]);
    },
    contacts: () => contactsOf(known),
    add: id => {
      beginTurn(root.evaluator);
      at(id)?.addInstances?.();
    },
    remove: (id, position) => {
      beginTurn(root.evaluator);
      at(id)?.removeInstances?.(position, 1);
    },
    faults: () =>
      [...questions(known, root.currentState.children)]
        .filter(({ node, hidden }) => !reasonFor(known, node, hidden))
        .filter(({ node }) => faultOf(node, facts.relevance.mustBeAnswered(node)) || refusedWords(known, node))
        .map(({ node }) => node.nodeId),
    giveUp: (id, reason) => {
      known.givenUp.set(id, reason);
      forget();
    },
    refuse: (id, words) => {
      const before = known.refused.get(id);
      const value = textOf(at(id));
      if (words === (before?.value === value ? before.words : '')) return;
      if (words) known.refused.set(id, { value, words });
      else known.refused.delete(id);
      forget();
    },
    unanswered: () =>
      [...questions(known, root.currentState.children)].flatMap(({ node, hidden }) => {
        const reason = reasonFor(known, node, hidden);
        const missing = reason && reason !== 'readonly' && facts.relevance.mustBeAnswered(node) && textOf(node) === '';
        return missing ? [{ path: node.currentState.reference, reason }] : [];
      }),
    xml: () => pruned(known.dom, root.instanceState.instanceXML, root, facts.relevance),
    draft: () => root.instanceState.instanceXML,
    warnings: () => [...known.warnings, ...notEvaluated(root)],
    waiting: known.waiting,
    speak: language => {
      const found = root.languages.find(each => isLanguage(each.language, language));
      if (found) root.setLanguage(found);
    },
  };
  return { filling, forget };
};

/** The fields that nodes show, in the order of the body: the engine has them in that of the answers. */
const read = (known: Known, nodes: Nodes): Field[] => {
  const { order } = known.facts;
  const place = ({ path, children }: Field): number =>
    order.get(path.replace(/\[\d+\]/g, '')) ?? (children[0] ? place(children[0]) : order.size);
  return (nodes ?? [])
    .flatMap(node => shown(known, node))
    .map(field => ({ field, at: place(field) }))
    .sort((a, b) => a.at - b.at)
    .map(({ field }) => field);
};

/** The field that a node shows; none for one that does not count, or is empty. */
const shown = (known: Known, node: EngineNode): Field[] => {
  const { facts, nodes, givenUp } = known;
  nodes.set(node.nodeId, node);
  const kind = kindOf(node, facts);
  if (!kind || !facts.relevance.counts(node) || isHidden(node)) return [];
  const holds = kind === 'group' || kind === 'repeat' || kind === 'instance';
  const children = holds ? read(known, node.currentState.children) : [];
  // A group of the model alone parts nothing on the screen: the body of the form says what comes after what.
  if (kind === 'group' && !node.definition.bodyElement) return children;
  if (kind === 'group' && children.length === 0) return [];
  const field = fieldOf(node, kind, facts, children, givenUp.get(node.nodeId), refusedWords(known, node));
  return kind === 'repeat' && field.fixed && children.length === 0 ? [] : [field];
};

/** Why the answer that a question has now is not taken; '' where it is. */
const refusedWords = ({ refused }: Known, node: EngineNode): string => {
  const found = refused.get(node.nodeId);
  return found && found.value === textOf(node) ? found.words : '';
};

/** Questions that count, with whether one of them, or what stands above it, is hidden. */
const questions = function* (
  known: Known,
  nodes: Nodes,
  above = false,
): Generator<{ node: EngineNode; hidden: boolean }> {
  for (const node of nodes ?? []) {
    if (!known.facts.relevance.counts(node)) continue;
    const hidden = above || isHidden(node);
    if (node.currentState.children) yield* questions(known, node.currentState.children, hidden);
    else if (kindOf(node, known.facts)) yield { node, hidden };
  }
};

/** Why a question cannot be answered; undefined where it can. */
const reasonFor = ({ facts, givenUp }: Known, node: EngineNode, hidden: boolean): string | undefined =>
  hidden ? 'hidden' : closedBy(node, facts) || givenUp.get(node.nodeId);

const contactsOf = (known: Known): ChosenContact[] =>
  [...questions(known, known.root.currentState.children)].flatMap(({ node }): ChosenContact[] => {
    const choosing = choosingOf(node, known.facts.types.get(plainPath(node)) ?? '');
    if (!choosing) return [];
    known.nodes.set(node.nodeId, node);
    const { reference } = node.currentState;
    return [{ id: node.nodeId, path: reference, value: textOf(node), fills: choosing.fills }];
  });

const nameOf = (node: EngineNode): string => plainPath(node).split('/').at(-1)!;

/** Puts values into the fields of a group, by name; a list has no place, an object for a field leaves its `_id`. */
const fillIn = (root: Root, node: EngineNode, value: unknown): void => {
  const { children } = node.currentState;
  if (children) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    for (const child of children)
      if (Object.hasOwn(value, nameOf(child))) fillIn(root, child, (value as Record<string, unknown>)[nameOf(child)]);
    return;
  }
  if (Array.isArray(value) || node.nodeType.startsWith('repeat')) return;
  const text = typeof value === 'object' && value !== null ? (value as { _id?: unknown })._id : value;
  write(root, node, text === null || text === undefined ? '' : String(text));
};

const write = (root: Root, node: EngineNode, value: string): void => {
  beginTurn(root.evaluator);
  // The value of a choice may have blanks in it, where it is the only one.
  const several = !value ? [] : node.selectType === 'select1' ? [value] : value.split(' ');
  if (node.selectValues) node.selectValues(several);
  else if (node.setValues) node.setValues(several);
  else if (node.setValue) node.setValue(engineValue(node, value));
  else node.setValueState?.(engineValue(node, value));
};

const isDecimal = (text: string): boolean => /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text.trim());

/** An answer as the engine takes it. Text is taken out by an empty one: of null the engine could write no XML. */
const engineValue = ({ nodeType, valueType }: EngineNode, value: string): unknown => {
  if (nodeType === 'trigger') return value === 'OK';
  return value === '' && typed.has(valueType ?? '') ? null : value;
};

/** Types of which the engine takes nothing for an empty text. */
const typed = new Set(['int', 'decimal', 'date', 'time', 'dateTime', 'geopoint', 'geotrace', 'geoshape']);

const notEvaluated = (root: Root): Warning[] =>
  faultsOf(root.evaluator).map(({ expression, message }) => ({
    kind: 'not-evaluated',
    at: '',
    found: expression,
    message: `${expression} could not be evaluated and counts as blank: ${message}`,
  }));

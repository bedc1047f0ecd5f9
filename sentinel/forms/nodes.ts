import type { EngineNode, EngineWords } from './engine-node.ts';
import type { Choosing, Field, Rich } from './filling.ts';
import { plainPath, type Relevance } from './relevance.ts';
import { richOf } from './rich-text.ts';

/** What the engine does not tell of a form. */
export interface FormFacts {
  readonly relevance: Relevance;
  /** Types of the binds, by path. */
  readonly types: ReadonlyMap<string, string>;
  /** Paths of repeats of which the form says how often they come. */
  readonly counted: ReadonlySet<string>;
}

/** The kind of field that a node is; null where it shows nothing. */
export const kindOf = (node: EngineNode, { types }: Pick<FormFacts, 'types'>): Field['kind'] | null => {
  const { nodeType, valueType = 'string', selectType } = node;
  if (nodeType === 'model-value') return null;
  if (nodeType === 'group') return 'group';
  if (nodeType.startsWith('repeat-range')) return 'repeat';
  if (nodeType === 'repeat-instance') return 'instance';
  if (nodeType === 'note' || nodeType === 'trigger') return nodeType;
  if (nodeType === 'select') return selectType === 'select1' ? 'one' : 'many';
  if (nodeType !== 'input') return 'unsupported';
  if (valueType === 'int' || valueType === 'decimal' || valueType === 'date') return valueType;
  if (valueType !== 'string') return 'unsupported';
  return choosingOf(node, types.get(plainPath(node)) ?? '') ? 'contact' : 'text';
};

/** Whom a question lets choose from; undefined where it asks for no contact. */
const choosingOf = (node: EngineNode, type: string): Choosing | undefined => {
  const looks = [...(node.appearances ?? [])];
  const old = /^db:(.+)$/.exec(type)?.[1];
  if (!looks.includes('select-contact') && old === undefined) return undefined;
  const named = looks.flatMap(look => /^type-(.+)$/.exec(look)?.[1] ?? []);
  return {
    types: named.length > 0 ? named : old && old !== 'contact' ? [old] : [],
    below: looks.includes('descendant-of-current-contact'),
    fills: !looks.includes('bind-id-only'),
  };
};

/** Whether the form keeps a question or group from being seen. */
export const isHidden = ({ appearances }: EngineNode): boolean => [...(appearances ?? [])].includes('hidden');

/** A node as a field. @param children its fields */
export const fieldOf = (
  node: EngineNode,
  kind: Field['kind'],
  { relevance, types, counted }: FormFacts,
  children: readonly Field[],
): Field => {
  const { label, hint, readonly, reference, valueOptions } = node.currentState;
  const holds = kind === 'group' || kind === 'repeat' || kind === 'instance';
  const required = !holds && relevance.mustBeAnswered(node);
  const appearances = [...(node.appearances ?? [])];
  return {
    id: node.nodeId,
    path: reference,
    kind: readonly && kind === 'text' ? 'note' : kind,
    label: label?.asString ?? '',
    rich: richWords(label),
    hint: hint?.asString ?? '',
    value: textOf(node),
    options: (valueOptions ?? []).map(option => ({
      value: option.value,
      label: option.label.asString,
      rich: richWords(option.label),
    })),
    required,
    readonly,
    multiline: appearances.includes('multiline'),
    appearances,
    choosing: kind === 'contact' ? choosingOf(node, types.get(plainPath(node)) ?? '') : undefined,
    fixed: kind === 'repeat' && (counted.has(plainPath(node)) || node.nodeType === 'repeat-range:controlled'),
    fault: faultOf(node, required),
    children,
  };
};

const known = new WeakMap<EngineWords, readonly Rich[]>();

/** Words with their emphasis; empty where they have none. Kept, because a form is read anew after each answer. */
const richWords = (words: EngineWords | null): readonly Rich[] => {
  if (!words || !/[*_<#[\]\n`\\-]/.test(words.asString)) return [];
  const rich = known.get(words) ?? richOf(words.formatted);
  known.set(words, rich);
  return rich;
};

/** What is wrong with the answer to a question that counts. */
export const faultOf = (node: EngineNode, required: boolean): Field['fault'] => {
  const { violation } = node.validationState;
  const wrong =
    violation?.condition === 'constraint' ? 'constraint' : required && textOf(node) === '' ? 'required' : '';
  if (!wrong) return undefined;
  return { kind: wrong, words: violation?.condition === wrong ? (violation.message?.asString ?? '') : '' };
};

/** The answer of a node as text. */
export const textOf = (node: EngineNode | undefined): string => {
  const { value, instanceValue } = node?.currentState ?? {};
  if (typeof instanceValue === 'string') return instanceValue;
  if (Array.isArray(value)) return value.join(' ');
  return value === null || value === undefined ? '' : String(value);
};

import type { Field, Rich } from './filling.ts';

interface Words {
  readonly asString: string;
  readonly formatted?: readonly MarkdownNode[];
}

interface MarkdownNode {
  readonly role: string;
  readonly value?: string;
  readonly elementName?: string;
  readonly unsafeHtml?: string;
  readonly children?: readonly MarkdownNode[];
}

/** A node of the engine's tree, in so far as Rounds looks at it. */
export interface EngineNode {
  readonly nodeType: string;
  readonly nodeId: string;
  readonly valueType?: string;
  readonly selectType?: string;
  readonly appearances: Iterable<string> | null;
  readonly definition: { readonly bodyElement: unknown };
  readonly currentState: {
    readonly reference: string;
    readonly relevant: boolean;
    readonly required: boolean;
    readonly readonly: boolean;
    readonly label: Words | null;
    readonly hint: Words | null;
    readonly value?: unknown;
    readonly instanceValue?: string;
    readonly hasRelevantBodyNodes?: boolean;
    readonly children?: readonly EngineNode[] | null;
    readonly valueOptions?: readonly { value: string; label: Words }[] | null;
  };
  readonly validationState: {
    readonly violation?: Violation | null;
    readonly violations?: readonly { nodeId: string; violation: Violation }[];
  };
  setValue?(value: unknown): unknown;
  selectValues?(values: readonly string[]): unknown;
  addInstances?(after?: number, count?: number): unknown;
  removeInstances?(start: number, count?: number): unknown;
}

interface Violation {
  readonly condition: 'required' | 'constraint';
  readonly message: Words | null;
}

/** The kind of field that a node is; null where it shows nothing. */
export const kindOf = (node: EngineNode): Field['kind'] | null => {
  const { nodeType, valueType = 'string', selectType, currentState } = node;
  if (nodeType === 'model-value') return null;
  // A group without anything to show is part of the model only: `inputs`, `meta`.
  if (nodeType === 'group') return currentState.hasRelevantBodyNodes ? 'group' : null;
  if (nodeType.startsWith('repeat-range')) return 'repeat';
  if (nodeType === 'repeat-instance') return 'instance';
  if (nodeType === 'note' || nodeType === 'trigger') return nodeType;
  if (nodeType === 'select') return selectType === 'select1' ? 'one' : 'many';
  if (nodeType !== 'input') return 'unsupported';
  if (valueType === 'int' || valueType === 'decimal' || valueType === 'date') return valueType;
  return valueType === 'string' ? 'text' : 'unsupported';
};

/** A node as a field. @param read its children, too */
export const fieldOf = (
  node: EngineNode,
  kind: Field['kind'],
  read: (nodes: readonly EngineNode[] | null | undefined) => Field[],
): Field => {
  const { label, hint, required, readonly, reference, valueOptions, children } = node.currentState;
  const { violation } = node.validationState;
  const calculated = readonly && kind !== 'group' && kind !== 'repeat' && kind !== 'instance';
  return {
    id: node.nodeId,
    path: reference,
    kind: calculated && kind === 'text' ? 'note' : kind,
    label: label?.asString ?? '',
    rich: rich(label?.formatted),
    hint: hint?.asString ?? '',
    value: textOf(node),
    options: (valueOptions ?? []).map(option => ({ value: option.value, label: option.label.asString })),
    required,
    readonly,
    multiline: [...(node.appearances ?? [])].includes('multiline'),
    fault: violation ? { kind: violation.condition, words: violation.message?.asString ?? '' } : undefined,
    children: read(children),
  };
};

/** The answer of a node as text. */
export const textOf = (node: EngineNode | undefined): string => {
  const { value, instanceValue } = node?.currentState ?? {};
  if (typeof instanceValue === 'string') return instanceValue;
  if (Array.isArray(value)) return value.join(' ');
  return value === null || value === undefined ? '' : String(value);
};

/** Formatted text without any HTML of the form's author. */
const rich = (nodes: readonly MarkdownNode[] | undefined): Rich[] =>
  (nodes ?? []).flatMap((node): Rich[] => {
    if (node.role === 'child') return [{ text: node.value ?? '' }];
    if (node.role === 'html') return [{ text: node.unsafeHtml?.replace(/<[^>]*>/g, '') ?? '' }];
    return [{ tag: node.elementName ?? 'span', inner: rich(node.children) }];
  });

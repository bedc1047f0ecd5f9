import type { EngineNode, EngineWords } from './engine-node.ts';
import type { FormFacts } from './facts.ts';
import type { Choosing, Field, Media, Rich } from './filling.ts';
import { plainPath } from './relevance.ts';
import { richOf } from './rich-text.ts';

/** The kind of field that a node is; null where it shows nothing. */
export const kindOf = (
  node: EngineNode,
  { types, files, bounds }: Pick<FormFacts, 'types' | 'files' | 'bounds'>,
): Field['kind'] | null => {
  const { nodeType, valueType = 'string', selectType } = node;
  if (nodeType === 'model-value') return null;
  if (nodeType === 'group') return 'group';
  if (nodeType.startsWith('repeat-range')) return 'repeat';
  if (nodeType === 'repeat-instance') return 'instance';
  if (nodeType === 'note' || nodeType === 'trigger') return nodeType;
  if (nodeType === 'select') return selectType === 'select1' ? 'one' : 'many';
  if (nodeType === 'rank') return 'rank';
  if (nodeType !== 'input') return 'unsupported';
  const path = plainPath(node);
  if (files.has(path)) return 'file';
  if (bounds.has(path)) return 'range';
  const type = types.get(path);
  if (type === 'decimal' || isPlaced(type)) return type;
  if (asked.has(valueType)) return valueType as Field['kind'];
  if (!textual.has(valueType) || onlyOnAndroid.some(look => looksOf(node).includes(look))) return 'unsupported';
  return choosingOf(node, types.get(path) ?? '') ? 'contact' : 'text';
};

/** Whether the answer is a point, or a line of them. */
const isPlaced = (type: string | null | undefined): type is 'geopoint' | 'geotrace' | 'geoshape' =>
  type === 'geopoint' || type === 'geotrace' || type === 'geoshape';

/** Types that are asked each in a way of its own. */
const asked = new Set(['int', 'date', 'time', 'dateTime']);
/** Types of which the answer is a text. */
const textual = new Set(['string', 'barcode', 'boolean', 'binary']);
/** What only the app of CHT for Android can ask. */
const onlyOnAndroid = ['mrdt-verify'];

const looksOf = ({ appearances }: EngineNode): string[] => [...(appearances ?? [])];

/** Whether nobody may answer a question by hand. */
const isReadonly = (node: EngineNode, { readonly }: FormFacts): boolean =>
  node.currentState.readonly || readonly.has(plainPath(node));

/** Why a form, or its kind, keeps a question from being answered; '' where nothing does. */
export const closedBy = (node: EngineNode, facts: FormFacts): string => {
  if (isReadonly(node, facts)) return 'readonly';
  const kind = kindOf(node, facts);
  if (kind === 'file' && !facts.asks.has(kind)) return kind;
  if (isPlaced(kind) && !facts.asks.has('geopoint')) return kind;
  if (kind !== 'unsupported') return '';
  if (node.nodeType !== 'input') return node.nodeType;
  return onlyOnAndroid.find(look => looksOf(node).includes(look)) ?? (facts.types.get(plainPath(node)) || 'unknown');
};

/** Whom a question lets choose from; undefined where it asks for no contact. */
export const choosingOf = (node: EngineNode, type: string): Choosing | undefined => {
  const looks = looksOf(node);
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
export const isHidden = (node: EngineNode): boolean => looksOf(node).includes('hidden');

/**
 * A node as a field.
 * @param children its fields
 * @param givenUp why it cannot be answered on this device
 * @param refused why this device does not take the answer, in words
 */
export const fieldOf = (
  node: EngineNode,
  kind: Field['kind'],
  facts: FormFacts,
  children: readonly Field[],
  givenUp = '',
  refused = '',
): Field => {
  const { label, hint, reference, valueOptions } = node.currentState;
  const readonly = isReadonly(node, facts);
  const holds = kind === 'group' || kind === 'repeat' || kind === 'instance';
  const required = !holds && facts.relevance.mustBeAnswered(node);
  const appearances = looksOf(node);
  const path = plainPath(node);
  const type = facts.types.get(path) ?? '';
  const closed = holds || kind === 'note' ? '' : closedBy(node, facts) || givenUp;
  const fault = closed ? undefined : faultOf(node, required);
  return {
    id: node.nodeId,
    path: reference,
    kind: readonly && noted.has(kind) ? 'note' : kind,
    label: label?.asString ?? '',
    rich: richWords(label),
    hint: hint?.asString ?? '',
    richHint: richWords(hint),
    media: mediaOf(label),
    value: textOf(node),
    options: (valueOptions ?? []).map(option => ({
      value: option.value,
      label: option.label.asString,
      rich: richWords(option.label),
      media: mediaOf(option.label),
    })),
    required,
    readonly,
    multiline: appearances.includes('multiline'),
    appearances,
    choosing: kind === 'contact' ? choosingOf(node, type) : undefined,
    type,
    extras: facts.extras.get(path) ?? none,
    bounds: facts.bounds.get(path),
    accept: facts.files.get(path) ?? '',
    closed,
    warnings: facts.warnings.get(path) ?? [],
    fixed: kind === 'repeat' && (facts.counted.has(path) || node.nodeType === 'repeat-range:controlled'),
    fault: fault ?? (closed || !refused ? undefined : { kind: 'constraint', words: refused }),
    children,
  };
};

const none = {};

/** Kinds of which one that nobody answers only tells something. */
const noted = new Set<Field['kind']>([
  'text',
  'int',
  'decimal',
  'date',
  'time',
  'dateTime',
  'geopoint',
  'geotrace',
  'geoshape',
  'unsupported',
]);

/** Addresses of what is seen and heard beside words. */
const mediaOf = (words: EngineWords | null): Media => {
  if (!words?.imageSource && !words?.audioSource && !words?.videoSource) return none;
  const { imageSource: image, audioSource: audio, videoSource: video } = words;
  return {
    ...(image ? { image: String(image) } : {}),
    ...(audio ? { audio: String(audio) } : {}),
    ...(video ? { video: String(video) } : {}),
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

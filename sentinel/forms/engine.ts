/**
 * The one place that knows the form engine, `@getodk/xforms-engine` 0.22: it is not yet 1.0, so all else sees only
 * {@link Filling}. Weighed: enketo-core, which does not install here and owns its own page; own JSON forms, which would
 * give up XLSForms (`frontend.md` §1).
 */

/** A question, a note or a group of a form as it stands now. */
export interface Field {
  id: string;
  /** Path from the root, such as `/mute/reason`. */
  path: string;
  kind:
    | 'text'
    | 'int'
    | 'decimal'
    | 'date'
    | 'one'
    | 'many'
    | 'note'
    | 'trigger'
    | 'group'
    | 'repeat'
    | 'instance'
    | 'unsupported';
  label: string;
  /** The label with its emphasis and headings. */
  rich: readonly Rich[];
  hint: string;
  /** The answer as text; for `many` the values chosen, parted by spaces. */
  value: string;
  options: readonly { value: string; label: string }[];
  required: boolean;
  readonly: boolean;
  multiline: boolean;
  /**
   * Why the answer is not accepted: `required`, `constraint`, or undefined; with the form's own words where it has
   * some.
   */
  fault: { kind: 'required' | 'constraint'; words: string } | undefined;
  children: readonly Field[];
}

/** A piece of formatted text. */
export type Rich = { text: string } | { tag: string; inner: readonly Rich[] };

/** A form being filled in. */
export interface Filling {
  /** Questions that are to be shown now, in order. */
  fields(): readonly Field[];
  /**
   * Answers a question.
   * @returns false when the text is no answer of its kind (a word for a number): then it counts as blank
   */
  answer(id: string, value: string): boolean;
  /** Adds an instance to a repeat. */
  add(id: string): void;
  /** Removes an instance of a repeat. @param at counted from 0 */
  remove(id: string, at: number): void;
  /** Ids of questions whose answers are missing or not allowed. */
  faults(): string[];
  /** Answers as XML; what is not relevant is left out. */
  xml(): string;
  /** Shows the form in a language, or the nearest it has. */
  speak(language: string): void;
}

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
interface Node {
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
    readonly children?: readonly Node[] | null;
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
interface Root extends Node {
  readonly instanceState: { readonly instanceXML: string };
  readonly languages: readonly { language: string; isDefault?: boolean }[];
  setLanguage(language: unknown): unknown;
}
interface Engine {
  loadForm(xml: string): Promise<{
    status: string;
    error?: unknown;
    createInstance(config: Config): { root: Root };
    restoreInstance(input: { data: unknown }, config: Config): Promise<{ root: Root }>;
  }>;
}
interface Config {
  stateFactory: <T extends object>(state: T) => T;
}

/**
 * Opens a form. The engine comes in a chunk of its own, when the first form is opened.
 * @param onChange is told, once per turn, that {@link Filling.fields} may answer differently
 * @param draft answers as XML of an earlier time, to go on with
 * @throws when the form cannot be read
 */
export const openForm = async (xml: string, onChange: () => void, draft?: string): Promise<Filling> => {
  const engine = (await import('@getodk/xforms-engine')) as unknown as Engine;
  const form = await engine.loadForm(xml);
  if (form.status === 'failure') throw new Error('The form cannot be read', { cause: form.error });

  let queued = false;
  const changed = () => {
    if (!queued) queueMicrotask(tell);
    queued = true;
  };
  const tell = () => {
    queued = false;
    onChange();
  };
  // The engine writes what it finds into these objects: that is how it tells a client of changes.
  const stateFactory = <T extends object>(state: T): T =>
    new Proxy(state, {
      set: (target, key, value) => {
        changed();
        return Reflect.set(target, key, value);
      },
    });
  const { root } = draft
    ? await form.restoreInstance({ data: [instanceData(draft)] }, { stateFactory })
    : form.createInstance({ stateFactory });
  return filling(root, bodyOrder(xml));
};

const instanceData = (xml: string): FormData => {
  const data = new FormData();
  data.set('xml_submission_file', new File([xml], 'xml_submission_file', { type: 'text/xml' }));
  return data;
};

/** The place of each question in the body of a form, by path. */
const bodyOrder = (xml: string): Map<string, number> => {
  const form = new DOMParser().parseFromString(xml, 'text/xml');
  const controls = [...form.getElementsByTagName('*')].filter(
    ({ localName }) => !['bind', 'setvalue', 'label', 'hint'].includes(localName),
  );
  const paths = controls
    .map(element => element.getAttribute('ref') ?? element.getAttribute('nodeset'))
    .filter(path => path?.startsWith('/'));
  return new Map(paths.map((path, at) => [path!, at]));
};

const filling = (root: Root, order: ReadonlyMap<string, number>): Filling => {
  const byId = new Map<string, Node>();
  const place = ({ path, children }: Field): number =>
    order.get(path.replace(/\[\d+\]/g, '')) ?? (children[0] ? place(children[0]) : order.size);
  const read = (nodes: readonly Node[] | null | undefined): Field[] =>
    (nodes ?? [])
      .flatMap(node => {
        byId.set(node.nodeId, node);
        const kind = kindOf(node);
        if (!node.currentState.relevant || !kind) return [];
        // A group of the model alone parts nothing on the screen: the body of the form says what comes after what.
        return kind === 'group' && !node.definition.bodyElement
          ? read(node.currentState.children)
          : [fieldOf(node, kind, read)];
      })
      .sort((a, b) => place(a) - place(b));

  return {
    fields: () => read(root.currentState.children),
    answer: (id, value) => {
      const node = byId.get(id);
      if (node?.selectValues) node.selectValues(value ? value.split(' ') : []);
      else node?.setValue?.(node.nodeType === 'trigger' ? value === 'OK' : value || null);
      return value === '' || textOf(node) !== '';
    },
    add: id => byId.get(id)?.addInstances?.(),
    remove: (id, at) => byId.get(id)?.removeInstances?.(at, 1),
    faults: () => (root.validationState.violations ?? []).map(({ nodeId }) => nodeId),
    xml: () => root.instanceState.instanceXML,
    speak: language => {
      const found = root.languages.find(each => each.language.toLowerCase().split(/[-_ (]/)[0] === language);
      if (found) root.setLanguage(found);
    },
  };
};

const kindOf = (node: Node): Field['kind'] | null => {
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

const fieldOf = (
  node: Node,
  kind: Field['kind'],
  read: (nodes: readonly Node[] | null | undefined) => Field[],
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

const textOf = (node: Node | undefined): string => {
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

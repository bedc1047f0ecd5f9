import { type Dom, parseXml } from './dom.ts';
import type { Field, Filling } from './filling.ts';
import { type EngineNode, fieldOf, kindOf, textOf } from './nodes.ts';

/** The root of a form that is being filled in. */
interface Root extends EngineNode {
  readonly instanceState: { readonly instanceXML: string };
  readonly languages: readonly { language: string; isDefault?: boolean }[];
  setLanguage(language: unknown): unknown;
}

/**
 * The form engine, `@getodk/xforms-engine` 0.22, which only this file loads: it is not yet 1.0, so all else sees
 * {@link Filling}. Weighed: enketo-core, which brings a page of its own and runs on no server; forms in a JSON of our
 * own, which would give up XLSForms.
 */
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
 * Opens a form. The engine comes in a chunk of its own, when the first form is opened. It finds its DOM in global names
 * (README.md, "In Node").
 * @param dom reads the form for all that the engine does not tell
 * @param onChange is told, once per turn, that {@link Filling.fields} may answer differently
 * @param draft answers as XML of an earlier time, to go on with
 * @throws when the form cannot be read
 */
export const openForm = async (dom: Dom, xml: string, onChange: () => void, draft?: string): Promise<Filling> => {
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
  return filling(root, bodyOrder(dom, xml));
};

/** An answer as the engine takes it. Text is taken out by an empty one: of null the engine could write no XML. */
const engineValue = ({ nodeType, valueType }: EngineNode, value: string): unknown => {
  if (nodeType === 'trigger') return value === 'OK';
  return value === '' && valueType !== 'string' ? null : value;
};

const instanceData = (xml: string): FormData => {
  const data = new FormData();
  data.set('xml_submission_file', new File([xml], 'xml_submission_file', { type: 'text/xml' }));
  return data;
};

/** The place of each question in the body of a form, by path. */
const bodyOrder = (dom: Dom, xml: string): Map<string, number> => {
  const form = parseXml(dom, xml);
  const controls = [...form.getElementsByTagName('*')].filter(
    ({ localName }) => !['bind', 'setvalue', 'label', 'hint'].includes(localName),
  );
  const paths = controls
    .map(element => element.getAttribute('ref') ?? element.getAttribute('nodeset'))
    .filter(path => path?.startsWith('/'));
  return new Map(paths.map((path, at) => [path!, at]));
};

const filling = (root: Root, order: ReadonlyMap<string, number>): Filling => {
  const byId = new Map<string, EngineNode>();
  const place = ({ path, children }: Field): number =>
    order.get(path.replace(/\[\d+\]/g, '')) ?? (children[0] ? place(children[0]) : order.size);
  const read = (nodes: readonly EngineNode[] | null | undefined): Field[] =>
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
      else if (node) node.setValue?.(engineValue(node, value));
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

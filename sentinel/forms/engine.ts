import type { Dom } from './dom.ts';
import type { EngineNode } from './engine-node.ts';
import { announce, beginTurn, type Evaluator, faultsOf, settle, teach } from './evaluator.ts';
import type { Field, Filling } from './filling.ts';
import { controlsOf, type FormDocument, pathOf, writeForm } from './form-document.ts';
import { isLanguage } from './form-words.ts';
import { type FormFacts, faultOf, fieldOf, isHidden, kindOf, textOf } from './nodes.ts';
import { pruned } from './pruned.ts';
import { plainPath, setRelevanceAside } from './relevance.ts';
import { countedRepeats, expressionsOf } from './repair/expressions.ts';
import { countTurns, turnName } from './repair/extension-turn.ts';
import { type Grammar, repaired } from './repair/repair.ts';
import type { Warning } from './repair/warning.ts';
import { extensionCalls, type RunExtension } from './xpath/extension-libs.ts';

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

/** What a form may need besides its own text. */
export interface Opening {
  /** Answers as XML of an earlier time, to go on with. */
  draft?: string | undefined;
  /** The document `zscore-charts`. */
  charts?: unknown;
  /** Runs code of the programme that the form calls. */
  extension?: RunExtension | undefined;
}

/** The smallest form there is: the first one shows what the engine reckons with. */
const smallest =
  '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>f</h:title><model><instance><f id="f"><a/></f></instance></model></h:head><h:body/></h:html>';

type Taught = { engine: Engine; evaluator: Evaluator };

let taught: Promise<Taught> | undefined;

/** The engine with the functions of CHT: it comes in a chunk of its own, when the first form is opened. */
const load = async (): Promise<Taught> => {
  const engine = (await import('@getodk/xforms-engine')) as unknown as Engine;
  const form = await engine.loadForm(smallest);
  if (form.status === 'failure') throw new Error('The form engine cannot be used', { cause: form.error });
  const { evaluator } = form.createInstance({ stateFactory: state => state }).root;
  teach(evaluator);
  return { engine, evaluator };
};

/** The engine, loaded once; when that failed, since the network went away in the middle, the next form tries anew. */
const theEngine = async (): Promise<Taught> => {
  taught ??= load();
  try {
    return await taught;
  } catch (error) {
    taught = undefined;
    throw error;
  }
};

const grammarOf = ({ parser, functions }: Evaluator): Grammar => ({
  readable: expression => {
    try {
      parser.parse(expression, {});
      return true;
    } catch {
      return false;
    }
  },
  knows: name => {
    const local = name.replace(/^.*:/, '');
    return [...functions.namespacedFunctionLibraries.values()].some(({ implementations }) =>
      implementations.has(local),
    );
  },
});

/** What of a form cannot be taken as it is written, without opening it: for whoever brings it in. */
export const checkForm = async (dom: Dom, xml: string): Promise<Warning[]> => {
  const { evaluator } = await theEngine();
  return repaired(dom, xml, grammarOf(evaluator)).warnings;
};

/**
 * Opens a form. The engine finds its DOM in global names (README.md, "In Node").
 * @param dom reads the form for all that the engine does not tell
 * @param onChange is told, once per turn, that {@link Filling.fields} may answer differently
 * @throws when it is no form
 */
export const openForm = async (
  dom: Dom,
  xml: string,
  onChange: () => void,
  { draft, charts, extension }: Opening = {},
): Promise<Filling> => {
  const { engine, evaluator } = await theEngine();
  const { form, warnings } = repaired(dom, xml, grammarOf(evaluator));
  const asks = countTurns(form);
  const facts = factsOf(form);
  const loaded = await engine.loadForm(writeForm(dom, form));
  if (loaded.status === 'failure') throw new Error('The form cannot be read', { cause: loaded.error });

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
  let turns = 0;
  let root: Root | undefined;
  const extensions = extensionCalls(extension, () => {
    const turn = root?.currentState.children?.find(node => plainPath(node).endsWith(`/${turnName}`));
    if (root) beginTurn(root.evaluator);
    turn?.setValueState?.(String(++turns));
    changed();
  });
  const world = {
    charts,
    extension: extensions.call,
    notWhenBroken: new Set(
      expressionsOf(form)
        .filter(({ attribute }) => attribute === 'readonly')
        .map(({ element }) => element.getAttribute('readonly') ?? ''),
    ),
  };
  announce(world);
  const instance = draft
    ? await loaded.restoreInstance({ data: [instanceData(draft)] }, { stateFactory })
    : loaded.createInstance({ stateFactory });
  root = instance.root;
  settle(root.evaluator, world);
  return filling(dom, root, facts, form, warnings, asks ? extensions.waiting : () => false);
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

const factsOf = (form: FormDocument): FormFacts => ({
  counted: countedRepeats(form),
  types: new Map(form.binds.map(bind => [pathOf(bind) ?? '', bind.getAttribute('type') ?? ''])),
  relevance: setRelevanceAside(form),
});

/** The place of each question in the body of a form, by path. */
const bodyOrder = (form: FormDocument): Map<string, number> =>
  new Map(controlsOf(form).map((element, at) => [pathOf(element) ?? '', at]));

const filling = (
  dom: Dom,
  root: Root,
  facts: FormFacts,
  form: FormDocument,
  warnings: readonly Warning[],
  waiting: () => boolean,
): Filling => {
  const { relevance, types } = facts;
  const order = bodyOrder(form);
  const byId = new Map<string, EngineNode>();
  const place = ({ path, children }: Field): number =>
    order.get(path.replace(/\[\d+\]/g, '')) ?? (children[0] ? place(children[0]) : order.size);

  const read = (nodes: readonly EngineNode[] | null | undefined): Field[] =>
    (nodes ?? [])
      .flatMap((node): Field[] => {
        byId.set(node.nodeId, node);
        const kind = kindOf(node, facts);
        if (!kind || !relevance.counts(node) || isHidden(node)) return [];
        const holds = kind === 'group' || kind === 'repeat' || kind === 'instance';
        const children = holds ? read(node.currentState.children) : [];
        // A group of the model alone parts nothing on the screen: the body of the form says what comes after what.
        if (kind === 'group' && !node.definition.bodyElement) return children;
        const field = fieldOf(node, kind, facts, children);
        if (kind === 'group' && children.length === 0) return [];
        return kind === 'repeat' && field.fixed && children.length === 0 ? [] : [field];
      })
      .sort((a, b) => place(a) - place(b));

  /** Questions that count, with whether one of them, or what stands above it, is hidden. */
  const questions = function* (
    nodes: readonly EngineNode[] | null | undefined,
    above = false,
  ): Generator<{ node: EngineNode; hidden: boolean }> {
    for (const node of nodes ?? []) {
      if (!relevance.counts(node)) continue;
      const hidden = above || isHidden(node);
      if (node.currentState.children) yield* questions(node.currentState.children, hidden);
      else if (kindOf(node, facts)) yield { node, hidden };
    }
  };
  const reasonFor = (node: EngineNode, hidden: boolean): string | undefined => {
    if (hidden) return 'hidden';
    if (node.currentState.readonly) return 'readonly';
    const type = types.get(plainPath(node)) || node.nodeType;
    return kindOf(node, facts) === 'unsupported' ? (node.nodeType === 'input' ? type : node.nodeType) : undefined;
  };
  const fillIn = (node: EngineNode, value: unknown): void => {
    const { children } = node.currentState;
    if (children) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
      for (const child of children) {
        const name = plainPath(child).split('/').at(-1)!;
        if (Object.hasOwn(value, name)) fillIn(child, (value as Record<string, unknown>)[name]);
      }
      return;
    }
    if (Array.isArray(value) || node.nodeType.startsWith('repeat')) return;
    const text = typeof value === 'object' && value !== null ? (value as { _id?: unknown })._id : value;
    write(node, text === null || text === undefined ? '' : String(text));
  };
  const write = (node: EngineNode, value: string): void => {
    beginTurn(root.evaluator);
    if (node.selectValues) node.selectValues(value ? value.split(' ') : []);
    else if (node.setValue) node.setValue(engineValue(node, value));
    else node.setValueState?.(engineValue(node, value));
  };

  return {
    paged: (form.body.getAttribute('class') ?? '').split(/\s+/).includes('pages'),
    fields: () => read(root.currentState.children),
    answer: (id, value) => {
      const node = byId.get(id);
      if (node) write(node, value);
      return value === '' || textOf(node) !== '';
    },
    fillBeside: (id, values) => {
      const node = byId.get(id);
      for (const beside of node?.parent?.currentState.children ?? []) {
        const name = plainPath(beside).split('/').at(-1)!;
        if (beside !== node && Object.hasOwn(values, name)) fillIn(beside, values[name]);
      }
    },
    add: id => {
      beginTurn(root.evaluator);
      byId.get(id)?.addInstances?.();
    },
    remove: (id, at) => {
      beginTurn(root.evaluator);
      byId.get(id)?.removeInstances?.(at, 1);
    },
    faults: () =>
      [...questions(root.currentState.children)]
        .filter(({ node, hidden }) => !reasonFor(node, hidden) && faultOf(node, relevance.mustBeAnswered(node)))
        .map(({ node }) => node.nodeId),
    unanswered: () =>
      [...questions(root.currentState.children)].flatMap(({ node, hidden }) => {
        const reason = reasonFor(node, hidden);
        const missing = reason && reason !== 'readonly' && relevance.mustBeAnswered(node) && textOf(node) === '';
        return missing ? [{ path: node.currentState.reference, reason }] : [];
      }),
    xml: () => pruned(dom, root.instanceState.instanceXML, root, relevance),
    draft: () => root.instanceState.instanceXML,
    warnings: () => [
      ...warnings,
      ...faultsOf(root.evaluator).map(
        ({ expression, message }): Warning => ({
          kind: 'not-evaluated',
          at: '',
          found: expression,
          message: `${expression} could not be evaluated and counts as blank: ${message}`,
        }),
      ),
    ],
    waiting,
    speak: language => {
      const found = root.languages.find(each => isLanguage(each.language, language));
      if (found) root.setLanguage(found);
    },
  };
};

import type { Dom } from './dom.ts';
import { announce, beginTurn, settle } from './evaluator.ts';
import { type AskedByDevice, factsOf } from './facts.ts';
import { fillingOf } from './filled.ts';
import type { Filling } from './filling.ts';
import { writeForm } from './form-document.ts';
import { plainPath } from './relevance.ts';
import { expressionsOf } from './repair/expressions.ts';
import { countTurns, turnName } from './repair/extension-turn.ts';
import { repaired } from './repair/repair.ts';
import type { Warning } from './repair/warning.ts';
import { grammarOf, type Root, theEngine } from './the-engine.ts';
import { extensionCalls, type RunExtension } from './xpath/extension-libs.ts';

/** What a form may need besides its own text. */
export interface Opening {
  /** Answers as XML of an earlier time, to go on with. */
  draft?: string | undefined;
  /** The document `zscore-charts`. */
  charts?: unknown;
  /** Runs code of the programme that the form calls. */
  extension?: RunExtension | undefined;
  /** A file that the form takes choices from, such as `jr://file/places.csv`; null where there is none. */
  file?: ((address: string) => Promise<Blob | null>) | undefined;
  /** What this device can ask besides what is typed and chosen: nothing where it is not said, as in a chat. */
  asks?: readonly AskedByDevice[] | undefined;
}

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
  { draft, charts, extension, file, asks: asksDevice = [] }: Opening = {},
): Promise<Filling> => {
  const { engine, evaluator } = await theEngine();
  const { form, warnings } = repaired(dom, xml, grammarOf(evaluator));
  const asks = countTurns(form);
  const facts = factsOf(form, warnings, asksDevice);
  const loaded = await engine.loadForm(writeForm(dom, form), {
    fetchFormAttachment: async address => {
      const found = await file?.(String(address));
      return found ? new Response(found) : new Response(null, { status: 404 });
    },
    missingResourceBehavior: 'BLANK',
  });
  if (loaded.status === 'failure') throw new Error('The form cannot be read', { cause: loaded.error });

  const told = oncePerTurn(onChange);
  let forget = (): void => {};
  const changed = (): void => {
    forget();
    told();
  };
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
  const stateFactory = watched(changed);
  const instance = draft
    ? await loaded.restoreInstance({ data: [instanceData(draft)] }, { stateFactory })
    : loaded.createInstance({ stateFactory });
  root = instance.root;
  settle(root.evaluator, world);
  const filled = fillingOf({ dom, root, facts, form, warnings, waiting: asks ? extensions.waiting : () => false });
  forget = filled.forget;
  return filled.filling;
};

/** Calls back at most once per turn, after what happens in it. */
const oncePerTurn = (call: () => void): (() => void) => {
  let queued = false;
  return () => {
    if (queued) return;
    queued = true;
    queueMicrotask(() => {
      queued = false;
      call();
    });
  };
};

/** The engine writes what it finds into these objects: that is how it tells a client of changes. */
const watched =
  (changed: () => void) =>
  <T extends object>(state: T): T =>
    new Proxy(state, {
      set: (target, key, value) => {
        const done = Reflect.set(target, key, value);
        changed();
        return done;
      },
    });

/** Answers without attributes of programmes, which drafts of earlier versions hold without saying of which namespace. */
const readable = (xml: string): string =>
  xml.replace(/ ([\w.-]+):[\w.-]+="[^"<]*"/g, (whole, prefix: string) =>
    prefix === 'xmlns' || xml.includes(`xmlns:${prefix}=`) ? whole : '',
  );

const instanceData = (draft: string): FormData => {
  const xml = readable(draft);
  const data = new FormData();
  data.set('xml_submission_file', new File([xml], 'xml_submission_file', { type: 'text/xml' }));
  return data;
};

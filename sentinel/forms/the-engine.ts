import type { EngineNode } from './engine-node.ts';
import { type Evaluator, teach } from './evaluator.ts';
import type { Grammar } from './repair/repair.ts';

/** The root of a form that is being filled in. */
export interface Root extends EngineNode {
  readonly instanceState: { readonly instanceXML: string };
  readonly languages: readonly { language: string; isDefault?: boolean }[];
  setLanguage(language: unknown): unknown;
}

/**
 * The form engine, `@getodk/xforms-engine` 0.22, which only this file loads: it is not yet 1.0, so all else sees
 * `Filling`. Weighed: enketo-core, which brings a page of its own and runs on no server; forms in a JSON of our own,
 * which would give up XLSForms.
 */
interface Engine {
  loadForm(
    xml: string,
    options?: { fetchFormAttachment?: (address: URL) => Promise<Response>; missingResourceBehavior?: 'BLANK' },
  ): Promise<{
    status: string;
    error?: unknown;
    createInstance(config: Config): { root: Root };
    restoreInstance(input: { data: unknown }, config: Config): Promise<{ root: Root }>;
  }>;
}

interface Config {
  stateFactory: <T extends object>(state: T) => T;
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
export const theEngine = async (): Promise<Taught> => {
  taught ??= load();
  try {
    return await taught;
  } catch (error) {
    taught = undefined;
    throw error;
  }
};

/** What the engine can say of expressions. */
export const grammarOf = ({ parser, functions }: Evaluator): Grammar => ({
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

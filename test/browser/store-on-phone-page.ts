import { viewMaps } from 'virtual:view-maps';
import { pouchStore } from '@rounds/ddocs/store/pouch-store.ts';
import idb from 'pouchdb-adapter-idb';
import PouchDB from 'pouchdb-core';
import { storeContract } from '../contract/store/suite.ts';

/** What became of a test in the page; `fault` is empty when it passed. */
export interface Outcome {
  title: string;
  fault: string;
}

PouchDB.plugin(idb);

type Step = () => unknown;
interface Scope {
  title: string;
  befores: Step[];
  afters: Step[];
  /** Tests and scopes, in order. */
  parts: ({ title: string; test: Step } | Scope)[];
}

let scope: Scope = { title: '', befores: [], afters: [], parts: [] };
const root = scope;

/** As much of mocha as a suite needs. */
Object.assign(globalThis, {
  before: (step: Step) => scope.befores.push(step),
  after: (step: Step) => scope.afters.push(step),
  it: (title: string, test: Step) => scope.parts.push({ title, test }),
  describe: (title: string, body: Step) => {
    const outer = scope;
    scope = { title, befores: [], afters: [], parts: [] };
    outer.parts.push(scope);
    body();
    scope = outer;
  },
});

const run = async ({ title, befores, afters, parts }: Scope): Promise<Outcome[]> => {
  for (const step of befores) await step();
  const outcomes: Outcome[] = [];
  for (const part of parts) {
    if ('parts' in part) outcomes.push(...(await run(part)));
    else {
      const fault = await Promise.resolve()
        .then(part.test)
        .then(
          () => '',
          error => String((error as Error).stack ?? error),
        );
      outcomes.push({ title: `${title}: ${part.title}`, fault });
    }
  }
  for (const step of afters) await step();
  return outcomes;
};

storeContract(async () => {
  const open = (name: string) => new PouchDB(name, { adapter: 'idb' });
  const [db, closed] = [open('contract'), open('closed')];
  await closed.info();
  await closed.close();
  return { store: pouchStore(db, viewMaps), unreachable: pouchStore(closed, viewMaps), close: () => db.destroy() };
});

/** For the test that opened this page. */
Object.assign(globalThis, { outcomes: run(root) });

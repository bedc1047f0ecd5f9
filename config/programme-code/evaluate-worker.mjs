import { createContext, Script } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';

// A project's code, looked at and not used: it gets nothing but the language, and answers to whatever it asks for.
const anything = new Proxy(() => undefined, { get: (_, name) => (name === Symbol.toPrimitive ? () => '' : anything) });
const none = { user: {}, c: {}, contact: {}, reports: [], lineage: [], uhcStats: {} };
const context = createContext({ ...none, Utils: anything, cht: anything, console: anything });

const seen = value => {
  if (typeof value === 'function') return { isFunction: true };
  if (Array.isArray(value)) return value.map(seen);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, seen(each)]));
};

try {
  new Script(`${workerData.text}`).runInContext(context, { timeout: workerData.timeout });
  const found = new Script('Defined').runInContext(context, { timeout: workerData.timeout });
  parentPort.postMessage({ value: JSON.parse(JSON.stringify(seen(found))) });
} catch (error) {
  parentPort.postMessage({ fault: `${error?.name ?? 'Error'}: ${error?.message ?? error}` });
}

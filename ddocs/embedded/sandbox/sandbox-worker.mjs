// The thread in which the functions of design documents run. Plain JavaScript, because a worker does not get tsx.
//
// Each set of functions has a context of its own without any object of Node: code generation from strings is off, and
// only JSON text goes in and out, so that a function cannot climb from something handed to it to the process.
import { createContext, Script } from 'node:vm';
import { parentPort } from 'node:worker_threads';

/** What runs first in every context: CouchDB's own helpers, and the loops that call the functions. */
const PRELUDE = `(() => {
  'use strict';
  const { parse, stringify } = JSON;
  const { freeze, values: valuesOf } = Object;
  const { isArray } = Array;
  let rows = [];
  globalThis.emit = (key, value) => { rows.push(stringify([key === undefined ? null : key, value === undefined ? null : value])); };
  globalThis.sum = list => list.reduce((total, one) => total + one, 0);
  globalThis.isArray = isArray;
  globalThis.toJSON = stringify;
  globalThis.log = () => {};
  const harden = value => {
    if (value !== null && typeof value === 'object') { freeze(value); for (const one of valuesOf(value)) harden(one); }
    return value;
  };
  const modules = new Map();
  const loaded = new Map();
  const resolve = (path, from) => {
    const parts = path[0] === '.' ? from.split('/').slice(0, -1) : [];
    for (const part of path.split('/')) { if (part === '..') parts.pop(); else if (part !== '.') parts.push(part); }
    return parts.join('/');
  };
  const requireFrom = from => path => {
    const id = resolve(path, from);
    if (loaded.has(id)) return loaded.get(id).exports;
    if (!modules.has(id)) throw new Error('invalid_require_path: ' + path);
    const module = { id, exports: {} };
    loaded.set(id, module);
    modules.get(id)(module, module.exports, requireFrom(id));
    return module.exports;
  };
  globalThis.require = requireFrom('');
  const refusal = thrown => {
    if (thrown !== null && typeof thrown === 'object') {
      if (thrown.forbidden !== undefined) return { forbidden: thrown.forbidden };
      if (thrown.unauthorized !== undefined) return { unauthorized: thrown.unauthorized };
    }
    return { error: String(thrown) };
  };
  const functions = [];
  return {
    addModule: (path, load) => { modules.set(path, load); },
    addFunction: one => { if (typeof one !== 'function') throw new TypeError('expression does not eval to a function'); functions.push(one); },
    map: text => {
      const doc = harden(parse(text));
      const views = functions.map(one => {
        rows = [];
        try { one(doc); return '[' + rows.join(',') + ']'; } catch { return '[]'; }
      });
      return '[' + views.join(',') + ']';
    },
    reduce: calls => stringify(parse(calls).map(([keys, values, rereduce]) => { const made = functions[0](keys, values, rereduce); return made === undefined ? null : made; })),
    validate: work => {
      const { docs, userCtx, secObj } = parse(work);
      return stringify(docs.map(([newDoc, oldDoc]) => {
        for (const one of functions) {
          try { one(newDoc, oldDoc, userCtx, secObj); } catch (thrown) { return refusal(thrown); }
        }
        return null;
      }));
    },
    filter: (text, req) => stringify(Boolean(functions[0](parse(text), parse(req)))),
    emits: text => {
      rows = [];
      try { functions[0](harden(parse(text))); } catch { return 'false'; }
      return stringify(rows.length > 0);
    },
  };
})()`;

const KEPT = 40;
const contexts = new Map();

function contextFor({ functions, modules = {} }) {
  const key = JSON.stringify([functions, modules]);
  const known = contexts.get(key);
  if (known) return known;
  const context = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
  const api = new Script(PRELUDE, { filename: 'prelude.js' }).runInContext(context);
  for (const [path, text] of Object.entries(modules))
    api.addModule(path, evaluate(`function (module, exports, require) {${text}\n}`, context));
  for (const text of functions) api.addFunction(evaluate(text, context));
  contexts.set(key, api);
  if (contexts.size > KEPT) contexts.delete(contexts.keys().next().value);
  return api;
}

function evaluate(text, context) {
  if (/\bimport\b/.test(text)) throw new Error('the word import is not allowed in functions of design documents');
  return new Script(`(${text.trim().replace(/;+$/, '')}\n)`, { filename: 'function.js' }).runInContext(context);
}

/** One call for each document with its text, or one call with everything as text. */
function answer(run, input, docs) {
  if (!docs) return String(run(input));
  return `[${docs.map(text => String(run(text, input))).join(',')}]`;
}

parentPort.on('message', ({ call, code, input, docs }) => {
  try {
    parentPort.postMessage({ output: answer(contextFor(code)[call], input, docs) });
  } catch (thrown) {
    parentPort.postMessage({ fault: String(thrown) });
  }
});

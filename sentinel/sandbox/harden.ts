/**
 * No evaluation may see what the one before it did to the things that the language itself brings: everything that can
 * be reached is frozen, also what has no name, and the names themselves stand for what they did.
 */
export const harden = `(function () {
  var seen = new Set();
  var freeze = function (own) {
    if (own === null || (typeof own !== 'object' && typeof own !== 'function') || own === globalThis || seen.has(own)) return;
    seen.add(own);
    Reflect.ownKeys(own).forEach(function (key) {
      var at = Object.getOwnPropertyDescriptor(own, key);
      [at.value, at.get, at.set].forEach(freeze);
    });
    freeze(Object.getPrototypeOf(own));
    Object.freeze(own);
  };
  delete globalThis.eval;
  var unnamed = [[].values(), ''[Symbol.iterator](), new Map().values(), new Set().values(), ''.matchAll(/a/g), function* () {}, async function () {}, async function* () {}];
  unnamed.concat((function* () {})(), (async function* () {})(), (function () { return arguments; })()).forEach(freeze);
  Object.getOwnPropertyNames(globalThis).forEach(function (name) {
    var at = Object.getOwnPropertyDescriptor(globalThis, name);
    freeze(at.value);
    if (at.configurable) Object.defineProperty(globalThis, name, 'value' in at ? { writable: false, configurable: false } : { configurable: false });
  });
  var above = Object.getPrototypeOf(globalThis);
  var kept = new Set(Reflect.ownKeys(globalThis).concat('tidy'));
  Object.defineProperty(globalThis, 'tidy', {
    value: Object.freeze(function () {
      if (Object.getPrototypeOf(globalThis) !== above || !Object.isExtensible(globalThis)) return false;
      return Reflect.ownKeys(globalThis).every(function (key) { return kept.has(key) || Reflect.deleteProperty(globalThis, key); });
    }),
  });
})()`;

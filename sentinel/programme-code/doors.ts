/** Names of the language itself, and the few of a browser that reach nothing and that libraries ask for. */
const harmless = new Set(
  `Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp
  Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError JSON Math
  Intl ArrayBuffer Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array
  Float16Array Uint8ClampedArray BigUint64Array BigInt64Array DataView Map BigInt Set Iterator WeakMap WeakSet WeakRef
  FinalizationRegistry Proxy Reflect decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape eval
  isFinite isNaN globalThis self console setTimeout clearTimeout queueMicrotask structuredClone atob btoa TextEncoder
  TextDecoder URL URLSearchParams keptPackages constructor toString toLocaleString valueOf hasOwnProperty isPrototypeOf
  propertyIsEnumerable __proto__ __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__`.split(/\s+/),
);

/**
 * Takes from a worker every way out of it, along the whole chain of what its global object has: network, storage,
 * messages, other workers. What remains is the language.
 * @returns names that could not be taken away; empty where no door is left
 */
export const closeDoors = (scope: object): string[] => {
  const left: string[] = [];
  for (let at: object | null = scope; at && at !== Object.prototype; at = Object.getPrototypeOf(at))
    for (const name of Object.getOwnPropertyNames(at)) {
      if (harmless.has(name)) continue;
      if (!Reflect.deleteProperty(at, name) && !shadowed(at, name)) left.push(name);
    }
  return left;
};

/** What cannot be taken away is made nothing. */
const shadowed = (at: object, name: string): boolean => {
  try {
    return Reflect.defineProperty(at, name, { value: undefined, writable: false });
  } catch {
    return false;
  }
};

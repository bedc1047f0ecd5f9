import { JSDOM } from 'jsdom';

/**
 * The one `window` of a process of tests. The form engine takes its classes from the names that are global when it is
 * loaded, once in a process, and knows the nodes of no other window.
 */
export const { window } = new JSDOM('', { url: 'http://localhost/' });

const lent: Readonly<Record<string, unknown>> = {
  // The engine's parser looks for it in Node.
  __dirname: '/',
  ...Object.fromEntries(
    ['DOMParser', 'XMLSerializer', 'Node', 'document'].map(name => [name, Reflect.get(window, name)]),
  ),
};

/** Lends the form engine the little of a browser that it needs, until the function returned takes it away again. */
export const borrowBrowser = (): (() => void) => {
  const before = Object.getOwnPropertyDescriptors(globalThis) as Record<string, PropertyDescriptor>;
  for (const [name, value] of Object.entries(lent))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  return () => {
    for (const name of Object.keys(lent)) {
      if (before[name]) Object.defineProperty(globalThis, name, before[name]);
      else Reflect.deleteProperty(globalThis, name);
    }
  };
};

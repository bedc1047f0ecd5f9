import { parentPort, workerData } from 'node:worker_threads';
import { JSDOM } from 'jsdom';
import { tsImport } from 'tsx/esm/api';

// In a thread of its own: the form engine finds its DOM in global names, which nothing else in Node must see.
const { window } = new JSDOM('', { url: 'http://localhost/' });
for (const name of ['DOMParser', 'XMLSerializer', 'Node', 'document']) globalThis[name] = window[name];
globalThis.__dirname = '/';
const { checkForm } = await tsImport('../engine.ts', import.meta.url);
const { offerFault } = await tsImport('../offers.ts', import.meta.url);

const warningsOf = async ({ xml, expression }) => {
  const offer = offerFault(expression);
  const told = await checkForm(window, xml).catch(error => [
    { kind: 'no-form', at: '', found: '', message: `The form cannot be opened: ${error.message}` },
  ]);
  if (offer === undefined) return told;
  const message = `context.expression cannot be read, so the form is offered to nobody: ${offer}`;
  return [...told, { kind: 'unreadable', at: 'context.expression', found: expression, message }];
};

const checked = [];
for (const form of workerData) checked.push({ name: form.name, warnings: await warningsOf(form) });
parentPort?.postMessage(checked);

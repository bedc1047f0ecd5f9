import { parentPort } from 'node:worker_threads';
import { JSDOM } from 'jsdom';
import { tsImport } from 'tsx/esm/api';

// In a thread of its own: the form engine finds its DOM in global names, which nothing else in Node must see.
const { window } = new JSDOM('', { url: 'http://localhost/' });
for (const name of ['DOMParser', 'XMLSerializer', 'Node', 'document']) globalThis[name] = window[name];
globalThis.__dirname = '/';
const { serveForms } = await tsImport('./serve.ts', import.meta.url);
serveForms(window, parentPort);

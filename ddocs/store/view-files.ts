import { readFileSync } from 'node:fs';
import { phoneViewNames, type ViewName, viewNames } from './store.ts';

/**
 * The text of every view, as stored in the design documents. The text is a view's identity: any change of it makes
 * CouchDB index again, so these files are read as they are and never printed by a compiler. Node only.
 */
export const viewFiles = (): Record<ViewName, string> =>
  Object.fromEntries(
    viewNames.map(name => [name, readFileSync(new URL(`../views/${name}.js`, import.meta.url), 'utf8').trim()]),
  ) as Record<ViewName, string>;

/**
 * Source of a JavaScript module whose `viewMaps` are the maps of {@link phoneViewNames}: for browsers, whose content
 * policy forbids `new Function`.
 */
export const viewModule = (texts: Record<ViewName, string> = viewFiles()): string =>
  `export const viewMaps = {\n${phoneViewNames.map(name => `${JSON.stringify(name)}: emit => (${texts[name]})`).join(',\n')}\n};\n`;

import { viewNames } from './store.ts';
import { viewFiles } from './view-files.ts';
import type { MapFactory, ViewMaps } from './view-index.ts';

/** A map function made from the text of a view. Node only: browsers get theirs from `viewModule` of `view-files.ts`. */
export const compileMap = (text: string): MapFactory => new Function('emit', `return (${text});`) as MapFactory;

/** The map functions of all views, made from their files. Node only. */
export const viewMaps = (texts = viewFiles()): ViewMaps =>
  Object.fromEntries(viewNames.map(name => [name, compileMap(texts[name])]));

/// <reference types="pouchdb-core" />
/// <reference types="pouchdb-replication" />
declare module '*.css';
declare module '*.css?inline' {
  const css: string;
  export default css;
}
declare module 'pouchdb-adapter-idb' {
  const plugin: PouchDB.Plugin;
  export default plugin;
}
declare module 'pouchdb-adapter-http' {
  const plugin: PouchDB.Plugin;
  export default plugin;
}
declare module 'virtual:view-maps' {
  import type { ViewMaps } from '@rounds/ddocs/store/view-index.ts';
  export const viewMaps: ViewMaps;
}
declare module 'virtual:default-words/*' {
  export const words: Record<string, string>;
}
interface ImportMeta {
  readonly env: { readonly PROD: boolean };
}

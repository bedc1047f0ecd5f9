/** The memory adapter has no types of its own; tests use it. */
declare module 'pouchdb-adapter-memory' {
  const plugin: PouchDB.Plugin;
  export default plugin;
}

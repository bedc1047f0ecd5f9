/** The parts of PouchDB 9 and of its storage that have no types of their own. */
declare module 'pouchdb-merge' {
  /** A branch: the revision's hash, its state, the branches that follow. */
  export type RevisionNode = [
    hash: string,
    state: { status: 'available' | 'missing'; deleted?: boolean },
    next: RevisionNode[],
  ];
  /** The revisions of a document: trees that begin at generation `pos`. */
  export type RevisionTree = { pos: number; ids: RevisionNode }[];

  export function collectLeaves(tree: RevisionTree): { rev: string; opts: { status: string; deleted?: boolean } }[];
  export function rootToLeaf(
    tree: RevisionTree,
  ): { pos: number; ids: { id: string; opts: { status: string; deleted?: boolean } }[] }[];
  export function winningRev(metadata: { rev_tree: RevisionTree }): string;
  export function isDeleted(metadata: { rev_tree: RevisionTree }, rev?: string): boolean;
}

declare module 'leveldown' {
  type Callback<T = void> = (error: Error | null | undefined, value: T) => void;
  export interface Operation {
    type: 'put' | 'del';
    key: string | Buffer;
    value?: string | Buffer;
  }
  export interface Cursor {
    next(callback: (error: Error | null | undefined, key?: string, value?: string) => void): void;
    end(callback: Callback): void;
  }
  export interface LevelDown {
    open(options: object, callback: Callback): void;
    close(callback: Callback): void;
    put(key: string, value: string, options: object, callback: Callback): void;
    get(key: string, options: { asBuffer: boolean }, callback: Callback<string | Buffer>): void;
    getMany(
      keys: readonly (string | Buffer)[],
      options: { asBuffer: boolean },
      callback: Callback<(string | undefined)[]>,
    ): void;
    iterator(options: object): Cursor;
    batch(
      operations: readonly ({ type: 'put'; key: string; value: string } | { type: 'del'; key: string })[],
      options: object,
      callback: Callback,
    ): void;
    approximateSize(start: string | Buffer, end: string | Buffer, callback: Callback<number>): void;
    compactRange(start: string | Buffer, end: string | Buffer, callback: Callback): void;
    _put(key: unknown, value: unknown, options: object, callback: Callback): void;
    _del(key: unknown, options: object, callback: Callback): void;
    _batch(operations: unknown, options: object, callback: Callback): void;
  }
  const leveldown: { (location: string): LevelDown; destroy(location: string, callback: Callback): void };
  export default leveldown;
}

declare module 'pouchdb-adapter-leveldb' {
  const plugin: PouchDB.Plugin;
  export default plugin;
}

import { randomUUID } from 'node:crypto';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { PouchDB } from '../../pouchdb.ts';
import type { Person, Village } from './village.ts';

/** First line of a fill. */
export interface FillHead {
  seq: string;
  count: number;
  scope: string;
}

/** A phone: a PouchDB that is filled by NDJSON and then replicates, as the PWA does. */
export interface Phone {
  db: PouchDB.Database;
  remote: PouchDB.Database;
  /** The sequence up to which the last pull remembers to have come. */
  checkpoint(): Promise<string | undefined>;
  save(doc: Doc): Promise<void>;
  fill(): Promise<FillHead>;
  pull(): Promise<PouchDB.Replication.ReplicationResult<object>>;
  /** @returns the refusals */
  push(): Promise<{ id: string; name: string; reason: string }[]>;
  ids(): Promise<string[]>;
  get(id: string): Promise<Doc | null>;
}

/** Reads a fill up to its end, or up to so many lines. */
export const readFill = async (person: Person, query = ''): Promise<{ head: FillHead; docs: Doc[] }> => {
  const { body } = await person.ask(`/api/v1/replication/fill${query}`);
  const [head, ...docs] = String(body)
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  return { head, docs };
};

export const phone = ({ url }: Village, person: Person): Phone => {
  const db = new PouchDB(`phone-${randomUUID()}`, { adapter: 'memory' });
  const remote = new PouchDB(`${url}/medic`, {
    skip_setup: true,
    fetch: (address, options) => {
      const headers = new Headers(options?.headers as HeadersInit);
      headers.set('cookie', person.cookie);
      return PouchDB.fetch(address, { ...options, headers });
    },
  });
  let since: string | undefined;
  return {
    db,
    remote,
    async checkpoint() {
      // The checkpoint is a _local document of the phone; its id is found where PouchDB says it.
      let id = '';
      const put = db.get.bind(db);
      db.get = ((wanted: string, ...rest: []) => {
        if (wanted.startsWith('_local/')) id = wanted;
        return put(wanted, ...rest);
      }) as typeof db.get;
      await db.replicate.from(remote, { checkpoint: 'target' });
      db.get = put;
      return String(((await db.get(id)) as { last_seq?: unknown }).last_seq);
    },
    async save(doc) {
      await db.put(doc as PouchDB.Core.PutDocument<object>);
    },
    async fill() {
      const { head, docs } = await readFill(person);
      await db.bulkDocs(docs as PouchDB.Core.PutDocument<object>[], { new_edits: false });
      since = head.seq;
      return head;
    },
    async pull() {
      const result = await db.replicate.from(remote, {
        checkpoint: 'target',
        ...(since === undefined ? {} : { since }),
      });
      since = undefined;
      return result;
    },
    async push() {
      const denied: { id: string; name: string; reason: string }[] = [];
      await new Promise((resolve, reject) => {
        db.replicate
          .to(remote, { checkpoint: 'source', filter: doc => !doc._id.startsWith('_design/') })
          .on('denied', error => denied.push(((error as { doc?: unknown }).doc ?? error) as (typeof denied)[number]))
          .on('complete', resolve)
          .on('error', reject);
      });
      return denied;
    },
    ids: async () => (await db.allDocs()).rows.map(({ id }) => id),
    async get(id) {
      try {
        return (await db.get(id)) as Doc;
      } catch {
        return null;
      }
    },
  };
};

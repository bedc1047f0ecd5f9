import { userMetaDatabase } from '@rounds/ddocs/documents/databases.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { adminsOnly } from '@rounds/ddocs/documents/security.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';

/** How far a user has read a conversation, in his own meta database: `read:conversation:<id>`. */
interface MarkDoc extends Doc {
  at: Ms;
}

/** How far a user has read. */
export interface Marks {
  /** Up to when he has read a conversation, in ms. */
  of(conversation: string): Ms;
}

const prefix = 'read:conversation:';
/** When a user first asked: what was said before is not new to him. */
const beginning = 'read:since';

/** The marks of users, each in a database of his own, which his devices share. */
export const openMarks = ({ couchUrl, main, now }: { couchUrl: string; main: string; now: () => Ms }) => {
  const made = new Set<string>();
  const storeOf = async (user: string) => {
    const name = userMetaDatabase(main, user);
    if (!made.has(name)) {
      const server = couchServer(couchUrl);
      if (await server.createDatabase(name)) await server.setSecurity(name, adminsOnly);
      made.add(name);
    }
    return couchStore(couchUrl, name);
  };
  const put = async (user: string, id: string, at: Ms): Promise<void> => {
    const store = await storeOf(user);
    for (;;) {
      const before = await store.get<MarkDoc>(id);
      // He may have read further on another device.
      if (before && before.at >= at) return;
      const [result] = await store.write([{ ...before, _id: id, at }]);
      if (result?.ok || result?.error !== 'conflict') return;
    }
  };
  return {
    read: async (user: string): Promise<Marks> => {
      const store = await storeOf(user);
      const docs = await store.range<MarkDoc>({ from: prefix, to: `${prefix}\ufff0`, limit: 1_000_000 });
      const since = await store.get<MarkDoc>(beginning);
      if (!since) await put(user, beginning, now());
      const marks = new Map(docs.map(({ _id, at }) => [_id.slice(prefix.length), Number(at) || 0]));
      const from = since?.at ?? now();
      return { of: id => marks.get(id) ?? from };
    },
    /** Says that a user has read a conversation up to a moment. */
    mark: (user: string, conversation: string, at: Ms): Promise<void> => put(user, `${prefix}${conversation}`, at),
  };
};

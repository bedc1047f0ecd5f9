import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** Documents in which flags are looked for. */
const mostLookedAt = 1000;

/** What was said with somebody, counted. */
export interface SaidCounts {
  received: number;
  sent: number;
  /** When something was last said. */
  last?: Ms;
}

/** What documents call a contact: its id, its chats, its number. */
export const namesOf = ({ _id, addresses = [], phone }: Contact): string[] => [
  _id,
  ...addresses.map(({ address }) => address),
  ...(phone ? [`tel:${phone}`] : []),
];

/** Messages with somebody, counted, and the documents that hold them. @param names what documents call him */
export const messagesOf = async (
  main: Store,
  names: readonly string[],
): Promise<{ counts: SaidCounts; docs: string[] }> => {
  const pages = await Promise.all(
    names.map(name =>
      main.query<{ incoming?: boolean }>('medic-talk/messages_by_conversation', {
        ...{ startKey: [name, {}], endKey: [name], descending: true, limit: 100_000 },
      }),
    ),
  );
  const rows = pages.flat();
  const moments = rows.map(({ key }) => Number((key as readonly unknown[])[1])).filter(Number.isFinite);
  const received = rows.filter(({ value }) => value.incoming).length;
  const last = moments.length > 0 ? { last: moments.reduce((a, b) => Math.max(a, b)) } : {};
  return { counts: { received, sent: rows.length - received, ...last }, docs: [...new Set(rows.map(({ id }) => id))] };
};

/** Flags of anybody on messages of some documents. */
export const flagsOn = async (main: Store, docs: readonly string[]): Promise<number> => {
  const keys = docs.slice(0, mostLookedAt);
  if (keys.length === 0) return 0;
  const flags = await main.query('medic-erasure/docs_by_mention', { keys, limit: 100_000 });
  return new Set(flags.map(({ id }) => id).filter(id => id.startsWith('flag:'))).size;
};

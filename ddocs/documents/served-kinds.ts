/**
 * Beginnings of the ids of documents that have doors of their own: each is served by permission and subject, by the
 * endpoints of its work. Replication never gives them, and nobody but administrators writes them past those doors. A
 * new kind is named here and in the list of `validate/main.js`, which can import nothing.
 */
export const servedPrefixes = [
  'run:',
  'dialogue:',
  'review:',
  'consent:',
  'campaign:',
  'to:',
  'member:',
  'schedule:',
  'file:',
  'work:',
  'canned:',
  'flag:',
  'dispatch:',
  'event:',
  'event-room:',
  'event-follow:',
] as const;

/** Whether a document of this id has doors of its own. */
export const isServed = (id: string): boolean => servedPrefixes.some(prefix => id.startsWith(prefix));

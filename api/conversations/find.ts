import type { Bubble } from '@rounds/ddocs/conversations/bubbles.ts';
import { messageRowsOf } from '@rounds/ddocs/conversations/message-rows.ts';
import { wordsIn } from '@rounds/ddocs/conversations/words.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Scope } from '../visibility/scope.ts';
import type { Visibility } from '../visibility/visibility.ts';
import { visible } from '../visibility/visible.ts';
import { keyOfRow, type TalkRow } from './shelf.ts';
import { shown } from './talk.ts';

/** A message that was found, and in which conversation. */
export type Found = Bubble & { conversation: string };

/** Documents that are looked through for all words. */
const mostCandidates = 2000;

/**
 * Messages in which all words stand, each as the beginning of a word, the newest first. Of a word that stands in more
 * than {@link mostCandidates} documents the newest are looked through.
 */
export const findMessages = async (
  parts: { main: Store } & Pick<Visibility, 'audiences'>,
  scope: Scope,
  text: string,
  limit: number,
): Promise<Found[]> => {
  const words = wordsIn(text).sort((a, b) => b.length - a.length);
  const [longest, ...others] = words;
  if (longest === undefined) return [];
  const exact = await parts.main.query('medic-talk/messages_by_word', {
    ...{ startKey: [longest, {}], endKey: [longest], descending: true, limit: mostCandidates, prompt: true },
  });
  const longer = await parts.main.query('medic-talk/messages_by_word', {
    ...{
      startKey: [`${longest}\u0001`],
      endKey: [`${longest}\ufff0`],
      limit: mostCandidates - exact.length,
      prompt: true,
    },
  });
  const ids = [...new Set([...exact, ...longer].map(({ id }) => id))];
  const seen = (await visible(parts, scope, await parts.main.getMany<Report>(ids))) as Report[];
  const holds = (said: string) => {
    const there = wordsIn(said);
    return [longest, ...others].every(word => there.some(one => one.startsWith(word)));
  };
  const hits = seen
    .flatMap(doc => messageRowsOf(doc, Number.POSITIVE_INFINITY).map(row => ({ row, doc })))
    .filter(({ row }) => holds(row.text))
    .sort((a, b) => b.row.at - a.row.at || (a.row.doc < b.row.doc ? -1 : 1))
    .slice(0, limit);
  const rows = hits.map(
    ({ row }): TalkRow => ({
      ...{ id: row.doc, key: [row.with, row.at] },
      value: { text: row.text, ...(row.incoming ? { incoming: true as const } : { uuid: row.uuid ?? null }) },
    }),
  );
  const withs = new Map(rows.map(row => [keyOfRow(row), row.key[0]]));
  return (await shown(parts, scope, rows)).map(bubble => ({ ...bubble, conversation: withs.get(bubble.key) ?? '' }));
};

import type { TaskState } from '@rounds/ddocs/documents/reports.ts';
import type { Key, Store } from '@rounds/ddocs/store/store.ts';
import { orUnknown } from './counts.ts';

/** CHT's groups of message states. */
export const stateGroups: Record<'due' | 'scheduled' | 'muted' | 'failed' | 'delivered', readonly TaskState[]> = {
  due: ['pending', 'forwarded-to-gateway', 'received-by-gateway', 'forwarded-by-gateway'],
  scheduled: ['scheduled'],
  muted: ['muted'],
  failed: ['failed', 'denied'],
  delivered: ['sent', 'delivered'],
};

/** Messages by group. */
export type MessageCounts = Record<keyof typeof stateGroups, number>;

const rows = (store: Store, startKey: Key, endKey: Key): Promise<number> =>
  store.count('medic/messages_by_state', { startKey, endKey });

/** Messages by group. @param after only those due since then, in ms; 0 for all */
export const messageCounts = async (main: Store, now: number, after: number): Promise<MessageCounts> => {
  const counts: Partial<MessageCounts> = {};
  for (const [group, states] of Object.entries(stateGroups) as [keyof MessageCounts, readonly TaskState[]][]) {
    const each = states.map(state => orUnknown(rows(main, [state, after || null], [state, {}])));
    const numbers = await Promise.all(each);
    counts[group] = numbers.includes(-1) ? -1 : numbers.reduce((sum, count) => sum + count, 0);
  }
  const overdue = await orUnknown(rows(main, ['scheduled', after || 0], ['scheduled', now]));
  if (overdue > 0) {
    counts.due = counts.due! + overdue;
    counts.scheduled = counts.scheduled! - overdue;
  }
  return counts as MessageCounts;
};

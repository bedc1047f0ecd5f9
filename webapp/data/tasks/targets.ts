import { type TargetDoc, type TargetItem, type TargetValue, targetId } from '@rounds/ddocs/tasks/target.ts';
import { dayMs } from '@rounds/sentinel/tasks/days.ts';
import { intervalAt, intervalBefore } from '@rounds/sentinel/tasks/interval.ts';
import { scores } from '@rounds/sentinel/tasks/score.ts';
import { targetChange } from '@rounds/sentinel/tasks/target-docs.ts';
import { writeOwn } from '../replicate/waiting.ts';
import type { Found, Work } from './found.ts';
import type { Row } from './kept.ts';

/** For how long after its end a period is put right. */
const correction = 14 * dayMs;

/**
 * Writes the target document of the period that runs, and for two weeks that of the one before: what was reported late,
 * or changed, counts where it belongs.
 */
export const updateTargets = async (found: Found, { rows }: Work): Promise<void> => {
  const { phone, items, owner, allowed, mine: user, monthStart } = found;
  const contact = owner();
  if (!allowed().targets || contact === undefined || items().length === 0) return;
  const now = phone.clock();
  const current = intervalAt(now, monthStart());
  const last = intervalBefore(current, monthStart());
  const periods = now - current.start < correction ? [current, last] : [current];
  const stored = await phone.store.getMany<TargetDoc>(periods.map(({ tag }) => targetId(tag, contact, user)));
  const docs = periods.flatMap((period, at) => {
    const before = stored[at] ?? null;
    const counted = scores(items(), rows.all(), period, at === 0);
    const values = at === 0 ? counted : asItWas(counted, before, items(), rows.all());
    // A period of which nothing is known was not this phone's.
    if (at > 0 && !before && values.every(({ value }) => value.total === 0)) return [];
    return targetChange(values, before, { user, owner: contact, period: period.tag, now }) ?? [];
  });
  if (docs.length === 0) return;
  try {
    await writeOwn(phone.db, docs, now);
  } catch (error) {
    // Another tab or phone wrote it at this moment; the next round counts again.
    if ((error as { status?: number }).status !== 409) throw error;
  }
  await phone.sync.noticed();
  phone.sync.now();
};

/** What was counted as it stood at the time, and not by a date, cannot be counted again afterwards: it stays. */
const asItWas = (
  counted: readonly TargetValue[],
  before: TargetDoc | null,
  items: readonly TargetItem[],
  rows: Iterable<Row>,
): TargetValue[] => {
  const undated = new Set(
    [...rows].flatMap(({ targets }) => targets.flatMap(({ target, date }) => (date === 'now' ? [target] : []))),
  );
  return counted.map(value => {
    const kept = before?.targets.find(({ id }) => id === value.id);
    return kept && undated.has(value.id) && items.some(({ id }) => id === value.id) ? kept : value;
  });
};

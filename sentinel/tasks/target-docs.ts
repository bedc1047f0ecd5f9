import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { type TargetDoc, type TargetValue, targetId } from '@rounds/ddocs/tasks/target.ts';
import { sameJson } from './same-json.ts';

/**
 * The document of a period as it has to be written; null where what is stored says the same.
 * @param before as it is stored
 */
export const targetChange = (
  values: readonly TargetValue[],
  before: TargetDoc | null,
  { user, owner, period, now }: { user: string; owner: string; period: string; now: Ms },
): TargetDoc | null => {
  if (before && sameJson(numbers(before.targets), numbers(values))) return null;
  return {
    ...before,
    _id: targetId(period, owner, user),
    type: 'target',
    user,
    owner,
    reporting_period: period,
    updated_date: new Date(now).setHours(0, 0, 0, 0),
    targets: [...values],
  };
};

const numbers = (targets: readonly TargetValue[] | undefined) =>
  (targets ?? []).map(({ id, value }) => [id, value?.pass ?? 0, value?.total ?? 0]);

import { depthWithin, type Scope } from '../../../visibility/scope.ts';
import type { Facts } from './facts.ts';

const isSame = (some: readonly string[], others: readonly string[]): boolean => String(some) === String(others);

/**
 * Whether a lineage that a document claims may be stored: it is the real one, or differs below the user's own place
 * only, all in places of his. A phone that was away while a place moved has such an older one.
 */
export const isLineage = (
  scope: Scope,
  claimed: readonly string[],
  real: readonly string[],
  facts: Pick<Facts, 'lineage'>,
): boolean => {
  if (isSame(claimed, real)) return true;
  if (scope.online) return false;
  const isHis = (id: string) => depthWithin(scope, facts.lineage(id) ?? []) !== undefined;
  return scope.facilities.some(facility => {
    const [at, own] = [claimed.indexOf(facility), real.indexOf(facility)];
    return at >= 0 && own >= 0 && isSame(claimed.slice(at), real.slice(own)) && claimed.slice(0, at).every(isHis);
  });
};

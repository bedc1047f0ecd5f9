import { type DispatchDoc, isOnMission, isSought } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { confirmAt, isWaiting, silentAt, since, wantedMore } from './stage.ts';

/** When the best of those who offered is chosen; undefined where a person chooses, or nobody has offered. */
export const chosenAt = ({ asked, mode, limits }: DispatchDoc): Ms | undefined => {
  const offered = asked.flatMap(each => (each.stage === 'offered' ? [since(each)] : []));
  return mode === 'nearest' && offered.length > 0 ? Math.min(...offered) + limits.gather : undefined;
};

/** Moments at which time is to tell on a request, as it stands. */
const moments = (doc: DispatchDoc): Ms[] => {
  const { asked, assigned, limits, nobody, state, overdue } = doc;
  if (isSought(doc)) {
    const waits = asked.flatMap(each => (isWaiting(each) ? [since(each) + limits.silence] : []));
    const chosen = chosenAt(doc);
    return [
      ...waits,
      ...(chosen === undefined ? [] : [chosen]),
      ...(wantedMore(doc) > 0 ? [nobody ?? doc.changed] : []),
    ];
  }
  const holder = asked.find(({ volunteer }) => volunteer === assigned);
  if (holder && isOnMission(holder)) {
    const answers = [silentAt(holder, limits), overdue ? undefined : confirmAt(holder, limits)];
    return [
      ...answers.filter(at => at !== undefined),
      ...(overdue ? [] : [(holder.time ?? since(holder)) + limits.late]),
    ];
  }
  return ['done', 'surveyed', 'cancelled'].includes(state) ? [doc.changed + limits.archive] : [];
};

/** A request with the moment at which time is to tell on it. */
export const withDue = (doc: DispatchDoc): DispatchDoc => {
  const due = Math.min(...moments(doc));
  return Number.isFinite(due) ? { ...doc, due } : doc;
};

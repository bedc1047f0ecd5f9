import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { CareTask } from '@rounds/ddocs/tasks/care-task.ts';
import { dayMs, dayStart, localDay } from './days.ts';
import type { TaskEmission } from './emitted.ts';
import { sameJson } from './same-json.ts';
import { inState, isFinal, readiness, stateOn } from './states.ts';

/** What tasks are worked out for. */
export interface Worked {
  /** `org.couchdb.user:<name>` */
  user: string;
  /** The contact whose documents the rules saw; undefined for reports about nobody. */
  requester: string | undefined;
  now: Ms;
}

/** How long a task that is over is still told of, and how long before its time one is told of. */
const [past, ahead] = [60 * dayMs, 180 * dayMs];

/** Whether a task is near enough in time to be kept. One whose days make no sense never is. */
const isTimely = ({ startDate, endDate }: TaskEmission, now: Ms): boolean =>
  !!startDate && !!endDate && dayStart(endDate) > now - past && dayStart(startDate) < now + ahead;

/** Of several tasks with one id, the one nearest to being done. */
const oneEach = (emissions: readonly TaskEmission[], today: string): Map<string, TaskEmission> => {
  const found = new Map<string, TaskEmission>();
  for (const one of emissions) {
    const other = found.get(one._id);
    if (!other || readiness(stateOn(one, today)) < readiness(stateOn(other, today))) found.set(one._id, one);
  }
  return found;
};

/** Of several documents for one task, those of two phones, the one that counts; the others are duplicates. */
const best = (docs: readonly CareTask[], now: Ms): CareTask | undefined =>
  docs
    .filter(({ authoredOn }) => authoredOn <= now)
    .sort((a, b) => readiness(a.state) - readiness(b.state) || b.authoredOn - a.authoredOn)[0];

/**
 * The documents that have to be written so that the tasks of one contact are as its rules emitted them: new ones,
 * those that changed, and those cancelled because the rules emit them no more. A document in a final state never
 * changes: where the rules say otherwise, another takes its place.
 * @param before the documents with this requester
 */
export const taskChanges = (
  emissions: readonly TaskEmission[],
  before: readonly CareTask[],
  { user, requester, now }: Worked,
): CareTask[] => {
  const today = localDay(now)!;
  const emitted = oneEach(
    emissions.filter(one => isTimely(one, now)),
    today,
  );
  const kept = new Map<string, CareTask[]>();
  for (const doc of before) kept.set(doc.emission._id, [...(kept.get(doc.emission._id) ?? []), doc]);
  const changed: CareTask[] = [];
  for (const { owner, ...emission } of emitted.values()) {
    const docs = kept.get(emission._id) ?? [];
    const doc = best(docs, now);
    const state = stateOn(emission, today) ?? 'Cancelled';
    const reason = stateOn(emission, today) ? undefined : 'invalid';
    if (doc && !isFinal(doc.state)) {
      const next = { ...inState(doc, state, now, reason), emission };
      if (!sameJson(next, doc)) changed.push(next);
    } else if (!doc || (doc.state !== state && state !== 'Cancelled'))
      changed.push({
        _id: `task~${user}~${emission._id}~${now}`,
        type: 'task',
        authoredOn: now,
        user,
        ...(requester === undefined ? {} : { requester }),
        ...(owner || requester ? { owner: owner ?? requester } : {}),
        state,
        ...(reason ? { stateReason: reason } : {}),
        stateHistory: [{ state, timestamp: now }],
        emission,
      } as CareTask);
    for (const other of docs) if (other !== doc && !isFinal(other.state)) changed.push(duplicate(other, now));
  }
  for (const [id, docs] of kept)
    if (!emitted.has(id)) for (const doc of docs) if (!isFinal(doc.state)) changed.push(inState(doc, 'Cancelled', now));
  return changed;
};

const duplicate = (doc: CareTask, now: Ms): CareTask => inState(doc, 'Cancelled', now, 'duplicate');

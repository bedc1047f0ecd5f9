import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { DateTime } from 'luxon';

/** States of a task in which nobody will do anything about it any more. */
const terminal = new Set(['Cancelled', 'Completed', 'Failed']);
/** Days that a task in such a state is kept on devices. */
const taskDays = 60;
/** Months that a target is kept on devices. */
const targetMonths = 6;
const page = 1000;

/** A task of a health worker, as the app makes it. */
interface TaskDoc extends Doc {
  state?: string;
  emission?: { endDate?: string };
  stateHistory?: { state?: string; timestamp?: Ms }[];
}

/** Whether a task has been done with for so long that no device needs it. */
export const isAgedTask = ({ state, emission, stateHistory }: TaskDoc, now: Ms): boolean => {
  if (!terminal.has(state ?? '')) return false;
  const ended = emission?.endDate ? Date.parse(emission.endDate) : stateHistory?.at(-1)?.timestamp;
  return ended !== undefined && ended < DateTime.fromMillis(now, { zone: 'utc' }).minus({ days: taskDays }).toMillis();
};

/** The beginning of the ids of targets of the first month that devices keep. */
export const firstTargetKept = (now: Ms): string =>
  `target~${DateTime.fromMillis(now, { zone: 'utc' }).minus({ months: targetMonths }).toFormat('yyyy-MM')}`;

/** Ids of tasks and targets that no device needs any more, page after page. */
export async function* agedIds(main: Store, now: Ms): AsyncGenerator<string[]> {
  const kinds: [first: string, last: string, isAged: (doc: Doc) => boolean][] = [
    ['task~', 'task~\ufff0', doc => doc.type === 'task' && isAgedTask(doc, now)],
    ['target~', firstTargetKept(now), doc => doc.type === 'target' && doc._id < firstTargetKept(now)],
  ];
  for (const [first, last, isAged] of kinds)
    for (let from: string | undefined = first; from; ) {
      const docs: Doc[] = await main.range({ from, to: last, limit: page, after: from !== first });
      const aged = docs.filter(isAged).map(({ _id }) => _id);
      if (aged.length > 0) yield aged;
      from = docs.length === page ? docs.at(-1)!._id : undefined;
    }
}

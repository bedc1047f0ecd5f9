import { type DispatchDoc, type Help, isDispatch, isSought } from '@rounds/ddocs/dispatch/dispatch.ts';
import { happenTo } from './happen.ts';
import type { DispatchParts } from './parts.ts';
import { tripHelp } from './trip.ts';

/** States of a trip of which its requests hear; what is put away is put away one by one. */
const told: readonly DispatchDoc['state'][] = [
  ...(['confirmed', 'announced', 'reopened', 'assigned', 'on_the_way', 'done', 'surveyed'] as const),
];

/** Takes a request along on its trip. @returns whether it is on it */
const take = async (parts: DispatchParts, trip: DispatchDoc, id: string): Promise<boolean> => {
  const me = { id: trip._id, number: trip.number };
  const at = parts.now();
  const { doc } = await happenTo(parts, id, request =>
    !request.trip && isSought(request) ? { id: `joined ${trip._id}`, at, kind: 'joined', trip: me } : undefined,
  );
  if (doc?.trip?.id !== trip._id || doc.state === 'cancelled') return false;
  if (!told.includes(trip.state)) return true;
  const holder = trip.asked.find(({ volunteer }) => volunteer === trip.assigned);
  const carried = holder && {
    volunteer: holder.volunteer,
    ...(holder.time === undefined ? {} : { time: holder.time }),
  };
  await happenTo(parts, id, request =>
    request.state === trip.state && JSON.stringify(request.carried) === JSON.stringify(carried)
      ? undefined
      : {
          ...{ id: `led ${trip._id} ${trip.events.length}`, at, kind: 'led', state: trip.state },
          ...(carried ? { carried } : {}),
        },
  );
  return true;
};

const part = (parts: DispatchParts, trip: DispatchDoc, id: string) =>
  happenTo(parts, id, request =>
    request.trip?.id === trip._id ? { id: `parted ${trip._id}`, at: parts.now(), kind: 'parted' } : undefined,
  );

/** What was put right on the requests of a trip since, the trip tells to who goes. */
const correct = async (parts: DispatchParts, trip: DispatchDoc): Promise<void> => {
  const found = await parts.main.getMany<DispatchDoc>((trip.stops ?? []).map(({ id }) => id));
  const requests = found.filter(doc => doc !== null);
  const [first, ...others] = requests.map(({ help }): Help => help);
  if (!first) return;
  for (const { _id, events } of requests)
    for (const { id, at, kind } of events) {
      if (kind !== 'corrected' || at < trip.created) continue;
      await happenTo(parts, trip._id, stored => ({
        ...{ id: `corrected ${_id} ${id}`, at: parts.now(), kind: 'corrected' },
        ...{ help: tripHelp([first, ...others]), before: stored.help },
      }));
    }
};

/**
 * Carries to the requests of a trip what became of it, and to a trip what became of one of its requests. Said again and
 * again it changes nothing, so that what a crash cut off is made up by the job.
 */
export const along = async (parts: DispatchParts, doc: DispatchDoc): Promise<void> => {
  if (doc.trip && doc.state === 'cancelled') await drop(parts, doc.trip.id, doc._id);
  if (!doc.stops) return;
  const { state, stops, left = [] } = doc;
  for (const id of left) await part(parts, doc, id);
  for (const { id } of stops) {
    if (state === 'cancelled') await part(parts, doc, id);
    else if (!(await take(parts, doc, id)) && told.indexOf(state) < told.indexOf('done'))
      await drop(parts, doc._id, id);
  }
  if (state !== 'cancelled') await correct(parts, doc);
};

/** Takes a request out of its trip: it is sought for by itself again. */
export const drop = async (parts: DispatchParts, trip: string, id: string, by?: string): Promise<void> => {
  const known = await parts.main.get<DispatchDoc>(trip);
  const left = (known?.stops ?? []).filter(stop => stop.id !== id).map(stop => stop.id);
  const [first, ...others] = (await parts.main.getMany<DispatchDoc>(left)).flatMap(doc => doc?.help ?? []);
  const { doc, changed } = await happenTo(parts, trip, stored =>
    stored.stops?.some(stop => stop.id === id)
      ? {
          ...{ id: `dropped ${id}`, at: parts.now(), kind: 'dropped', stop: id, ...(by ? { by } : {}) },
          ...(first ? { help: tripHelp([first, ...others]), before: stored.help } : {}),
        }
      : undefined,
  );
  if (!doc) return;
  if (changed && doc.state === 'cancelled') await along(parts, doc);
  else await part(parts, doc, id);
};

/** All trips that are not put away. */
export const tripsOf = async ({ main }: DispatchParts): Promise<DispatchDoc[]> => {
  const rows = await main.query<null, DispatchDoc>('medic-dispatch/dispatches', {
    ...{ key: ['trip'], limit: 500, docs: true, prompt: true },
  });
  return rows.flatMap(({ doc }) => (isDispatch(doc) ? [doc] : []));
};

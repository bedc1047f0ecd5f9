import type { Carried, DispatchDoc, DispatchEvent } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { calledOff, inState, over } from './shape.ts';

/** What may happen to a request that is carried out on a trip: all else happens to that one. */
export const onTrip: readonly DispatchEvent['kind'][] = [
  ...(['joined', 'led', 'parted', 'corrected', 'owned', 'cancelled', 'tick', 'archived'] as const),
];

/** It is not of its trip any more: sought by itself, as long as it was not carried out. */
export const parted = ({ trip: _, carried: __, assigned: ___, ...doc }: DispatchDoc): DispatchDoc =>
  over.includes(doc.state) ? doc : { ...doc, state: 'reopened' };

/** A trip without some of its requests; without any it is called off. */
const without = (doc: DispatchDoc, gone: readonly string[], at: Ms): DispatchDoc => {
  const { stops = [], left = [] } = doc;
  const out = stops.flatMap(({ id }) => (gone.includes(id) ? [id] : []));
  if (out.length === 0) return doc;
  const rest = { ...doc, stops: stops.filter(({ id }) => !out.includes(id)), left: [...left, ...out] };
  return rest.stops.length > 0 || over.includes(doc.state) ? rest : calledOff(rest, at);
};

/** A trip from which one was taken out: what is needed is what the others need. */
export const dropped = (
  doc: DispatchDoc,
  { stop, help, at }: Extract<DispatchEvent, { kind: 'dropped' }>,
): DispatchDoc => {
  const rest = without(doc, [stop], at);
  return rest === doc || !help ? rest : { ...rest, help };
};

/** Of a trip on which some was ticked as carried out the rest was not. */
export const carriedOut = (doc: DispatchDoc, who: string, at: Ms): DispatchDoc => {
  const visited = doc.asked.find(({ volunteer }) => volunteer === who)?.visited ?? [];
  const done = inState(doc, 'done');
  if (visited.length === 0) return done;
  const gone = (doc.stops ?? []).flatMap(({ id, number }) => (visited.includes(number) ? [] : [id]));
  return without(done, gone, at);
};

/** A request that goes the way of its trip. */
export const led = (
  doc: DispatchDoc,
  { state, carried }: { state: DispatchDoc['state']; carried?: Carried },
): DispatchDoc => {
  const { carried: _, assigned: __, ...rest } = doc;
  if (!doc.trip || doc.state === 'cancelled' || doc.state === 'archived') return doc;
  return { ...rest, state, ...(carried ? { carried, assigned: carried.volunteer } : {}) };
};

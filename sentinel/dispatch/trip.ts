import { type DispatchDoc, dispatchId, type Help, type Limits } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { numberOf } from './read-help.ts';
import { step } from './step.ts';

/** What a trip is about: all that is needed, as urgent as the most urgent, from where the first of them is. */
export const tripHelp = ([first, ...others]: readonly [Help, ...Help[]]): Help => {
  const all = [first, ...others];
  const wanted = Math.min(...all.flatMap(help => help.wanted ?? []));
  const { beneficiary, latitude, longitude } = first;
  return {
    beneficiary,
    needs: [...new Set(all.flatMap(({ needs }) => needs))],
    ...{ urgent: all.some(({ urgent }) => urgent), symptoms: all.some(({ symptoms }) => symptoms) },
    ...{ disability: all.some(({ disability }) => disability), code: '' },
    ...(Number.isFinite(wanted) ? { wanted } : {}),
    ...(latitude === undefined || longitude === undefined ? {} : { latitude, longitude }),
  };
};

/** A trip to several people, for which volunteers are sought as for one. @param cause different for each trip */
export const newTrip = (
  cause: string,
  members: readonly [DispatchDoc, ...DispatchDoc[]],
  { limits, at, by }: { limits: Limits; at: Ms; by: string },
): DispatchDoc => {
  const request = `trip ${cause}`;
  const [first, ...others] = members;
  const bare: DispatchDoc = {
    ...{ _id: dispatchId(request), type: 'dispatch', request, number: numberOf(request) },
    help: tripHelp([first.help, ...others.map(({ help }) => help)]),
    ...{ state: 'new', events: [], asked: [], mode: 'manual', limits, created: at, changed: at },
  };
  const stops = members.map(({ _id, number }) => ({ id: _id, number }));
  return step(bare, { id: 'opened', at, by, kind: 'opened', confirmed: true, limits, stops });
};

import { type DispatchDoc, isDispatch, isSought } from '@rounds/ddocs/dispatch/dispatch.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { along } from '@rounds/sentinel/dispatch/along.ts';
import { limitsOf } from '@rounds/sentinel/dispatch/limits.ts';
import { newTrip } from '@rounds/sentinel/dispatch/trip.ts';
import { goOn } from '@rounds/sentinel/dispatch/wave.ts';
import type { FastifyInstance } from 'fastify';
import { v4 } from 'uuid';
import * as z from 'zod';
import { readBody } from '../web/read-body.ts';
import { wholeOf } from './board.ts';
import { carrying, type DispatchDoorParts } from './parts.ts';
import { enters, seenBy } from './routes.ts';

/** Requests of one trip. */
const [fewest, most] = [2, 8];

const planned = z.object({
  requests: z
    .array(z.string().min(1), { error: 'list the ids of the requests' })
    .min(fewest, { error: `choose at least ${fewest} requests` })
    .max(most, { error: `one trip takes ${most} requests at most` }),
});

/** Why a request can be on no trip; undefined where it can. */
const against = ({ number, trip, stops, state }: DispatchDoc): string | undefined => {
  if (stops) return `No. ${number} is a trip itself`;
  if (trip) return `No. ${number} is on the trip no. ${trip.number}`;
  return isSought({ state })
    ? undefined
    : `No. ${number} is ${state}: only what is confirmed, and nobody has, can be on a trip`;
};

/**
 * `POST /api/v1/dispatch/trips` makes one trip of several requests, in their order: volunteers are asked for all of them at
 * once, and one goes. For holders of `can_manage_dispatch` who may see all who are helped.
 */
export const tripRoutes = (app: FastifyInstance, parts: DispatchDoorParts): void => {
  const { main, settings, now } = parts;
  const carry = carrying(parts);
  app.post('/api/v1/dispatch/trips', async (request, reply) => {
    const caller = enters(parts, request);
    const ids = [...new Set(readBody(planned, request.body).requests)];
    const found = (await main.getMany<DispatchDoc>(ids)).filter(isDispatch);
    const seen = await seenBy(parts, caller, found);
    const missing = ids.find(id => !seen.some(({ _id }) => _id === id));
    if (missing !== undefined) throw new AppError('doc/missing', `There is no request "${missing}"`);
    const faults = [
      ...seen.flatMap(doc => against(doc) ?? []),
      ...(new Set(seen.map(({ number }) => number)).size < seen.length ? ['Two of them have the same number'] : []),
    ];
    const [first, ...others] = seen;
    const { dispatch } = settings.current();
    if (!first || !dispatch || others.length === 0 || faults.length > 0)
      throw new AppError('doc/conflict', faults.join('; ') || 'These make no trip', {
        hint: 'Choose requests that are confirmed, and that nobody has',
      });
    const trip = newTrip(v4(), [first, ...others], { limits: limitsOf(dispatch), at: now(), by: caller.name });
    const [written] = await main.write([trip]);
    if (!written!.ok) throw new AppError('store/refused', written!.reason);
    // They are taken along before anybody is asked, so that nobody is asked for one of them twice.
    await along(carry, trip);
    const { doc } = await goOn(carry, trip._id);
    return reply.code(201).send(await wholeOf(carry, doc ?? trip));
  });
};

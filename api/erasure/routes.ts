import { isContact } from '@rounds/ddocs/documents/contacts.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import {
  type ErasureDoc,
  type ErasureReceipt,
  erasureRange,
  erasureReasons,
  receiptRange,
} from '@rounds/ddocs/erasure/erasure.ts';
import { erasureReview } from '@rounds/sentinel/erasure/ask-review.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { callerOf, onlineOnly } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import type { Visibility } from '../visibility/visibility.ts';
import { visible } from '../visibility/visible.ts';
import type { ErasureParts } from './parts.ts';
import { type Heard, heardBy, heardId } from './phones.ts';
import { obstaclesTo, previewOf } from './preview.ts';
import { type ErasureWorker, mostErasures } from './worker.ts';

/** The parts that the doors of erasing take. */
export interface ErasureDoors extends Pick<Visibility, 'audiences' | 'scope'> {
  erasing: ErasureParts;
  erasure: ErasureWorker;
}

const asked = z.object({ contact: z.string().min(1).max(1000), reason: z.enum(erasureReasons) });

const obstacles = {
  below: 'There are contacts below this one: erase or move them first',
  user: 'This is the contact of a user: delete the user, or give him another contact, first',
  place: 'Only a person can be erased',
} as const;

/**
 * Erasing people, for holders of `can_erase` who may see them; and what phones ask: which ids were erased, by hashes.
 */
export const erasureRoutes = (app: FastifyInstance, { erasing, erasure, ...seeing }: ErasureDoors): void => {
  const { main, sentinel, logs, settings, erased, now } = erasing;

  const entering = (request: FastifyRequest) => need(settings.current(), callerOf(request).roles, 'can_erase');

  /** The person, where the caller may see her. @throws `doc/missing` */
  const personOf = async (request: FastifyRequest, id: string) => {
    const stored = await main.get(id);
    const [doc] = await visible(seeing, await seeing.scope(callerOf(request)), [stored]);
    if (!isContact(doc, settings.current().contact_types))
      throw new AppError('doc/missing', `There is no contact "${id}"`);
    return doc;
  };

  app.get<{ Params: { contact: string } }>(
    '/api/v1/erasures/:contact/preview',
    { preHandler: onlineOnly },
    async request => {
      entering(request);
      const { _id } = await personOf(request, request.params.contact);
      return previewOf(erasing, _id);
    },
  );

  app.post('/api/v1/erasures', { preHandler: onlineOnly }, async (request, reply) => {
    entering(request);
    const { data } = asked.safeParse(request.body);
    if (!data)
      throw new AppError('request/invalid', 'Say whom, and why', {
        hint: `Send contact, and reason as one of ${erasureReasons.join(', ')}`,
      });
    const person = await personOf(request, data.contact);
    const [obstacle] = await obstaclesTo(erasing, person);
    if (obstacle) throw new AppError('request/invalid', obstacles[obstacle]);
    const by = callerOf(request).name;
    if (settings.current().erasure.second_person) {
      const review = erasureReview(person._id, 'staff', { reason: data.reason, by, at: now() });
      await main.write([review]);
      return reply.code(202).send({ state: 'asked', review: review._id });
    }
    await erasure.begin({ contact: person._id, reason: data.reason, asked_by: by });
    return reply.code(202).send({ state: 'begun' });
  });

  app.get('/api/v1/erasures', { preHandler: onlineOnly }, async request => {
    entering(request);
    const [jobs, receipts, heard] = await Promise.all([
      sentinel.range<ErasureDoc>({ ...erasureRange, limit: mostErasures }),
      sentinel.range<ErasureReceipt>({ ...receiptRange, limit: mostErasures }),
      heardBy({ logs }),
    ]);
    return {
      under_way: jobs.map(({ contact, step, asked_by, asked: at, reason }) => ({
        ...{ contact, step, asked_by, asked: at, reason },
      })),
      receipts: receipts.toReversed().map(({ _rev, compact: _, ...receipt }) => ({
        ...receipt,
        phones: receipt.phones.map(phone => ({ ...phone, clean: (heard.get(phone.user) ?? 0) >= receipt.number })),
      })),
    };
  });

  app.get<{ Querystring: { after?: string } }>('/api/v1/replication/erased', async request => {
    const { name } = callerOf(request);
    const after = Number(request.query.after ?? 0);
    if (!Number.isInteger(after) || after < 0)
      throw new AppError('request/invalid', 'after is the number of the last answer', { hint: 'Begin with 0' });
    if (after > 0) {
      const stored = await logs.get<Heard>(heardId(name));
      const heard: Heard = {
        ...{ ...stored, _id: heardId(name), type: 'erasure-heard', user: name, number: after },
        at: new Date(now()).toISOString(),
      };
      if ((stored?.number ?? 0) < after) await logs.write([heard]);
    }
    return erased.since(after);
  });
};

import type { Survey } from '@rounds/ddocs/dispatch/dispatch.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { contentName, type FileDoc } from '@rounds/ddocs/documents/files.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';
import type { FastifyInstance } from 'fastify';
import { bodyOf, either, listOf, statusOf, textOf, wanted, yesOf } from './compat-bodies.ts';
import type { CompatGround, CompatParts } from './compat-ground.ts';
import { enters } from './routes.ts';

/** Largest receipt, in bytes of its base64. */
const largestReceipt = 8 * 1024 * 1024;

/**
 * What becomes of a visit, as another system's bot tells it: `PUT beneficiary` for its state and the survey, `POST receipt`
 * for a picture of what was bought.
 */
export const compatVisits = (app: FastifyInstance, parts: CompatParts, ground: CompatGround): void => {
  const { main, now } = parts;
  const { requestOf, happens } = ground;

  app.put('/api/v1/dispatch/beneficiary', async (request, reply) => {
    const caller = enters(parts, request);
    const body = bodyOf(request.body);
    const doc = await requestOf(caller, wanted(body, 'request_id', '_id'));
    const who = doc.assigned ?? doc.asked.find(({ stage }) => stage === 'thanks')?.volunteer;
    const at = now();
    if (either(body, 'wellbeing', 'amount') !== undefined) {
      if (!who) return reply.code(409).send({ done: false, state: doc.state });
      const event = {
        id: `survey ${who}`,
        at,
        kind: 'survey' as const,
        who,
        survey: surveyIn(body),
        over: either(body, 'wellbeing') !== undefined,
      };
      const { done, state } = await happens(doc._id, event);
      return reply.code(done ? 200 : 409).send({ done, state });
    }
    const word = wanted(body, 'status');
    const what = statusOf(word);
    if (!what)
      throw new AppError('request/invalid', `There is no status "${word}"`, {
        hint: 'Send onprogress, done or cancelled',
      });
    if (!who) return reply.code(409).send({ done: false, state: doc.state });
    const { done, state } = await happens(doc._id, {
      id: `${what} ${who} ${doc.asked.find(({ volunteer }) => volunteer === who)?.turn}`,
      at,
      by: caller.name,
      kind: 'told',
      who,
      what,
    });
    return reply.code(done ? 200 : 409).send({ done, state });
  });

  app.post('/api/v1/dispatch/receipt', { bodyLimit: largestReceipt }, async (request, reply) => {
    const caller = enters(parts, request);
    const body = bodyOf(request.body, 'data');
    const doc = await requestOf(caller, wanted(body, 'request_id', 'beneficiary_id'));
    const sent = wanted(body, 'data');
    const [head = '', type = 'image/jpeg'] = /^data:(image\/(?:png|jpeg|webp));base64,/.exec(sent) ?? [];
    const data = sent.slice(head.length).replace(/\s/g, '');
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(data))
      throw new AppError('request/invalid', 'The receipt is no picture in base64', {
        hint: 'Send data as base64 of a PNG or JPEG',
      });
    const who = doc.assigned;
    if (!who) return reply.code(409).send({ kept: false, state: doc.state });
    const file: FileDoc = {
      ...{
        _id: `file:${idFrom('receipt', doc._id, data.slice(0, 4000), String(data.length))}`,
        type: 'file',
        message: doc.request,
        mime: type,
      },
      came: new Date(now()).toISOString(),
      _attachments: { [contentName]: { content_type: type, data } },
    };
    await main.write([file]);
    const { done, state } = await happens(doc._id, {
      id: `receipt ${file._id}`,
      at: now(),
      kind: 'survey',
      who,
      survey: { receipt: file._id },
      over: false,
    });
    return reply.code(done ? 201 : 409).send({ kept: done, file: file._id, state });
  });
};

const surveyIn = (body: Readonly<Record<string, unknown>>): Survey => {
  const [mood, amount] = [
    Number(textOf(either(body, 'wellbeing')) || Number.NaN),
    Number(textOf(either(body, 'amount')) || Number.NaN),
  ];
  const remarks = textOf(either(body, 'further_comments'));
  const again = either(body, 'would_return');
  const symptoms = either(body, 'symptoms');
  return {
    ...(mood >= 0 && mood <= 4 ? { mood } : {}),
    ...(Number.isFinite(amount) && amount >= 0 ? { amount } : {}),
    ...(remarks ? { remarks } : {}),
    ...(symptoms === undefined ? {} : { symptoms: listOf(symptoms) }),
    ...(again === undefined ? {} : { again: yesOf(again) }),
  };
};

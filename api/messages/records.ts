import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { NewReport } from '@rounds/sentinel/reading/incoming.ts';
import { readMessage } from '@rounds/sentinel/reading/message.ts';
import { readRecord } from '@rounds/sentinel/reading/record.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { v4 } from 'uuid';
import { callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import type { Courier } from './courier.ts';
import type { Inbox } from './inbox.ts';
import { longestText } from './protocol.ts';

/** The parts that the records API takes. */
export interface RecordParts {
  inbox: Inbox;
  courier: Courier;
  settings: { current: () => Settings; words: () => Words };
  now: () => Ms;
}

type Body = Record<string, unknown>;

const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (body: Body, name: string): string | undefined => {
  const value = body[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/**
 * The records API, `POST /api/v1/records` and `/api/v2/records`: a message form-encoded, or a record in
 * JSON, becomes a report. All that follows from it at once has happened when the answer comes, and messages go out
 * right away.
 */
export const recordRoutes = (app: FastifyInstance, { inbox, courier, settings, now }: RecordParts): void => {
  const reportIn = (request: FastifyRequest): NewReport => {
    const reading = { settings: settings.current(), words: settings.words(), now: now() };
    const body = request.body ?? {};
    if (!isObject(body) || 'pipe' in body)
      throw new AppError('request/invalid', 'Give a record in JSON, or a message form-encoded', {
        hint: 'The content type is application/json or application/x-www-form-urlencoded',
      });
    if (/urlencoded/i.test(request.headers['content-type'] ?? '')) {
      const missing = ['message', 'from'].find(name => text(body, name) === undefined);
      if (missing) throw new AppError('request/invalid', `Missing required field: ${missing}`);
      if (text(body, 'message')!.length > longestText)
        throw new AppError(
          'request/invalid',
          `The message is longer than any SMS: more than ${longestText} characters`,
          {
            hint: 'Nothing was stored. Send a record in JSON',
          },
        );
      const [message, from, locale] = [text(body, 'message')!, text(body, 'from')!, text(body, 'locale')];
      return readMessage({ ...reading, message, from, locale, sentTimestamp: body.sent_timestamp });
    }
    const read = readRecord(body, reading);
    if ('fault' in read) throw new AppError('request/invalid', read.fault);
    return read.report;
  };

  for (const url of ['/api/v1/records', '/api/v2/records'])
    app.post(
      url,
      { onRequest: async request => need(settings.current(), callerOf(request).roles, 'can_create_records') },
      async request => {
        const report = { ...reportIn(request), _id: v4() };
        await inbox.keep([report]);
        void courier.run();
        return { success: true, id: report._id };
      },
    );
};

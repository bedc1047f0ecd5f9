import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance } from 'fastify';
import { needCredential } from '../../../programme/credentials.ts';
import { serviceKey } from '../../../session/attempts.ts';
import { messageIn } from '../../protocol.ts';
import type { ServiceDoorParts } from '../door-parts.ts';
import { rapidproKeys } from './send.ts';

/** Messages that came in through RapidPro; CHT's first path is misspelt, and its users' flows have it so. */
export const rapidproRoutes = (
  app: FastifyInstance,
  { vault, log, inbox, courier, attempts }: ServiceDoorParts,
): void => {
  for (const url of ['/api/v2/sms/rapidpro/incoming-messages', '/api/v1/sms/radpidpro/incoming-messages'])
    app.post<{ Body: Record<string, unknown> | undefined }>(
      url,
      {
        onRequest: async ({ headers, ip }) =>
          attempts.attempt([serviceKey(ip)], () =>
            needCredential(vault, rapidproKeys.incoming, /^token\s+(.+)$/i.exec(headers.authorization ?? '')?.[1]),
          ),
      },
      async ({ body }) => {
        const message = messageIn(body);
        const saved = message ? (await inbox.receive([message])).length : 0;
        if (saved === 0) {
          log.warn({ whole: message !== undefined }, 'a message of RapidPro was not stored');
          const why = message ? 'This message was stored before' : 'A message needs id, from and content';
          throw new AppError('request/invalid', why);
        }
        void courier.run();
        return { saved };
      },
    );
};

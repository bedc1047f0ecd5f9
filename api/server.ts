import { randomUUID } from 'node:crypto';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import { openSandbox } from '@rounds/sentinel/sandbox/sandbox.ts';
import { alarmEvery, openAlarm } from '@rounds/sentinel/watching/alarm.ts';
import Fastify, { type FastifyInstance } from 'fastify';
import { openEventWork } from './events/events.ts';
import { type FoundationParts, openFoundation } from './foundation.ts';
import { courierEvery } from './messages/messaging.ts';
import { manifestOf } from './programme/branding.ts';
import { openSlack } from './review/slack.ts';
import { routes } from './routes.ts';
import { identify, ordinaryBody } from './session/identify.ts';
import { answerError } from './web/answers.ts';
import { appFiles } from './web/app-files.ts';
import { readBodies } from './web/body-parsers.ts';
import { deadlines, limitConnections } from './web/connections.ts';
import { guard } from './web/headers.ts';

export interface ServerOptions extends Omit<FoundationParts, 'now' | 'sandbox'> {
  /** Folder of the built PWA; without it only the doors for programs are there. */
  webRoot?: string;
  /** Whether the addresses in `X-Forwarded-*` may be believed: true only behind a proxy of your own. */
  trustProxy?: boolean;
  /** How long the head of a request, and the body of a stranger's, may take to come, in ms. @default 20 seconds */
  patience?: number;
  /** How often it is looked for trouble that somebody must be told of by mail, in ms. @default a minute */
  looksEvery?: number;
  /** Milliseconds since 1970. @default the clock of this machine */
  now?: () => number;
}

/**
 * The doors of a programme. The databases must be installed; `ready()` reads the settings and begins to follow the
 * changes.
 */
export const buildServer = async ({
  webRoot,
  trustProxy = false,
  now = Date.now,
  patience,
  looksEvery = alarmEvery,
  ...parts
}: ServerOptions): Promise<FastifyInstance> => {
  const app = Fastify({
    loggerInstance: parts.log,
    trustProxy,
    genReqId: () => randomUUID(),
    bodyLimit: ordinaryBody,
    ...deadlines(patience),
    routerOptions: { maxParamLength: 2000 },
    forceCloseConnections: true,
  });
  const sandbox = await openSandbox();
  const foundation = openFoundation({ ...parts, now, sandbox });

  await app.register(cookie);
  await app.register(formbody);
  // Brotli at its default costs a server seconds for what gzip does in milliseconds.
  await app.register(compress, { encodings: ['gzip'], threshold: 1024, zlibOptions: { level: 5 } });
  limitConnections(app.server, { byAddress: !trustProxy });
  readBodies(app);
  app.setErrorHandler(answerError);
  guard(app);
  identify(app, { ...foundation, strangersTime: patience });
  const alarm = openAlarm(foundation);
  await routes(app, foundation);
  await appFiles(app, webRoot, built => manifestOf(built, foundation.settings.branding()));

  const { courier } = foundation.messaging;
  const { channel } = foundation.chats;
  const reminding = openEventWork({
    ...foundation,
    spoken: toNumbers => {
      channel.ring();
      if (toNumbers) void courier.run();
    },
  });
  const slack = openSlack(foundation);
  app.addHook('onReady', async () => {
    await foundation.start();
    courier.start(courierEvery);
    channel.start();
    alarm.start(looksEvery);
    reminding.start();
    slack.start();
    foundation.erasure.start();
  });
  app.addHook('preClose', async () => {
    foundation.stop();
    alarm.stop();
    await Promise.all([courier.stop(), channel.stop(), reminding.stop(), slack.stop(), foundation.erasure.stop()]);
  });
  app.addHook('onClose', async () => sandbox.close());
  return app;
};

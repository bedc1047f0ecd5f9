import type { FastifyBaseLogger } from 'fastify';
import { type DestinationStream, type Logger, pino } from 'pino';

/** What the api writes its log to. */
export type Log = FastifyBaseLogger;

/** An address without the name and password in it. */
export const withoutCredentials = (text: string): string => text.replace(/(\w+:\/\/)[^\s/@]*@/g, '$1');

/**
 * A structured log without secrets: no cookies, passwords, tokens or credentials in addresses, wherever they stand.
 * @param level `fatal` `error` `warn` `info` `debug` `trace` `silent`
 */
export const log = (level: string, destination?: DestinationStream): Logger => {
  const secret = ['password', 'cookie', 'authorization', 'token', '["set-cookie"]'];
  const options = {
    level,
    redact: {
      paths: [
        ...secret,
        ...secret.map(key => (key.startsWith('[') ? `*${key}` : `*.${key}`)),
        'req.headers',
        'res.headers',
      ],
      censor: '[secret]',
    },
    serializers: {
      err: (error: unknown) => {
        const shown = pino.stdSerializers.err(error as Error);
        return {
          type: shown.type,
          code: shown.code,
          message: withoutCredentials(String(shown.message)),
          stack: withoutCredentials(String(shown.stack)),
        };
      },
      req: (request: { id?: string; method?: string; url?: string; ip?: string }) => ({
        method: request.method,
        url: pathOf(request.url),
        ip: request.ip,
      }),
      res: (reply: { statusCode?: number }) => ({ statusCode: reply.statusCode }),
    },
  };
  return pino(options, destination ?? pino.destination({ dest: 2, sync: false }));
};

/** Path of a request without its query, and without the token that a login link carries. */
const pathOf = (url = ''): string => url.split('?')[0]!.replace(/(\/login\/token\/)[^/]+/, '$1[secret]');

import type { Store } from '@rounds/ddocs/store/store.ts';
import type { FastifyInstance } from 'fastify';
import type { Log } from '../web/log.ts';

/** The parts that noting takes. */
export interface ConnectedParts {
  logs: Store;
  log: Log;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** A user is noted at most so often, in ms. */
const every = 3600 * 1000;

/** Notes in the log database when each user was here last, for monitoring; nobody waits for it. */
export const noteConnected = (app: FastifyInstance, { logs, log, now }: ConnectedParts): void => {
  const noted = new Map<string, number>();
  const note = async (name: string): Promise<void> => {
    const id = `connected-user-${name}`;
    try {
      const stored = await logs.get(id);
      await logs.write([
        {
          _id: id,
          ...(stored?._rev ? { _rev: stored._rev } : {}),
          type: 'connected-user',
          user: name,
          timestamp: now(),
        },
      ]);
    } catch (error) {
      noted.delete(name);
      log.debug({ err: error }, 'a user could not be noted');
    }
  };
  app.addHook('onResponse', async request => {
    const { caller } = request;
    if (!caller || (noted.get(caller.name) ?? 0) > now() - every) return;
    noted.set(caller.name, now());
    void note(caller.name);
  });
};

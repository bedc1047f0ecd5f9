import type { DatabaseUpdate } from '../databases/updates.ts';
import { type Answer, json } from '../http/answer.ts';
import { badRequest } from '../http/error.ts';
import type { Call } from '../server/call.ts';
import { type Feed, feedOf, patienceOf, whileLive } from './live.ts';

/** `GET /_db_updates`: which databases were created, written to or deleted, in the feeds of `_changes`. */
export async function databaseUpdatesFeed(call: Call): Promise<Answer | null> {
  const { updates } = call.server;
  const feed = feedOf(call.query);
  const limit = call.query.count('limit') ?? Number.POSITIVE_INFINITY;
  const since = call.query.text('since') === 'now' ? updates.last() : parseSince(call.query.text('since'), updates.run);
  const found = updates.after(since).slice(0, limit);
  if (feed === 'normal' || limit === 0 || (feed === 'longpoll' && found.length))
    return json(listOf(found, updates.run, since));
  await follow(call, feed, since, limit);
  return null;
}

async function follow(call: Call, feed: Feed, since: number, limit: number): Promise<void> {
  const { response, server } = call;
  const { updates, feeds } = server;
  const beat = feed === 'eventsource' ? 'event: heartbeat\ndata: \n\n' : '\n';
  response.writeHead(200, { 'content-type': feed === 'eventsource' ? 'text/event-stream' : 'application/json' });
  response.flushHeaders();
  let last = since;
  let left = limit;
  const followed = { follow: updates.follow, isClosed: () => false };
  await whileLive({ response, feeds, beat }, patienceOf(call.query), followed, async () => {
    const found = updates.after(last).slice(0, left);
    if (!found.length) return {};
    last = found.at(-1)!.seq;
    left -= found.length;
    if (feed === 'longpoll') response.end(`${JSON.stringify(listOf(found, updates.run, last))}\n`);
    else for (const one of found) response.write(lineOf(one, updates.run, feed));
    return { done: feed === 'longpoll' || left <= 0, told: true };
  });
  if (response.writableEnded) return;
  const end = feed === 'longpoll' ? listOf([], updates.run, last) : { last_seq: `${last}-${updates.run}` };
  response.end(feed === 'eventsource' ? undefined : `${JSON.stringify(end)}\n`);
}

const shown = ({ seq, db_name, type }: DatabaseUpdate, run: string) => ({ db_name, type, seq: `${seq}-${run}` });

const lineOf = (update: DatabaseUpdate, run: string, feed: Feed): string => {
  const text = JSON.stringify(shown(update, run));
  return feed === 'eventsource' ? `data: ${text}\nid: ${update.seq}-${run}\n\n` : `${text}\n`;
};

const listOf = (found: readonly DatabaseUpdate[], run: string, since: number) => ({
  results: found.map(one => shown(one, run)),
  last_seq: `${found.at(-1)?.seq ?? since}-${run}`,
});

/** A sequence that was given out; one from before the last start begins anew. @throws `bad_request` */
function parseSince(text: string | undefined, run: string): number {
  if (text === undefined || text === '0' || text === '') return 0;
  const parts = /^"?(\d+)-([0-9a-f]+)"?$/.exec(text);
  if (!parts) throw badRequest(`Malformed sequence supplied in 'since' parameter: ${text}`);
  return parts[2] === run ? Number(parts[1]) : 0;
}

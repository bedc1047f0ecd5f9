import { type Answer, json } from '../http/answer.ts';
import { badRequest } from '../http/error.ts';
import { parseListQuery } from '../lists/list-query.ts';
import type { Call } from './call.ts';
import { infoOf } from './one-database.ts';

/** `GET /_all_dbs`, with the range and paging of a view. */
export function allDatabases(call: Call): Answer {
  return json(namesIn(call));
}

function namesIn({ server, query }: Call): string[] {
  const raw = Object.fromEntries(
    ['startkey', 'endkey', 'start_key', 'end_key'].flatMap(name => (query.has(name) ? [[name, query.json(name)]] : [])),
  );
  const range = parseListQuery({
    ...raw,
    limit: query.count('limit'),
    skip: query.count('skip'),
    descending: query.flag('descending'),
  });
  const names = server.databases.names();
  if (range.descending) names.reverse();
  const [low, high] = range.descending ? [range.endkey, range.startkey] : [range.startkey, range.endkey];
  const wanted = names.filter(
    name => (typeof low !== 'string' || name >= low) && (typeof high !== 'string' || name <= high),
  );
  return wanted.slice(range.skip, range.skip + range.limit);
}

/** `GET` (all) and `POST` (the named) `/_dbs_info`. */
export async function databasesInfo(call: Call): Promise<Answer> {
  const names = call.method === 'POST' ? (await call.object()).keys : namesIn(call);
  if (!Array.isArray(names)) throw badRequest('`keys` member must exist.');
  const infos = names.map(async key => {
    if (typeof key !== 'string' || !call.server.databases.has(key)) return { key, error: 'not_found' };
    return { key, info: await infoOf(await call.server.databases.get(key)) };
  });
  return json(await Promise.all(infos));
}

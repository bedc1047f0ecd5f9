import type { Settings } from '@rounds/config/settings/settings.ts';
import { keyOf, shownName } from '@rounds/ddocs/conversations/bubbles.ts';
import { type FlagDoc, flagId, fromKey } from '@rounds/ddocs/conversations/flag.ts';
import { messageRowsOf } from '@rounds/ddocs/conversations/message-rows.ts';
import { afterCursor, byOrder, cursorOf, type Order } from '@rounds/ddocs/conversations/order.ts';
import { type WorkDoc, workId, workNow } from '@rounds/ddocs/conversations/work.ts';
import { type Contact, typeOf } from '@rounds/ddocs/documents/contacts.ts';
import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { reachOf } from '@rounds/sentinel/contacts/reach.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Caller, callerOf, onlineOnly } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import type { Visibility } from '../visibility/visibility.ts';
import { visible } from '../visibility/visible.ts';
import { findMessages } from './find.ts';
import { type Listed, unreadOf } from './list.ts';
import { openMarks } from './marks.ts';
import { withPresses } from './pressed.ts';
import { readyRoutes } from './ready-routes.ts';
import { keyOfRow, type Line, openShelf, type TalkRow } from './shelf.ts';
import { shown, talk } from './talk.ts';
import { workRoutes } from './work-routes.ts';

/** The parts that the doors of conversations take. */
export interface ConversationParts extends Pick<Visibility, 'audiences' | 'scope'> {
  couchUrl: string;
  databases: Databases;
  main: Store;
  settings: { current: () => Settings };
  now: () => Ms;
}

interface ListQuery {
  after?: string;
  limit?: string;
  order?: string;
  kind?: string;
  filter?: string;
  text?: string;
}

/** A number of a query within bounds. */
const count = (text: string | undefined, usual: number, most: number): number => {
  const wanted = Number(text ?? usual);
  return Number.isInteger(wanted) && wanted > 0 ? Math.min(wanted, most) : usual;
};

const folded = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '');

/**
 * Conversations for users who work online: the list, a conversation, what is read, flagged and found. Users of a device
 * have their own in its database. It takes `can_view_messages`, and the documents of each message must be one's to see.
 */
export const conversationRoutes = (app: FastifyInstance, parts: ConversationParts): void => {
  const { main, now } = parts;
  const shelf = openShelf({ main, settings: parts.settings.current });
  const marks = openMarks({ couchUrl: parts.couchUrl, main: parts.databases.main, now });
  const preHandler = onlineOnly;
  const entering = async (
    request: FastifyRequest,
  ): Promise<{ caller: Caller; scope: Awaited<ReturnType<Visibility['scope']>> }> => {
    const caller = callerOf(request);
    need(parts.settings.current(), caller.roles, 'can_view_messages');
    const scope = await parts.scope(caller);
    if (!scope.admin && !scope.views.reports) throw new AppError('access/forbidden', 'You may not see messages');
    return { caller, scope };
  };
  const workOf = async (ids: readonly string[]): Promise<Map<string, WorkDoc>> => {
    const docs = await main.getMany<WorkDoc>(ids.map(workId));
    return new Map(docs.flatMap(doc => (doc ? [[doc.conversation, doc] as const] : [])));
  };
  const allWork = async (): Promise<Map<string, WorkDoc>> => {
    const docs = await main.range<WorkDoc>({ from: 'work:', to: 'work:\ufff0', limit: 100_000 });
    return new Map(docs.map(doc => [doc.conversation, doc]));
  };
  const flagsOf = async (user: string) => {
    const range = { startKey: ['user', user, {}], endKey: ['user', user], descending: true };
    return main.query<string, FlagDoc>('medic-talk/flags', { ...range, limit: 10_000, docs: true, prompt: true });
  };
  const conversationsOf = async (keys: readonly string[]): Promise<Set<string>> => {
    const docs = await main.getMany<Report>([...new Set(keys.map(key => fromKey(key).doc))]);
    const wanted = new Set(keys);
    const rows = docs.flatMap(doc => (doc ? messageRowsOf(doc) : []));
    return new Set(rows.filter(row => wanted.has(keyOf(row))).map(row => row.with));
  };

  app.get<{ Querystring: ListQuery }>('/api/v1/conversations', { preHandler }, async request => {
    const { caller, scope } = await entering(request);
    const { query } = request;
    const order: Order = query.order === 'newest' ? 'newest' : 'name';
    const limit = count(query.limit, 50, 500);
    const [lines, mark, work] = await Promise.all([shelf.lines(), marks.read(caller.name), allWork()]);
    const seesNames = scope.admin || scope.views.contacts;
    const listed = (line: Line): Listed => {
      const { ins, ...rest } = line;
      const done = work.get(line.id);
      return {
        ...rest,
        name: seesNames || line.kind === 'stranger' ? line.name : '',
        unread: unreadOf(line, mark.of(line.id)),
        state: workNow(done, ins.at(-1) ?? 0, now()),
        ...(done?.owner ? { owner: done.owner } : {}),
      };
    };
    const flagged =
      query.filter === 'flagged' ? await conversationsOf((await flagsOf(caller.name)).map(({ value }) => value)) : null;
    const words = folded(query.text ?? '')
      .split(/\s+/)
      .filter(Boolean);
    const all = [...lines.values()].map(listed);
    const wanted = all
      .filter(({ kind }) => !query.kind || kind === query.kind || (query.kind === 'individual' && kind !== 'group'))
      .filter(({ unread }) => query.filter !== 'unread' || unread > 0)
      .filter(({ owner }) => query.filter !== 'mine' || owner === caller.name)
      .filter(
        ({ state }) =>
          !['open', 'pending', 'snoozed', 'resolved'].includes(query.filter ?? '') || state === query.filter,
      )
      .filter(({ id }) => !flagged || flagged.has(id))
      .filter(({ id, name }) => words.every(word => folded(name).includes(word) || id.includes(word)))
      .sort(byOrder(order));
    const rest = query.after === undefined ? wanted : afterCursor(wanted, query.after, order);
    const page = rest.slice(0, limit);
    return {
      conversations: page,
      total: wanted.length,
      unread: all.reduce((sum, { unread }) => sum + unread, 0),
      ...(rest.length > page.length ? { after: cursorOf(page.at(-1)!) } : {}),
    };
  });

  app.get<{ Params: { id: string }; Querystring: { before?: string; after?: string; at?: string; limit?: string } }>(
    '/api/v1/conversations/:id/messages',
    { preHandler },
    async request => {
      const { caller, scope } = await entering(request);
      const { id } = request.params;
      const lines = await shelf.lines();
      const { before, after, at, limit } = request.query;
      const names = shelf.namesOf(id);
      const part = await talk(parts, scope, names, { before, after, at, limit: count(limit, 50, 200) });
      const sees = async (contact: Doc) => (await visible(parts, scope, [contact])).length > 0;
      const zone = parts.settings.current().default_timezone;
      const [mark, work, flags, messages, reach] = await Promise.all([
        ...([marks.read(caller.name), workOf([id]), flagsOf(caller.name)] as const),
        ...([withPresses(main, part.messages), reachOf(main, id, zone, sees)] as const),
      ]);
      const flagged = new Set(flags.map(({ value }) => value));
      const line = lines.get(id);
      const [whom] = (await visible(parts, scope, [await main.get<Contact>(id)])) as Contact[];
      const types = parts.settings.current().contact_types;
      const isGroup = !!whom && types.find(({ id: type }) => type === typeOf(whom))?.chat === 'group';
      return {
        ...part,
        reach,
        messages: messages.map(one => ({
          ...one,
          ...(flagged.has(one.key) ? { flagged: true } : {}),
          // Who wrote in a group has, or has not, a conversation of his own to go to.
          ...(one.by?.id && one.by.id !== id && lines.has(one.by.id) ? { linked: true } : {}),
        })),
        read_to: mark.of(id),
        ...(line ? { kind: line.kind, name: line.name } : isGroup ? { kind: 'group', name: shownName(whom) } : {}),
        ...(whom?.study_id === undefined ? {} : { study_id: String(whom.study_id) }),
        work: work.get(id) ?? null,
        state: workNow(work.get(id), line?.ins.at(-1) ?? 0, now()),
      };
    },
  );

  app.post<{ Params: { id: string }; Body: { at?: unknown } | null }>(
    '/api/v1/conversations/:id/read',
    { preHandler },
    async request => {
      const { caller } = await entering(request);
      const { at } = request.body ?? {};
      const moment = at === undefined ? now() : Number(at);
      if (!Number.isFinite(moment))
        throw new AppError('request/invalid', 'at is no moment', { hint: 'Send at in ms since 1970' });
      await marks.mark(caller.name, request.params.id, moment);
      return { ok: true };
    },
  );

  app.get<{ Querystring: { text?: string; limit?: string } }>(
    '/api/v1/messages/search',
    { preHandler },
    async request => {
      const { scope } = await entering(request);
      const lines = await shelf.lines();
      const found = await findMessages(parts, scope, request.query.text ?? '', count(request.query.limit, 50, 200));
      return { messages: found.map(one => ({ ...one, conversation_name: lines.get(one.conversation)?.name ?? '' })) };
    },
  );

  app.get('/api/v1/messages/flagged', { preHandler }, async request => {
    const { caller, scope } = await entering(request);
    const flags = await flagsOf(caller.name);
    const lines = await shelf.lines();
    const keys = new Map(flags.map(({ value, doc }) => [value, doc?.at]));
    const docs = (await visible(
      parts,
      scope,
      await main.getMany<Report>([...new Set([...keys.keys()].map(key => fromKey(key).doc))]),
    )) as Report[];
    const rows = docs
      .flatMap(doc => messageRowsOf(doc))
      .map(
        (row): TalkRow => ({
          ...{ id: row.doc, key: [row.with, row.at] },
          value: { text: row.text, ...(row.incoming ? { incoming: true as const } : { uuid: row.uuid ?? null }) },
        }),
      );
    const withs = new Map(rows.map(row => [keyOfRow(row), row.key[0]]));
    const bubbles = (await shown(parts, scope, rows)).filter(({ key }) => keys.has(key));
    return {
      messages: bubbles
        .map(one => ({ ...one, flagged_at: keys.get(one.key), conversation: withs.get(one.key) ?? '' }))
        .map(one => ({ ...one, conversation_name: lines.get(one.conversation)?.name ?? one.conversation }))
        .sort((a, b) => String(b.flagged_at).localeCompare(String(a.flagged_at))),
    };
  });

  app.put<{ Params: { key: string } }>('/api/v1/messages/:key/flag', { preHandler }, async request => {
    const { caller, scope } = await entering(request);
    const { key } = request.params;
    const [doc] = (await visible(parts, scope, [await main.get(fromKey(key).doc)])) as Report[];
    if (!doc || !messageRowsOf(doc).some(row => keyOf(row) === key))
      throw new AppError('doc/missing', `There is no message "${key}"`);
    const flag: FlagDoc = {
      ...{ _id: flagId(key, caller.name), type: 'flag', message: key, user: caller.name },
      at: new Date(now()).toISOString(),
    };
    const [result] = await main.write([flag]);
    return { ok: true, already: !result?.ok };
  });

  app.delete<{ Params: { key: string } }>('/api/v1/messages/:key/flag', { preHandler }, async request => {
    const { caller } = await entering(request);
    const flag = await main.get<FlagDoc>(flagId(request.params.key, caller.name));
    if (flag) await main.write([{ _id: flag._id, _rev: flag._rev!, _deleted: true }]);
    return { ok: true };
  });

  readyRoutes(app, {
    ...{ main, settings: parts.settings, entering },
    seen: (scope, docs) => visible(parts, scope, docs),
  });
  workRoutes(app, { ...parts, entering, lastIn: async id => (await shelf.lines()).get(id)?.ins.at(-1) ?? 0 });
};

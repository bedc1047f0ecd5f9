import type { ContactType } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { userId } from '@rounds/ddocs/documents/users.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { segment } from '../couch/couch.ts';
import { callerOf, onlineOnly } from '../session/caller.ts';
import type { Scope } from '../visibility/scope.ts';
import { visible } from '../visibility/visible.ts';
import { shallow } from '../web/depth.ts';
import { answerTo, passOn, type QueryParts } from './parts.ts';

const findBody = z.looseObject({
  selector: z.record(z.string(), z.unknown()),
  fields: z.array(z.string().max(500)).max(200).optional(),
  limit: z.number().int().min(0).max(10_000).default(25),
});

/** Limits of a selector: levels, parts of all levels together, entries of one list, characters of a text in it. */
const [deepest, mostParts, longestList, longestText] = [20, 500, 2000, 5000];

/** Why a selector is refused, which would keep the database busy for all; undefined where it is none of these. */
const whyTooMuch = (selector: unknown): string | undefined => {
  let level: unknown[] = [selector];
  let parts = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) return `A selector has at most ${deepest} levels`;
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string' && value.length > longestText)
        return `A text in a selector has at most ${longestText} characters`;
      if (typeof value !== 'object' || value === null) continue;
      const inner = Object.values(value);
      if (Array.isArray(value) && inner.length > longestList)
        return `A list in a selector has at most ${longestList} entries`;
      // The plain values of one list, such as that of $in, are looked up, not tried one after the other.
      parts += inner.every(each => typeof each !== 'object') ? 1 : inner.length;
      if (parts > mostParts) return `A selector has at most ${mostParts} parts`;
      next.push(...inner);
    }
    level = next;
  }
  return undefined;
};

/** A field with dots in its name as a path; a backslash keeps a dot. */
const pathOf = (field: string): string[] => field.split(/(?<!\\)\./).map(part => part.replaceAll('\\.', '.'));

/** The wanted fields of a document, where they are. */
const pick = (doc: Doc, fields: readonly string[] | undefined): object => {
  if (!fields || fields.length === 0) return doc;
  const picked: Record<string, unknown> = {};
  for (const path of fields.map(pathOf)) {
    let from: unknown = doc;
    for (const part of path)
      from =
        from && typeof from === 'object' && Object.hasOwn(from, part)
          ? (from as Record<string, unknown>)[part]
          : undefined;
    if (from === undefined) continue;
    let into = picked;
    for (const part of path.slice(0, -1)) {
      if (!Object.hasOwn(into, part))
        Object.defineProperty(into, part, { value: {}, enumerable: true, writable: true, configurable: true });
      into = into[part] as Record<string, unknown>;
    }
    Object.defineProperty(into, path.at(-1)!, { value: from, enumerable: true, writable: true, configurable: true });
  }
  return picked;
};

/**
 * What an online user may see, as a selector. Without it the bookmark of an answer would tell the id of the last
 * document found, also of one that is left out: that of a link to log in is the link.
 */
const openTo = ({ name, views }: Scope, types: readonly ContactType[]): object => {
  const closed = [
    'token_login',
    ...(views.users ? [] : ['user-settings']),
    ...(views.contacts ? [] : ['contact', ...types.map(({ id }) => id)]),
    ...(views.reports ? [] : ['data_record']),
  ];
  return { $or: [{ type: { $exists: false } }, { type: { $nin: closed } }, { _id: userId(name) }] };
};

/** Asks the database by a Mango selector, and answers what the user may see of what it finds. */
const find = (parts: QueryParts) => async (request: FastifyRequest, reply: FastifyReply) => {
  const body = findBody.safeParse(shallow(request.body));
  if (!body.success) throw new AppError('request/invalid', z.prettifyError(body.error));
  const { fields, selector, ...query } = body.data;
  const tooMuch = whyTooMuch(selector);
  if (tooMuch) throw new AppError('request/invalid', tooMuch, { hint: 'Ask for less at once' });
  const scope = await parts.scope(callerOf(request));
  const { contact_types } = parts.settings.current();
  const within = scope.admin ? selector : { $and: [selector, openTo(scope, contact_types)] };
  const path = `/${segment(parts.databases.main)}/_find`;
  const { response, answer } = await answerTo<{ docs: Doc[] }>(parts, scope.name, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...query, selector: within }),
  });
  if (!answer) return passOn(reply, response);
  return { ...answer, docs: (await visible(parts, scope, answer.docs)).map(doc => pick(doc, fields)) };
};

/** `_find`, for online users. */
export const findRoutes = (app: FastifyInstance, parts: QueryParts): void => {
  app.post('/medic/_find', { preHandler: onlineOnly }, find(parts));
};

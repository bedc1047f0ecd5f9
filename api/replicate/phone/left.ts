import { subjectIds } from '@rounds/ddocs/documents/contacts.ts';
import { generation } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { callerOf } from '../../session/caller.ts';
import { idsByKeys } from '../../visibility/candidates.ts';
import { maySee, type Scope } from '../../visibility/scope.ts';
import { scopeHash } from '../../visibility/user-scope.ts';
import { type ChangesParts, readPage } from '../changes/changes.ts';
import { earlier } from '../changes/earlier.ts';
import type { Entry } from '../changes/entries.ts';

const pageSize = 500;

/**
 * Those of documents that a user may not see now, which he may have been allowed to see before. Documents that were
 * never his, as far as their earlier revisions tell, are not among them, so that changes elsewhere cost his phone
 * nothing.
 */
const onceSeen = async (
  { couch, databases, audiences }: ChangesParts,
  scope: Scope,
  entries: readonly Entry[],
): Promise<Entry[]> => {
  const edited = entries.filter(({ revs }) => generation(revs[0]) > 1);
  const past = await earlier(
    couch,
    databases.main,
    edited.map(({ id, revs }) => ({ id, rev: revs[0]! })),
  );
  const bodies = edited.flatMap(({ id }) => past.get(id)?.bodies ?? []);
  const found = await audiences.of(bodies);
  const seen = new Set(bodies.filter((_, index) => maySee(scope, found[index]!)).map(({ _id }) => _id));
  return edited.filter(({ id }) => seen.has(id) || past.get(id)?.whole !== true);
};

/**
 * Contacts whom a user saw only as primary contacts of his places, and sees no more: the place names somebody else, or
 * left his scope, or was deleted. They themselves did not change.
 */
const primariesLeft = async (
  { couch, databases, main, audiences }: ChangesParts,
  scope: Scope,
  entries: readonly Entry[],
): Promise<string[]> => {
  if (!scope.replicatePrimaryContacts) return [];
  const places = entries.filter(({ mentions, revs }) => mentions.kind === 'contact' && generation(revs[0]) > 1);
  const past = await earlier(
    couch,
    databases.main,
    places.map(({ id, revs }) => ({ id, rev: revs[0]! })),
  );
  const mentions = [
    ...places.map(place => place.mentions),
    ...places.flatMap(({ id }) => (past.get(id)?.bodies ?? []).map(audiences.mentions)),
  ];
  const seen = await audiences.resolve(mentions);
  const named = mentions.flatMap((each, index) =>
    each.kind === 'contact' && each.primary && maySee(scope, seen[index]!) ? [each.primary] : [],
  );
  const docs = (await main.getMany([...new Set(named)])).filter(doc => doc !== null);
  const found = await audiences.of(docs);
  return docs.filter((_, index) => !maySee(scope, found[index]!)).map(({ _id }) => _id);
};

/** Reports about and by contacts that are out of a user's scope now and that he may not see. */
const reportsOf = async (parts: ChangesParts, scope: Scope, contactIds: readonly string[]): Promise<string[]> => {
  const { main, audiences } = parts;
  const contacts = (await main.getMany(contactIds)).filter(doc => doc !== null);
  const ids = [...new Set(await idsByKeys(parts, contacts.flatMap(subjectIds)))];
  const out: string[] = [];
  for (let at = 0; at < ids.length; at += pageSize) {
    const docs = (await main.getMany(ids.slice(at, at + pageSize))).filter(doc => doc !== null);
    const found = await audiences.of(docs);
    out.push(...docs.filter((_, index) => !maySee(scope, found[index]!)).map(({ _id }) => _id));
  }
  return out;
};

const leftQuery = z.object({ since: z.string().min(1).max(5000) });

/** What a phone may still hold though it left its user's scope: replication itself never tells. */
export const leftRoutes = (app: FastifyInstance, parts: ChangesParts): void => {
  app.get('/api/v1/replication/left', async request => {
    const caller = callerOf(request);
    const query = leftQuery.safeParse(request.query);
    if (!query.success) throw new AppError('request/invalid', 'Give since, a sequence of this database');
    const scope = await parts.scope(caller);
    const ids = new Set<string>();
    let since = query.data.since;
    for (let end = false; !end; ) {
      const page = await readPage(parts, since, { limit: pageSize, docIds: undefined, waits: false });
      since = String(page.lastSeq);
      end = page.end;
      const found = await parts.audiences.resolve(page.entries.map(({ mentions }) => mentions));
      const out = page.entries.filter(
        ({ mentions, deleted }, index) =>
          !deleted &&
          (mentions.kind === 'contact' || mentions.kind === 'report' || mentions.kind === 'message') &&
          !maySee(scope, found[index]!),
      );
      const gone = await onceSeen(parts, scope, out);
      for (const { id } of gone) ids.add(id);
      const primaries = await primariesLeft(parts, scope, page.entries);
      for (const id of primaries) ids.add(id);
      const contacts = [
        ...gone.filter(({ mentions }) => mentions.kind === 'contact').map(({ id }) => id),
        ...primaries,
      ];
      for (const id of contacts.length > 0 ? await reportsOf(parts, scope, contacts) : []) ids.add(id);
    }
    return { ids: [...ids], last_seq: since, scope: scopeHash(scope) };
  });
};

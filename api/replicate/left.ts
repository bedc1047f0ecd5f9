import { subjectIds } from '@rounds/ddocs/documents/contacts.ts';
import { generation } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Programme } from '../programme/programme.ts';
import { callerOf } from '../session/doors.ts';
import { idsByKeys } from './candidates.ts';
import { readPage } from './changes.ts';
import { earlier } from './earlier.ts';
import type { Entry } from './feed.ts';
import { maySee, type Scope } from './scope.ts';
import { scopeHash } from './user-scope.ts';

const pageSize = 500;

/**
 * Those of documents that a user may not see now, which he may have been allowed to see before. Documents that were
 * never his, as far as their earlier revisions tell, are not among them, so that changes elsewhere cost his phone
 * nothing.
 */
const onceSeen = async (
  { couch, databases, facts }: Programme,
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
  const found = await facts.of(bodies);
  const seen = new Set(bodies.filter((_, index) => maySee(scope, found[index]!)).map(({ _id }) => _id));
  return edited.filter(({ id }) => seen.has(id) || past.get(id)?.whole !== true);
};

/** Reports about and by contacts that are out of a user's scope now and that he may not see. */
const reportsOf = async (programme: Programme, scope: Scope, contactIds: readonly string[]): Promise<string[]> => {
  const { main, facts } = programme;
  const contacts = (await main.getMany(contactIds)).filter(doc => doc !== null);
  const ids = [...new Set(await idsByKeys(programme, contacts.flatMap(subjectIds)))];
  const out: string[] = [];
  for (let at = 0; at < ids.length; at += pageSize) {
    const docs = (await main.getMany(ids.slice(at, at + pageSize))).filter(doc => doc !== null);
    const found = await facts.of(docs);
    out.push(...docs.filter((_, index) => !maySee(scope, found[index]!)).map(({ _id }) => _id));
  }
  return out;
};

const leftQuery = z.object({ since: z.string().min(1).max(5000) });

/** What a phone may still hold though it left its user's scope: replication never tells (`architecture.md`, traps). */
export const leftRoutes = (app: FastifyInstance, programme: Programme): void => {
  app.get('/api/v1/replication/left', async request => {
    const caller = callerOf(request);
    const query = leftQuery.safeParse(request.query);
    if (!query.success) throw new AppError('request/invalid', 'Give since, a sequence of this database');
    const scope = await programme.scope(caller);
    const ids = new Set<string>();
    let since = query.data.since;
    for (let end = false; !end; ) {
      const page = await readPage(programme, since, { limit: pageSize, docIds: undefined, waits: false });
      since = String(page.lastSeq);
      end = page.end;
      const found = await programme.facts.resolve(page.entries.map(({ refs }) => refs));
      const out = page.entries.filter(
        ({ refs, deleted }, index) =>
          !deleted &&
          (refs.kind === 'contact' || refs.kind === 'report' || refs.kind === 'message') &&
          !maySee(scope, found[index]!),
      );
      const gone = await onceSeen(programme, scope, out);
      for (const { id } of gone) ids.add(id);
      const contacts = gone.filter(({ refs }) => refs.kind === 'contact').map(({ id }) => id);
      for (const id of contacts.length > 0 ? await reportsOf(programme, scope, contacts) : []) ids.add(id);
    }
    return { ids: [...ids], last_seq: since, scope: scopeHash(scope) };
  });
};

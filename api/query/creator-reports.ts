import { AppError } from '@rounds/ddocs/documents/error.ts';
import { isReport, type Report } from '@rounds/ddocs/documents/reports.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { segment } from '../couch/couch.ts';
import { callerOf, onlineOnly } from '../session/caller.ts';
import { visible } from '../visibility/visible.ts';
import type { QueryParts } from './parts.ts';

/** Documents that are read at once. */
const pageSize = 500;

/** `exact_match:"contact:<id>"`, one or several with OR between. */
const term = /^exact_match:"contact:([^"\\]+)"$/;

const body = z.object({
  q: z.string(),
  sort: z.unknown().optional(),
  include_docs: z.boolean().optional(),
  limit: z.number().int().min(1).max(10_000).default(25),
  bookmark: z.string().nullish(),
});

/** Contacts that a question is about. @throws `request/invalid` for any other question */
const contactsIn = (question: string): string[] =>
  question.split(' OR ').map(each => {
    const id = term.exec(each.trim())?.[1];
    if (id !== undefined) return id;
    throw new AppError('request/invalid', 'Only reports of a contact are found here', {
      hint: 'Ask for exact_match:"contact:<id>", with OR between several',
    });
  });

/**
 * `POST /medic/_design/medic/_nouveau/reports_by_freetext`: the reports that contacts have made, which cht-conf asks
 * for before it moves, merges or deletes a contact. The address is that of a search index of the peer, of which this
 * one question is answered. In the order of their ids by pages; the bookmark is the last id.
 */
export const creatorReportsRoutes = (app: FastifyInstance, parts: QueryParts): void => {
  const { couch, databases, main } = parts;
  const view = `/${segment(databases.main)}/_design/medic/_view/docs_by_replication_key`;

  /** Ids of documents that these contacts have to do with. */
  const idsOf = async (contacts: readonly string[]): Promise<string[]> => {
    const { rows } = await couch.json<{ rows: { id: string }[] }>(view, { keys: contacts });
    return [...new Set(rows.map(({ id }) => id))].sort();
  };

  app.post('/medic/_design/medic/_nouveau/reports_by_freetext', { preHandler: onlineOnly }, async request => {
    const parsed = body.safeParse(request.body);
    if (!parsed.success) throw new AppError('request/invalid', z.prettifyError(parsed.error));
    const { q, limit, bookmark, include_docs: withDocs = false } = parsed.data;
    const contacts = new Set(contactsIn(q));
    const scope = await parts.scope(callerOf(request));
    const all = await idsOf([...contacts]);
    const after = bookmark ? all.filter(id => id > bookmark) : all;
    const found: Report[] = [];
    for (let at = 0; at < after.length && found.length < limit; at += pageSize) {
      const docs = await visible(parts, scope, await main.getMany(after.slice(at, at + pageSize)));
      found.push(...docs.filter(doc => isReport(doc)).filter(({ contact }) => contacts.has(contact?._id ?? '')));
    }
    const page = found.slice(0, limit);
    const ordered = [...page].sort((a, b) => Number(a.reported_date) - Number(b.reported_date));
    return {
      total_hits: found.length,
      total_hits_relation: found.length < limit ? 'EQUAL_TO' : 'GREATER_THAN_OR_EQUAL_TO',
      hits: ordered.map(doc => ({
        id: doc._id,
        fields: { reported_date: doc.reported_date },
        ...(withDocs ? { doc } : {}),
      })),
      bookmark: page.at(-1)?._id ?? bookmark ?? null,
    };
  });
};

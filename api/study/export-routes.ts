import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { type Contact, typeOf } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Key } from '@rounds/ddocs/store/store.ts';
import ExcelJS from 'exceljs';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { keyOfRow, type TalkRow, type TalkValue, talkView } from '../conversations/shelf.ts';
import { callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import type { Scope } from '../visibility/scope.ts';
import { visible } from '../visibility/visible.ts';
import { csvRow } from './cells.ts';
import { exportCells, exportColumns, pseudonyms } from './export-rows.ts';
import type { StudyParts } from './parts.ts';
import { xlsx } from './schedule-routes.ts';

interface ExportQuery {
  conversation?: string | string[];
  from?: string;
  to?: string;
  study_id?: string | string[];
  grade?: string;
}

/** Messages that are read together. */
const page = 500;

const listOf = (value: string | string[] | undefined): string[] =>
  [value ?? []]
    .flat()
    .flatMap(text => text.split(','))
    .map(text => text.trim())
    .filter(Boolean);

/** A moment of a query, or a day: to its end where it is the last. */
const momentOf = (text: string | undefined, usual: Ms, atEnd: boolean): Ms => {
  if (text === undefined || text === '') return usual;
  const day = /^\d{4}-\d\d-\d\d$/.test(text);
  const at = Date.parse(day && atEnd ? `${text}T23:59:59.999Z` : text);
  if (Number.isNaN(at))
    throw new AppError('request/invalid', `"${text}" is no moment`, { hint: 'Give a date such as 2026-03-01' });
  return at;
};

/**
 * `GET /api/v1/export/messages.csv` and `.xlsx`: all messages that one may see, for holders of `can_export_messages`;
 * `?conversation=`, `?study_id=`, `?from=` and `?to=` choose some, `?grade=pseudonymised` replaces all ids by others and
 * leaves names out. They are streamed, however many there are.
 */
export const exportRoutes = (app: FastifyInstance, parts: StudyParts): void => {
  const { main } = parts;

  const rowsOf = async function* (names: readonly string[] | undefined, from: Ms, to: Ms): AsyncGenerator<TalkRow[]> {
    const ranges: [Key, Key][] = names
      ? names.map(name => [
          [name, from],
          [name, to],
        ])
      : [[[], [{}]]];
    for (const [first, endKey] of ranges)
      for (let startKey = first, skip = 0; ; ) {
        const rows = (await main.query<TalkValue>(talkView, {
          startKey,
          endKey,
          skip,
          limit: page,
        })) as unknown as TalkRow[];
        if (rows.length > 0) yield rows.filter(({ key }) => key[1] >= from && key[1] <= to);
        if (rows.length < page) break;
        const last = rows.at(-1)!.key;
        const same = rows.filter(({ key }) => key[0] === last[0] && key[1] === last[1]).length;
        skip = JSON.stringify(startKey) === JSON.stringify(last) ? skip + rows.length : same;
        startKey = [...last];
      }
  };

  const cellsOf = async function* (query: ExportQuery, scope: Scope): AsyncGenerator<string[]> {
    const conversations = listOf(query.conversation);
    const studyIds = listOf(query.study_id);
    const known =
      studyIds.length > 0
        ? await main.query('medic-study/contacts_by_study_id', { keys: studyIds, limit: 10_000 })
        : [];
    const chosen = conversations.length > 0 || studyIds.length > 0;
    const names = chosen ? [...new Set([...conversations, ...known.map(({ id }) => id)])] : undefined;
    const [from, to] = [momentOf(query.from, 0, false), momentOf(query.to, Number.MAX_SAFE_INTEGER, true)];
    const pseudonym = query.grade === 'pseudonymised' ? pseudonyms(new Uint8Array(randomBytes(32))) : undefined;
    const types = parts.settings.current().contact_types;
    for await (const rows of rowsOf(names, from, to)) {
      const docs = (await visible(
        parts,
        scope,
        await main.getMany<Report>([...new Set(rows.map(({ id }) => id))]),
      )) as Report[];
      const ids = [
        ...new Set([...rows.map(({ key }) => key[0]), ...docs.flatMap(({ contact }) => contact?._id ?? [])]),
      ];
      const contacts = (await visible(parts, scope, await main.getMany<Contact>(ids))) as Contact[];
      const flags = await main.query('medic-talk/flags', {
        keys: rows.map(row => ['message', keyOfRow(row)]),
        limit: 100_000,
        prompt: true,
      });
      const facts = {
        docs: new Map(docs.map(doc => [doc._id, doc])),
        contacts: new Map(contacts.map(doc => [doc._id, doc])),
        groups: new Set(
          contacts.filter(doc => types.find(({ id }) => id === typeOf(doc))?.chat === 'group').map(doc => doc._id),
        ),
        flagged: new Set(flags.map(({ key }) => String((key as Key[])[1]))),
        pseudonym,
      };
      for (const row of rows) {
        const cells = exportCells(row, facts);
        if (cells) yield cells;
      }
    }
  };

  const entering = async (request: FastifyRequest<{ Querystring: ExportQuery }>): Promise<Scope> => {
    const caller = callerOf(request);
    need(parts.settings.current(), caller.roles, 'can_export_messages', 'can_export_all');
    const { grade, from, to } = request.query;
    if (grade !== undefined && !['identified', 'pseudonymised'].includes(grade))
      throw new AppError('request/invalid', `There is no grade "${grade}"`, {
        hint: 'Ask for identified or pseudonymised',
      });
    momentOf(from, 0, false);
    momentOf(to, 0, true);
    return parts.scope(caller);
  };

  app.get<{ Querystring: ExportQuery }>('/api/v1/export/messages.csv', async (request, reply) => {
    const scope = await entering(request);
    const lines = async function* () {
      yield `${exportColumns.join(',')}\r\n`;
      for await (const cells of cellsOf(request.query, scope)) yield csvRow(cells);
    };
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="messages.csv"')
      .send(Readable.from(lines()));
  });

  app.get<{ Querystring: ExportQuery }>('/api/v1/export/messages.xlsx', async (request, reply) => {
    const scope = await entering(request);
    const stream = new PassThrough();
    const fill = async () => {
      const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream, useSharedStrings: false });
      const sheet = book.addWorksheet('messages');
      sheet.addRow([...exportColumns]).commit();
      for await (const cells of cellsOf(request.query, scope)) {
        if (stream.destroyed) return;
        // A text is stored as a text: no cell of this file is a formula.
        sheet.addRow(cells).commit();
        if (stream.writableNeedDrain) await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
      }
      await book.commit();
    };
    void fill().catch(error => stream.destroy(error as Error));
    return reply.type(xlsx).header('content-disposition', 'attachment; filename="messages.xlsx"').send(stream);
  });
};

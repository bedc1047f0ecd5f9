import { type Contact, isContact, isPerson, reachedAt } from '@rounds/ddocs/documents/contacts.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import ExcelJS from 'exceljs';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import { visible } from '../visibility/visible.ts';
import { wholeBody } from '../web/whole-body.ts';
import { lastRow, openWorkbook } from '../web/workbook.ts';
import { textIn } from './cells.ts';
import { participantPage } from './participant.ts';
import { type ParticipantRow, takeParticipants } from './participants.ts';
import type { StudyParts } from './parts.ts';
import { bookLimit, xlsx } from './schedule-routes.ts';

const heads = ['Study ID', 'Phone Number', 'Name', 'Arm', 'State'] as const;
/** Name of the sheet as mPACT spells it. */
const sheetTitle = 'Study Participants';
/** Participants of one list. */
const mostListed = 500;

const readRows = async (bytes: Uint8Array): Promise<ParticipantRow[]> => {
  const book = await openWorkbook(bytes);
  const [sheet] = book.worksheets;
  if (!sheet) throw new AppError('request/invalid', 'The workbook has no sheet');
  const columns = new Map<string, number>();
  sheet.getRow(1).eachCell((cell, column) => void columns.set(textIn(cell.value).trim(), column));
  if (!columns.has(heads[0]))
    throw new AppError('request/invalid', `There is no column "${heads[0]}"`, {
      hint: 'Row 1 holds the heads Study ID, Phone Number, Name and Arm, written just so',
    });
  const at = (row: number, head: (typeof heads)[number]): string => {
    const column = columns.get(head);
    return column === undefined ? '' : textIn(sheet.getCell(row, column).value).trim();
  };
  return Array.from({ length: Math.max(0, lastRow(sheet) - 1) }, (_, index) => index + 2)
    .map(row => ({
      row,
      study_id: at(row, 'Study ID'),
      phone: at(row, 'Phone Number'),
      name: at(row, 'Name'),
      arm: at(row, 'Arm'),
    }))
    .filter(({ study_id, phone, name, arm }) => [study_id, phone, name, arm].some(text => text !== ''));
};

/**
 * `/api/v1/participants.xlsx`: participants down and up, for holders of `can_manage_study`, as far as they may see them.
 * `?sample=true` is an empty workbook; `?dry_run=true` shows what would become of each row; `?keep_phones=true` makes
 * the numbers those of the contacts. `POST /api/v1/participants/:id/invite` gives another link to somebody.
 */
export const participantRoutes = (app: FastifyInstance, parts: StudyParts): void => {
  const { main, now } = parts;
  const settings = parts.settings.current;
  const entering = async (request: FastifyRequest) => {
    const caller = callerOf(request);
    need(settings(), caller.roles, 'can_manage_study');
    return parts.scope(caller);
  };
  const says = (value: string | undefined) => value !== undefined && !['', 'false', '0', 'no'].includes(value);

  app.get<{ Querystring: { sample?: string } }>('/api/v1/participants.xlsx', async (request, reply) => {
    const scope = await entering(request);
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet(sheetTitle);
    sheet.addRow([...heads]);
    sheet.getRow(1).font = { bold: true };
    if (!says(request.query.sample)) {
      const rows = await main.query('medic-study/contacts_by_study_id', { limit: 100_000 });
      const found = (await visible(parts, scope, await main.getMany<Contact>(rows.map(({ id }) => id)))) as Contact[];
      const arms = new Map(
        (
          await visible(
            parts,
            scope,
            await main.getMany<Contact>([...new Set(found.flatMap(({ parent }) => parent?._id ?? []))]),
          )
        ).map(doc => [doc._id, doc as Contact]),
      );
      for (const contact of found)
        sheet.addRow([
          String(contact.study_id),
          contact.phone ?? '',
          contact.name ?? '',
          arms.get(contact.parent?._id ?? '')?.name ?? contact.parent?._id ?? '',
          reachedAt(contact) === undefined ? 'pending' : 'linked',
        ]);
    }
    const bytes = await book.xlsx.writeBuffer();
    return reply
      .type(xlsx)
      .header('content-disposition', 'attachment; filename="study-participants.xlsx"')
      .send(Buffer.from(bytes));
  });

  app.post<{ Querystring: { dry_run?: string; keep_phones?: string } }>(
    '/api/v1/participants.xlsx',
    { bodyLimit: bookLimit },
    async request => {
      const scope = await entering(request);
      const rows = await readRows(new Uint8Array(await wholeBody(request.body, bookLimit)));
      const types = settings().contact_types;
      const named = new Set(rows.map(({ arm }) => arm.toLowerCase()).filter(Boolean));
      const placeTypes = types.filter(type => !isPerson({ _id: '', type: 'contact', contact_type: type.id }, types));
      const all =
        named.size === 0
          ? []
          : await main.query('medic-client/contacts_by_type', {
              keys: placeTypes.map(({ id }) => [id]),
              limit: 100_000,
            });
      const places = (await main.getMany<Contact>(all.map(({ id }) => id))).filter(
        (doc): doc is Contact =>
          !!doc &&
          [doc._id, doc.name, doc.place_id].some(key =>
            named.has(
              String(key ?? '')
                .trim()
                .toLowerCase(),
            ),
          ),
      );
      const dry = says(request.query.dry_run);
      const outcomes = await takeParticipants(rows, (await visible(parts, scope, places)) as Contact[], {
        ...{ main, settings: settings(), invites: parts.invites, now: now(), dry },
        keepPhones: says(request.query.keep_phones),
        seen: async contacts => (await visible(parts, scope, contacts)) as Contact[],
      });
      const count = (state: string) => outcomes.filter(one => one.state === state).length;
      return {
        ...{ dry_run: dry, rows: outcomes },
        counts: Object.fromEntries(['linked', 'pending', 'duplicate', 'invalid'].map(state => [state, count(state)])),
      };
    },
  );

  app.get<{ Querystring: { text?: string } }>('/api/v1/participants', async request => {
    const scope = await entering(request);
    const text = (request.query.text ?? '').trim().toLowerCase();
    const rows = await main.query('medic-study/contacts_by_study_id', { limit: 100_000 });
    const seen: Contact[] = [];
    for (let at = 0; at < rows.length && seen.length < mostListed; at += mostListed) {
      const docs = await main.getMany<Contact>(rows.slice(at, at + mostListed).map(({ id }) => id));
      const wanted = docs.filter(
        doc => doc && `${String(doc.study_id)} ${doc.name ?? ''}`.toLowerCase().includes(text),
      );
      seen.push(...((await visible(parts, scope, wanted)) as Contact[]));
    }
    return {
      participants: seen.slice(0, mostListed).map(contact => ({
        ...{ id: contact._id, study_id: String(contact.study_id), name: contact.name ?? '' },
        state: reachedAt(contact) === undefined ? 'pending' : (contact.participation?.state ?? 'linked'),
      })),
      more: seen.length > mostListed,
    };
  });

  app.get<{ Params: { id: string } }>('/api/v1/participants/:id', async request => {
    const scope = await entering(request);
    const [contact] = await visible(parts, scope, [await main.get<Contact>(request.params.id)]);
    if (!isContact(contact, settings().contact_types))
      throw new AppError('doc/missing', `There is no contact "${request.params.id}"`);
    return participantPage(parts, scope, contact);
  });

  app.post<{ Params: { id: string } }>('/api/v1/participants/:id/invite', async request => {
    const scope = await entering(request);
    const [contact] = await visible(parts, scope, [await main.get<Contact>(request.params.id)]);
    if (!isContact(contact, settings().contact_types))
      throw new AppError('doc/missing', `There is no contact "${request.params.id}"`);
    return { contact: contact._id, invite: await parts.invites.make(contact._id) };
  });
};

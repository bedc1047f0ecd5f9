import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { isContact } from '@rounds/ddocs/documents/contacts.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { ScheduleDoc, ScheduleEntry } from '@rounds/ddocs/study/schedule.ts';
import { zoneNamed } from '@rounds/sentinel/dates/zone.ts';
import { isGroup } from '@rounds/sentinel/study/carry-out.ts';
import { recordId } from '@rounds/sentinel/study/plan.ts';
import { dueOn } from '@rounds/sentinel/study/start.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { v4 } from 'uuid';
import * as z from 'zod';
import { callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import { visible } from '../visibility/visible.ts';
import { wholeBody } from '../web/whole-body.ts';
import type { StudyParts } from './parts.ts';
import { entriesFrom, type ReadSheet, readScheduleBook, type Sheeted, scheduleBook } from './schedule-book.ts';
import { beginFor, type Preview, preview, scheduled, scheduleOf, writeSchedule } from './schedules.ts';

export const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** Largest workbook, in bytes. */
export const bookLimit = 10 * 1024 * 1024;

const start = z.object({
  date: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/, { error: 'give the date as 2026-03-01' })
    .refine(date => Number.isFinite(dueOn({ date, time: '00:00', zone: 'UTC' }, 0)), { error: 'there is no such day' })
    .optional(),
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'give the time as 10:00' }),
  tz: z
    .string()
    .refine(zone => zoneNamed(zone).isValid, { error: 'give a zone such as Africa/Nairobi' })
    .optional(),
});
const changed = z.object({
  start: start.nullable().optional(),
  entries: z
    .array(
      z.object({
        id: z.string().min(1).optional(),
        day: z.number().int().min(0, { error: 'days count from 0 on' }).max(99_999),
        text: z
          .record(z.string(), z.string().max(4096))
          .refine(text => Object.values(text).some(said => said.trim() !== ''), { error: 'the message is missing' }),
        comment: z.string().optional().default(''),
        enabled: z.boolean().optional().default(true),
      }),
    )
    .optional(),
  rev: z.string().optional(),
});

/** What came of one sheet. */
interface SheetOutcome extends Pick<ReadSheet, 'sheet' | 'faults'> {
  conversation?: string;
  title?: string;
  title_fault?: string;
  applied: boolean;
  preview?: Preview;
}

/** Whether a query says yes. */
const says = (value: string | undefined): boolean => value !== undefined && !['', 'false', '0', 'no'].includes(value);

/**
 * Schedules of a study, for holders of `can_manage_study`, of what they may see: `/api/v1/schedules.xlsx` down and up
 * (`?dry_run=true` shows what would follow, `?partial=true` takes the good rows of a sheet with faults), and
 * `/api/v1/schedules/:contact` one by one.
 */
export const scheduleRoutes = (app: FastifyInstance, parts: StudyParts): void => {
  const { main, now } = parts;
  const settings = parts.settings.current;
  const entering = (request: FastifyRequest) => {
    const caller = callerOf(request);
    need(settings(), caller.roles, 'can_manage_study');
    return caller;
  };
  const facts = () => ({ main, settings: settings(), now: now() });
  const own = async (request: FastifyRequest): Promise<Contact[]> => {
    const scope = await parts.scope(entering(request));
    return (await visible(parts, scope, await scheduled(facts()))) as Contact[];
  };
  const contactOf = async (request: FastifyRequest, id: string): Promise<Contact> => {
    const scope = await parts.scope(entering(request));
    const [contact] = await visible(parts, scope, [await main.get<Contact>(id)]);
    if (!isContact(contact, settings().contact_types)) throw new AppError('doc/missing', `There is no contact "${id}"`);
    return contact;
  };
  const sheetsOf = async (contacts: readonly Contact[]): Promise<Sheeted[]> =>
    Promise.all(
      contacts.map(async ({ _id: id, name, place_id: code }) => ({
        ...{ id, title: name ?? '', entries: (await scheduleOf(main, id)).entries },
        ...(code ? { code: String(code) } : {}),
      })),
    );

  app.get('/api/v1/schedules', async request => {
    const contacts = await own(request);
    return {
      schedules: await Promise.all(
        contacts.map(async contact => {
          const schedule = await scheduleOf(main, contact._id);
          const begin = await beginFor(schedule, contact, facts());
          const { _id: id, name } = contact;
          return {
            contact: id,
            name,
            group: isGroup(contact, settings()),
            begin,
            entries: schedule.entries.filter(({ enabled }) => enabled).length,
          };
        }),
      ),
    };
  });

  app.get('/api/v1/schedules.xlsx', async (request, reply) => {
    const contacts = await own(request);
    if (contacts.length === 0)
      throw new AppError('request/invalid', 'There is no group yet', {
        hint: 'Make a group first, or give a person or an arm a first message',
      });
    const book = await scheduleBook((await sheetsOf(contacts)).toSorted((a, b) => a.title.localeCompare(b.title)));
    return reply
      .type(xlsx)
      .header('content-disposition', 'attachment; filename="schedules.xlsx"')
      .send(Buffer.from(book));
  });

  const upload = async (request: FastifyRequest<{ Querystring: { dry_run?: string; partial?: string } }>) => {
    const { name } = entering(request);
    const contacts = await own(request);
    const [dry, partial] = [says(request.query.dry_run), says(request.query.partial)];
    const bytes = new Uint8Array(await wholeBody(request.body, bookLimit));
    const read = await readScheduleBook(bytes, await sheetsOf(contacts));
    const twice = new Set(
      read.map(({ conversation }) => conversation).filter((id, at, all) => id && all.indexOf(id) !== at),
    );
    const sheets: SheetOutcome[] = [];
    for (const { sheet, conversation, title_fault, rows, faults } of read) {
      const contact = contacts.find(({ _id }) => _id === conversation);
      const fault = contact && twice.has(conversation) ? 'Two sheets are of this conversation' : title_fault;
      if (!contact || fault !== undefined) {
        sheets.push({ sheet, faults, applied: false, ...(fault === undefined ? {} : { title_fault: fault }) });
        continue;
      }
      const before = await scheduleOf(main, contact._id);
      const { entries } = entriesFrom(contact._id, rows, before.entries);
      const takes = faults.length === 0 || partial;
      const known = { sheet, faults, conversation: contact._id, title: contact.name ?? '' };
      const shown = { ...known, preview: await preview(contact, before, { ...before, entries }, facts()) };
      if (dry || !takes) {
        sheets.push({ ...shown, applied: false });
        continue;
      }
      const written = await writeSchedule(main, before, { entries }, name, now());
      sheets.push({
        ...{ ...shown, applied: written },
        ...(written ? {} : { title_fault: 'Somebody else changed it at the same time: upload it once more' }),
      });
    }
    const applied = sheets.filter(sheet => sheet.applied).length;
    const bad = sheets.filter(({ faults, title_fault }) => faults.length > 0 || title_fault !== undefined);
    return {
      message: dry ? 'Nothing was changed yet' : applied > 0 ? 'Messages have been scheduled' : 'Nothing was scheduled',
      is_success: bad.length === 0,
      ...{ dry_run: dry, sheets },
      'bad titles': sheets.flatMap(({ sheet, title_fault }) => (title_fault === undefined ? [] : [sheet])),
      'bad rows': Object.fromEntries(
        sheets.flatMap(({ sheet, faults }) =>
          faults.length > 0 ? [[sheet, [...new Set(faults.map(({ row }) => row))]]] : [],
        ),
      ),
    };
  };
  for (const path of ['/api/v1/schedules.xlsx', '/api/v1/schedules'])
    app.post<{ Querystring: { dry_run?: string; partial?: string } }>(path, { bodyLimit: bookLimit }, upload);

  app.get<{ Params: { contact: string } }>('/api/v1/schedules/:contact', async request => {
    const contact = await contactOf(request, request.params.contact);
    const schedule = await scheduleOf(main, contact._id);
    const { _rev: rev, start, entries, by, at } = schedule;
    return {
      ...{ contact: contact._id, name: contact.name, rev, start: start ?? null, entries, by, at },
      begin: await beginFor(schedule, contact, facts()),
      calendar: await calendar(parts, schedule, contact),
    };
  });

  app.put<{ Params: { contact: string }; Querystring: { dry_run?: string } }>(
    '/api/v1/schedules/:contact',
    async (request, reply) => {
      const contact = await contactOf(request, request.params.contact);
      const { data, error } = changed.safeParse(request.body ?? {});
      if (error)
        throw new AppError(
          'request/invalid',
          error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
        );
      const before = await scheduleOf(main, contact._id);
      if (data.rev !== undefined && data.rev !== (before._rev ?? ''))
        throw new AppError('doc/conflict', 'Somebody else changed this schedule meanwhile', { hint: 'Open it again' });
      const entries = data.entries?.map(
        ({ id, day, text, comment, enabled }): ScheduleEntry => ({ id: id ?? v4(), day, text, comment, enabled }),
      );
      const begins = data.start;
      const { start: _, ...rest } = before;
      const next: ScheduleDoc = {
        ...rest,
        ...(begins === undefined
          ? before.start
            ? { start: before.start }
            : {}
          : begins
            ? { start: stripped(begins) }
            : {}),
        entries: entries ?? before.entries,
      };
      const shown = await preview(contact, before, next, facts());
      if (says(request.query.dry_run)) return { dry_run: true, preview: shown };
      const done = await writeSchedule(
        main,
        before,
        { ...(entries ? { entries } : {}), ...(begins === undefined ? {} : { start: begins && stripped(begins) }) },
        callerOf(request).name,
        now(),
      );
      if (!done)
        throw new AppError('doc/conflict', 'Somebody else changed this schedule meanwhile', { hint: 'Open it again' });
      return reply.send({ dry_run: false, preview: shown });
    },
  );
};

const stripped = ({ date, time, tz }: z.output<typeof start>) => ({
  time,
  ...(date ? { date } : {}),
  ...(tz ? { tz } : {}),
});

/** Recipients of an arm that a calendar counts. */
const mostCounted = 5000;

/** What goes, went and did not go, and why: of an arm by how many, of a group or a person as it is. */
const calendar = async ({ main }: StudyParts, schedule: ScheduleDoc, contact: Contact) => {
  const below = await main.query('medic-client/contacts_by_place', { key: contact._id, limit: mostCounted });
  const ids = [contact._id, ...below.map(({ id }) => id)].map(id => recordId(schedule._id, id));
  const records = (await main.getMany<Report>(ids)).filter(doc => doc !== null);
  const lines = new Map<
    string,
    { day: number; due: string; state: string; why?: string; text: unknown; count: number }
  >();
  for (const { scheduled_tasks: tasks = [] } of records)
    for (const { due, group, state, state_details: details, message, entry } of tasks) {
      const why = details?.reason;
      const key = [entry, due, state, why].join(' ');
      const line = lines.get(key);
      if (line) line.count += 1;
      else
        lines.set(key, {
          ...{ day: Number(group), due: String(due), state, text: message, count: 1 },
          ...(why ? { why } : {}),
        });
    }
  return [...lines.values()].sort((a, b) => (a.due < b.due ? -1 : 1));
};

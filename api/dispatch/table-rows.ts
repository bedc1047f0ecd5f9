import { dispatchId } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Volunteer } from '@rounds/ddocs/dispatch/volunteer.ts';
import { positionOf } from '@rounds/ddocs/dispatch/volunteer.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';
import { parse } from 'csv-parse/sync';
import { byPhone, newPerson, newRequest, type PeopleParts, placeFor } from './people.ts';

/** What became of a row, or would. */
export interface RowOutcome {
  /** Number of the line in the file. */
  row: number;
  state: 'new' | 'known' | 'faulty';
  message: string;
}

/** Rows of a table as read, and the documents that they are. */
export interface ReadTable {
  rows: RowOutcome[];
  docs: Doc[];
}

/** Most rows of one file. */
const mostRows = 5000;

type Cells = Record<string, string>;

/** Rows by their columns. @throws `request/invalid` where it is no CSV, or lacks a column */
const rowsOf = (text: string, required: readonly string[]): Cells[] => {
  let rows: Cells[];
  try {
    rows = parse(text, { bom: true, columns: true, skip_empty_lines: true, trim: true, relax_column_count: true });
  } catch (error) {
    throw new AppError('request/invalid', `The file is no CSV: ${(error as Error).message}`, {
      hint: 'Save the table as CSV, with commas and UTF-8',
    });
  }
  const columns = Object.keys(rows[0] ?? {});
  const missing = required.filter(column => !columns.includes(column));
  if (rows.length === 0 || missing.length > 0)
    throw new AppError(
      'request/invalid',
      rows.length === 0 ? 'The file has no rows' : `The file lacks ${missing.join(', ')}`,
      {
        hint: `Its first line names the columns: ${required.join(', ')}`,
      },
    );
  if (rows.length > mostRows)
    throw new AppError('request/too-large', `The file has ${rows.length} rows`, {
      hint: `Send at most ${mostRows} at once`,
    });
  return rows;
};

const yes = (text: string | undefined): boolean => /^(yes|true|1)$/i.test(text ?? '');

/** What of a row is kept with the person as it is. */
const kept = (cells: Cells): Record<string, unknown> => {
  const names = [
    'landline',
    'address',
    'apartment',
    'entrance',
    'floor',
    'special_condition',
    'email',
    'facebook_profile',
    'age',
  ];
  const position = positionOf(cells);
  return {
    ...Object.fromEntries(names.flatMap(name => (cells[name] ? [[name, cells[name]]] : []))),
    ...{ first_name: cells.first_name, last_name: cells.last_name },
    ...(position ?? {}),
  };
};

const faultIn = (cells: Cells, required: readonly string[]): string | undefined => {
  const empty = required.filter(column => !cells[column]);
  if (empty.length > 0) return `${empty.join(', ')} is missing`;
  if ((cells.phone ?? '').replace(/\D/g, '').length < 6) return `"${cells.phone}" is no telephone number`;
  if (cells.age && !/^\d{1,3}$/.test(cells.age)) return `"${cells.age}" is no age`;
  return undefined;
};

const volunteerIn = (cells: Cells): Volunteer => {
  const [from, to] = [Number(cells.availability_hours_start), Number(cells.availability_hours_end)];
  const days = (cells.availability_days ?? '')
    .split(/\D+/)
    .map(Number)
    .filter(day => day >= 1 && day <= 7);
  const activities = (cells.role ?? '').split(/[\s,;]+/).filter(Boolean);
  const status = (['active', 'inactive', 'blacklist', 'pending'] as const).find(each => each === cells.status);
  return {
    status: status ?? 'pending',
    ...(activities.length > 0 ? { activities } : {}),
    ...(cells.availability_hours_start && from < to ? { hours: [from, to] as [number, number] } : {}),
    ...(days.length > 0 ? { days } : {}),
  };
};

const required = ['last_name', 'first_name', 'age', 'phone', 'zone'];

/** Reads each row; one that is faulty keeps no other from being taken. */
const each = async (
  rows: readonly Cells[],
  needed: readonly string[],
  parts: PeopleParts,
  read: (
    cells: Cells,
    person: Contact | null,
    place: Contact,
  ) => Promise<{ state: 'new' | 'known'; docs: Doc[]; message: string }>,
): Promise<ReadTable> => {
  const table: ReadTable = { rows: [], docs: [] };
  for (const [nth, cells] of rows.entries()) {
    const row = nth + 2;
    const fault = faultIn(cells, needed);
    const place = fault ? undefined : await placeFor(parts, cells.zone);
    if (fault || !place) {
      table.rows.push({ row, state: 'faulty', message: fault ?? `There is no zone "${cells.zone}"` });
      continue;
    }
    const { state, docs, message } = await read(cells, await byPhone(parts, cells.phone!), place);
    table.rows.push({ row, state, message });
    table.docs.push(...docs);
  }
  return table;
};

const personOf = (parts: PeopleParts, cells: Cells, place: Contact): Contact =>
  newPerson(
    parts,
    { ...kept(cells), name: `${cells.first_name} ${cells.last_name}`.trim(), phone: cells.phone! },
    place,
  );

/** A table of volunteers. Whoever has the phone number already is left as he is, and becomes a volunteer where he was none. */
export const readVolunteers = (text: string, parts: PeopleParts): Promise<ReadTable> =>
  each(rowsOf(text, required), required, parts, async (cells, known, place) => {
    if (known && 'volunteer' in known) return { state: 'known', docs: [], message: known.name ?? '' };
    const contact = known ?? personOf(parts, cells, place);
    return {
      state: known ? 'known' : 'new',
      docs: [{ ...contact, volunteer: volunteerIn(cells) }],
      message: contact.name ?? '',
    };
  });

/** A table of requests. Whoever has the phone number already is the one who is helped. */
export const readRequests = (text: string, parts: PeopleParts, by: string): Promise<ReadTable> => {
  const needed = [...required, 'address'];
  return each(rowsOf(text, needed), needed, parts, async (cells, known, place) => {
    const beneficiary = known ?? personOf(parts, cells, place);
    const needs = cells.type ?? cells.needs ?? '';
    const id = idFrom('request in a table', cells.phone ?? '', needs, cells.comments ?? '', cells.created_at ?? '');
    if (await parts.main.get(dispatchId(id))) return { state: 'known', docs: [], message: beneficiary.name ?? '' };
    const fields = {
      ...{ needs, remarks: cells.comments ?? '', address: cells.address ?? '', urgent: cells.urgent ?? '' },
      has_symptoms: yes(cells.has_symptoms) ? 'yes' : 'no',
    };
    const { report, dispatch } = newRequest(parts, { id, by, fields }, beneficiary);
    return { state: 'new', docs: [...(known ? [] : [beneficiary]), report, dispatch], message: beneficiary.name ?? '' };
  });
};

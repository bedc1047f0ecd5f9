import type { ScheduleEntry } from '@rounds/ddocs/study/schedule.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';
import ExcelJS from 'exceljs';
import { lastRow, openWorkbook } from '../web/workbook.ts';
import { textIn } from './cells.ts';
import { keyInName, sheetKey, sheetName } from './sheet-name.ts';

/** A conversation that has a sheet. */
export interface Sheeted {
  id: string;
  title: string;
  /** Its short code, by which a sheet may name it, too. */
  code?: string;
  entries: readonly ScheduleEntry[];
}

/** A fault of a workbook, for a person who has it open. */
export interface RowFault {
  /** As Excel counts: the heads are row 1. */
  row: number;
  column: 'Days' | 'Message' | 'Conversation';
  message: string;
}

/** A sheet as it was read. */
export interface ReadSheet {
  sheet: string;
  /** Id of the conversation; undefined for a sheet that names none. */
  conversation: string | undefined;
  /** Why it names none. */
  title_fault?: string;
  rows: { row: number; day: number; text: Record<string, string>; comment: string }[];
  faults: RowFault[];
}

/** Heads as mPACT has them; a text in another language stands under `Message (sw)`. */
const heads = { days: 'Days', message: 'Message', comment: 'Comment', conversation: 'Conversation' } as const;
const localised = /^message\s*\(([a-z]{2,3}(?:[-_][a-z]{2,4})?)\)$/i;

/** The workbook of schedules: a sheet for each conversation, with the messages that are on. */
export const scheduleBook = async (all: readonly Sheeted[]): Promise<Uint8Array> => {
  const book = new ExcelJS.Workbook();
  const names = new Set<string>();
  for (const { id, title, entries } of all) {
    let name = sheetName(title, id);
    // Two may be called alike and end alike; the hidden column still tells which it is.
    for (let n = 2; names.has(name.toLowerCase()); n += 1) name = sheetName(`${n} ${title}`, id);
    names.add(name.toLowerCase());
    const sheet = book.addWorksheet(name);
    const languages = [...new Set(entries.flatMap(({ text }) => Object.keys(text)))].filter(Boolean).sort();
    sheet.addRow([
      heads.days,
      heads.message,
      heads.comment,
      heads.conversation,
      ...languages.map(one => `${heads.message} (${one})`),
    ]);
    sheet.getRow(1).font = { bold: true };
    sheet.getColumn(2).width = 60;
    sheet.getColumn(3).width = 30;
    sheet.getColumn(4).hidden = true;
    const on = entries.filter(({ enabled }) => enabled).toSorted((a, b) => a.day - b.day);
    for (const { day, text, comment } of on)
      sheet.addRow([day, text[''] ?? '', comment, id, ...languages.map(one => text[one] ?? '')]);
    if (on.length === 0) sheet.getCell(2, 4).value = id;
  }
  return new Uint8Array(await book.xlsx.writeBuffer());
};

/** The day of a cell: a whole number from 0 on; undefined for anything else. */
const dayIn = (text: string): number | undefined => {
  const day = text.trim();
  return /^\d{1,5}(\.0+)?$/.test(day) ? Number(day) : undefined;
};

const namedIn = (
  name: string,
  column: readonly string[],
  known: readonly Sheeted[],
): Pick<ReadSheet, 'conversation' | 'title_fault'> => {
  const key = keyInName(name);
  const byName = known.filter(({ id, code }) => key !== '' && (id === key || sheetKey(id) === key || code === key));
  const [first, ...others] = [...new Set(column)];
  const byColumn = known.filter(({ id }) => id === first);
  if (others.length > 0)
    return {
      conversation: undefined,
      title_fault: 'Its rows name several conversations: copy messages, not the hidden column',
    };
  if (first !== undefined && byColumn.length === 0 && byName.length !== 1)
    return { conversation: undefined, title_fault: `There is no conversation "${first}", or it is not yours to see` };
  if (byColumn[0] && byName.length > 0 && !byName.includes(byColumn[0]))
    return { conversation: undefined, title_fault: 'Its name and its hidden column name two conversations' };
  if (byColumn[0]) return { conversation: byColumn[0].id };
  if (byName.length === 1) return { conversation: byName[0]!.id };
  return {
    conversation: undefined,
    title_fault:
      byName.length > 1
        ? 'Several conversations end like this: download the workbook anew'
        : 'What follows the last | names no conversation: keep it as it was downloaded',
  };
};

/** @throws AppError `request/invalid` where it is no workbook that can be read */
export const readScheduleBook = async (bytes: Uint8Array, known: readonly Sheeted[]): Promise<ReadSheet[]> => {
  const book = await openWorkbook(bytes);
  return book.worksheets.map(sheet => {
    const columns = new Map<string, number>();
    const languages = new Map<string, number>();
    sheet.getRow(1).eachCell((cell, column) => {
      const head = textIn(cell.value).trim();
      const language = localised.exec(head)?.[1];
      if (language) languages.set(language, column);
      else if (!columns.has(head.toLowerCase())) columns.set(head.toLowerCase(), column);
    });
    const at = (row: number, head: string): string => {
      const column = columns.get(head.toLowerCase());
      return column === undefined ? '' : textIn(sheet.getCell(row, column).value);
    };
    const faults: RowFault[] = [];
    for (const head of [heads.days, heads.message])
      if (!columns.has(head.toLowerCase()))
        faults.push({ row: 1, column: head, message: `There is no column "${head}"` });
    const rows: ReadSheet['rows'] = [];
    const last = lastRow(sheet);
    const named: string[] = [];
    for (let row = 2; row <= last && faults.every(fault => fault.row !== 1); row += 1) {
      const conversation = at(row, heads.conversation).trim();
      if (conversation !== '') named.push(conversation);
      const [days, message, comment] = [at(row, heads.days), at(row, heads.message), at(row, heads.comment)];
      const texts = [...languages].map(
        ([language, column]) => [language, textIn(sheet.getCell(row, column).value)] as const,
      );
      const text = Object.fromEntries([['', message] as const, ...texts].filter(([, said]) => said.trim() !== ''));
      if (days.trim() === '' && Object.keys(text).length === 0 && comment.trim() === '') continue;
      const day = dayIn(days);
      if (day === undefined)
        faults.push({
          ...{ row, column: 'Days' },
          message: days.trim() === '' ? 'The day is missing' : `"${days}" is no whole number from 0 on`,
        });
      if (Object.keys(text).length === 0) faults.push({ row, column: 'Message', message: 'The message is missing' });
      if (day !== undefined && Object.keys(text).length > 0) rows.push({ row, day, text, comment });
    }
    return { sheet: sheet.name, ...namedIn(sheet.name, named, known), rows, faults };
  });
};

/**
 * The messages of a conversation after an upload: those of the sheet, in place of all that were on. One that says the
 * same on the same day is the one that was there, so that nothing of it is planned anew.
 */
export const entriesFrom = (
  conversation: string,
  rows: ReadSheet['rows'],
  before: readonly ScheduleEntry[],
): { entries: ScheduleEntry[]; superseded: ScheduleEntry[] } => {
  const left = before.filter(({ enabled }) => enabled);
  const taken = new Set<string>(before.map(({ id }) => id));
  const entries = rows.map(({ row, day, text, comment }): ScheduleEntry => {
    const same = left.findIndex(one => one.day === day && JSON.stringify(one.text) === JSON.stringify(text));
    if (same >= 0) return { ...left.splice(same, 1)[0]!, comment };
    let id = idFrom('entry', conversation, day, JSON.stringify(text));
    for (let n = row; taken.has(id); n += 1) id = idFrom('entry', conversation, day, JSON.stringify(text), n);
    taken.add(id);
    return { id, day, text, comment, enabled: true };
  });
  return { entries, superseded: left };
};

import { usableSettings } from '@rounds/config/settings/usable.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { openEngine } from '@rounds/sentinel/engine/engine.ts';
import type { JobContext } from '@rounds/sentinel/jobs/job.ts';
import { allRules } from '@rounds/sentinel/rules.ts';
import { dueTasks } from '@rounds/sentinel/schedule/release.ts';
import ExcelJS from 'exceljs';
import { lineage, type Person, people, type Village, village } from '../replicate/village.ts';

/** The hour at which the study's tests are. */
export const moment = Date.parse('2026-03-10T12:00:00Z');

export const contactTypes = [
  { id: 'district_hospital' },
  { id: 'health_center', parents: ['district_hospital'] },
  { id: 'clinic', parents: ['health_center'] },
  { id: 'arm', parents: ['district_hospital'] },
  { id: 'study_group', chat: 'group', parents: ['district_hospital', 'arm'] },
  { id: 'person', person: true, parents: ['district_hospital', 'health_center', 'clinic', 'arm'] },
];

export const group = (_id: string, name: string, more: object = {}): Doc => ({
  ...{ _id, type: 'contact', contact_type: 'study_group', name, reported_date: moment, parent: lineage('district') },
  ...more,
});
export const arm = (_id: string, name: string, more: object = {}): Doc => ({
  ...{ _id, type: 'contact', contact_type: 'arm', name, reported_date: moment, parent: lineage('district') },
  ...more,
});
export const member = (_id: string, more: object = {}): Doc => ({
  ...{
    _id,
    type: 'person',
    name: _id,
    reported_date: moment,
    parent: lineage('arm-a', 'district'),
    phone: `+25471100${_id.length}${_id.charCodeAt(0)}`,
  },
  ...more,
});

/** A village with a study in it, whose consequences are drawn when one asks. */
export interface StudyVillage extends Village {
  /** Draws all consequences of what was written so far. */
  settle(): Promise<void>;
  /** Releases what is due at this moment, as the sentinel does each minute. */
  minute(): Promise<void>;
  /** A workbook of sheets with rows, sent to an address. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  upload(who: Person, path: string, sheets: Record<string, unknown[][]>): Promise<{ status: number; body: any }>;
  /** A workbook that an address gives: rows by sheet. */
  download(who: Person, path: string): Promise<{ status: number; sheets: Record<string, string[][]> }>;
}

export const studyVillage = async (docs: readonly Doc[], now = () => moment): Promise<StudyVillage> => {
  const settings = {
    contact_types: contactTypes,
    permissions: {
      ...{ can_manage_study: ['program_officer', 'chw_supervisor'], can_export_messages: ['program_officer'] },
      ...{ can_view_contacts: ['program_officer', 'chw_supervisor'], can_view_reports: ['program_officer'] },
      can_view_messages: ['program_officer'],
    },
  };
  const place = await village({ docs: [...people, ...docs], settings, now });
  const read = usableSettings(settings as never).settings;
  const engine = openEngine(allRules, {
    ...{ main: place.main, side: place.sentinel, now },
    programme: () => ({ settings: read, words: {} }),
  });
  let since = '0';
  return {
    ...place,
    settle: async () => {
      for (;;) {
        const { changes, lastSeq } = await place.main.changes({ since, limit: 1000, docs: true });
        if (changes.length === 0) return;
        await engine.settle(changes);
        since = lastSeq;
      }
    },
    minute: async () => {
      const programme = () => ({ settings: read, words: {} });
      // Of all that a job works with this one takes no more.
      const context = { main: place.main, engine, programme, now, progress: () => undefined };
      await dueTasks.run(context as unknown as JobContext, new AbortController().signal);
    },
    upload: async (who, path, sheets) => {
      const book = new ExcelJS.Workbook();
      for (const [name, rows] of Object.entries(sheets))
        for (const sheet of [book.addWorksheet(name)]) sheet.addRows(rows);
      const body = new Uint8Array(await book.xlsx.writeBuffer());
      const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
      const answer = await fetch(place.url + path, {
        method: 'POST',
        body,
        headers: { cookie: who.cookie, 'content-type': type },
      });
      return { status: answer.status, body: await answer.json() };
    },
    download: async (who, path) => {
      const answer = await fetch(place.url + path, { headers: { cookie: who.cookie } });
      const book = new ExcelJS.Workbook();
      const bytes = await answer.arrayBuffer();
      if (answer.status === 200) await book.xlsx.load(bytes);
      const rows = (sheet: ExcelJS.Worksheet) =>
        Array.from({ length: sheet.rowCount }, (_, at) =>
          Array.from({ length: sheet.columnCount }, (_, column) =>
            String(sheet.getCell(at + 1, column + 1).value ?? ''),
          ),
        );
      return {
        status: answer.status,
        sheets: Object.fromEntries(book.worksheets.map(sheet => [sheet.name, rows(sheet)])),
      };
    },
  };
};

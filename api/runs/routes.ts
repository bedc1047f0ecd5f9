import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { type DialogueVersion, dialogueId, versionId } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { type DialogueRunDoc, isDialogueRun } from '@rounds/sentinel/dialogues/stored-run.ts';
import ExcelJS from 'exceljs';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import { csvRow } from '../study/cells.ts';
import { pseudonyms } from '../study/export-rows.ts';
import type { Visibility } from '../visibility/visibility.ts';
import { visible } from '../visibility/visible.ts';
import {
  flowQuestions,
  flowResults,
  longColumns,
  longRows,
  type Told,
  variablesIn,
  wideColumns,
  wideRow,
} from './rows.ts';

/** The parts that the exports of runs take. */
export interface RunExportParts extends Pick<Visibility, 'audiences' | 'scope'> {
  main: Store;
  settings: { current: () => Settings };
}

interface Query {
  shape?: string;
  grade?: string;
  language?: string;
}

/** Runs that are exported at most, and read at once. */
const [most, page] = [100_000, 500];

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/**
 * `GET /api/v1/export/runs/:dialogue/csv`, `/xlsx` and `/flow-results` (FLOIP Flow Results): runs of a dialogue with their answers, of the
 * people whom the caller may see, for holders of `can_export_messages`. `?shape=long` has a row for each answer, `wide` for each
 * run; `?grade=pseudonymised`, which is meant where none is named, calls people by what means nothing. Trials are left out.
 */
export const runExportRoutes = (app: FastifyInstance, parts: RunExportParts): void => {
  const { main, settings } = parts;

  const told = async (request: FastifyRequest<{ Params: { dialogue: string }; Querystring: Query }>) => {
    const caller = callerOf(request);
    need(settings.current(), caller.roles, 'can_export_messages', 'can_export_all');
    const { grade = 'pseudonymised', shape = 'wide' } = request.query;
    if (!['identified', 'pseudonymised'].includes(grade) || !['wide', 'long'].includes(shape))
      throw new AppError('request/invalid', 'This grade or shape is not known', {
        hint: 'Ask for grade=identified or pseudonymised, and shape=wide or long',
      });
    const { dialogue } = request.params;
    const scope = await parts.scope(caller);
    const pseudonym = grade === 'pseudonymised' ? pseudonyms(new Uint8Array(randomBytes(32))) : undefined;
    const rows = await main.query('medic-campaigns/had', { startKey: [dialogue], endKey: [dialogue, {}], limit: most });
    if (rows.length === 0 && !(await main.get(dialogueId(dialogue))))
      throw new AppError('doc/missing', `There is no dialogue "${dialogue}"`, {
        hint: 'GET /api/v1/dialogues lists them',
      });
    const versions = new Map<string, DialogueVersion | null>();
    const all: Told[] = [];
    for (let at = 0; at < rows.length; at += page) {
      const docs = await main.getMany<DialogueRunDoc>(rows.slice(at, at + page).map(({ id }) => id));
      const runs = docs.filter((doc): doc is DialogueRunDoc => isDialogueRun(doc) && doc.events.length > 0);
      const contacts = await main.getMany<Contact>([...new Set(runs.flatMap(({ contact }) => contact ?? []))]);
      const seen = new Map(((await visible(parts, scope, contacts)) as Contact[]).map(doc => [doc._id, doc]));
      for (const run of runs) {
        const contact = seen.get(run.contact ?? '');
        if (!contact) continue;
        const id = versionId(run.what.dialogue, Number(run.what.version));
        if (!versions.has(id)) versions.set(id, await main.get<DialogueVersion>(id));
        const name = String(contact.study_id ?? contact._id);
        const person = pseudonym ? pseudonym(contact._id) : name;
        const told = pseudonym ? { ...run, _id: pseudonym(run._id) } : run;
        all.push({ run: told, dialogue: versions.get(id)?.dialogue, person });
      }
    }
    const language = request.query.language ?? settings.current().locale;
    return { all, shape, language, dialogue };
  };

  const tableOf = ({ all, shape, language }: Awaited<ReturnType<typeof told>>): string[][] => {
    if (shape === 'long') return [[...longColumns], ...all.flatMap(one => longRows(one, language))];
    const variables = variablesIn(all.map(({ run }) => run));
    const heads = [...wideColumns, ...variables.flatMap(variable => [variable, `${variable} (label)`])];
    return [heads, ...all.map(one => wideRow(one, variables, language))];
  };

  app.get<{ Params: { dialogue: string }; Querystring: Query }>(
    '/api/v1/export/runs/:dialogue/csv',
    async (request, reply) => {
      const table = tableOf(await told(request));
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="runs.csv"')
        .send(Readable.from(table.map(csvRow)));
    },
  );

  app.get<{ Params: { dialogue: string }; Querystring: Query }>(
    '/api/v1/export/runs/:dialogue/xlsx',
    async (request, reply) => {
      const table = tableOf(await told(request));
      const book = new ExcelJS.Workbook();
      // A text is stored as a text: no cell of this file is a formula.
      book.addWorksheet('runs').addRows(table);
      return reply
        .type(xlsx)
        .header('content-disposition', 'attachment; filename="runs.xlsx"')
        .send(Buffer.from(await book.xlsx.writeBuffer()));
    },
  );

  app.get<{ Params: { dialogue: string }; Querystring: Query }>(
    '/api/v1/export/runs/:dialogue/flow-results',
    async request => {
      const { all, language, dialogue } = await told(request);
      const newest = all.findLast(one => one.dialogue)?.dialogue;
      return {
        profile: 'flow-results-package',
        name: dialogue,
        'flow-results-specification': '1.0.0-rc1',
        resources: [
          { name: `${dialogue}-data`, schema: { language, questions: newest ? flowQuestions(newest, language) : {} } },
        ],
        responses: all.flatMap(flowResults),
      };
    },
  );
};

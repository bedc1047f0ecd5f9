// `npm run forms`: makes XForms of the workbooks of a project, and says what changed in them.
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type FormKind, formKinds } from '@rounds/config/programme/form-docs.ts';
import { notedText } from '@rounds/config/programme/noted.ts';
import { convertFile, formFilesIn } from '@rounds/config/programme/xform-files.ts';
import { changesInWords, formChanges } from '@rounds/config/xlsform/changes.ts';
import { asked, helpText, type Script } from './terminal/asked.ts';
import { endWith } from './terminal/complaint.ts';
import { whenUnread } from './terminal/unread.ts';

const script = {
  usage: ['npm run forms -- <folder or workbook> [--dry-run]'],
  about:
    'Makes an XForm of every workbook (.xlsx, in XLSForm) below forms/app, contact, training and collect of a project, writes it beside the workbook, and says what changed in it. An XForm that says the same already is left as it is. Faults are told by sheet, row and column.',
  words: [['<folder or workbook>', 'a project, or one workbook of it']],
  options: {
    'dry-run': { type: 'boolean', default: false, about: 'writes nothing; tells every fault, and what would change' },
  },
  heeds: [],
  examples: ['npm run forms -- ../my-programme', 'npm run forms -- ../my-programme/forms/app/visit.xlsx --dry-run'],
} as const satisfies Script;

/** Where the project of a path begins, and which of its workbooks are meant. */
const meantBy = (path: string): { folder: string; only?: string } => {
  if (!/\.xlsx$/i.test(path)) return { folder: path };
  const kind = dirname(path);
  return { folder: dirname(dirname(kind)), only: join(basename(dirname(kind)), basename(kind), basename(path)) };
};

/** @returns how many workbooks could not be made XForms of */
const convertAll = async (folder: string, only: string | undefined, dryRun: boolean): Promise<number> => {
  let failed = 0;
  let seen = 0;
  const kinds: readonly FormKind[] = formKinds;
  for (const kind of kinds)
    for (const book of await formFilesIn(folder, kind)) {
      if (only !== undefined && join('forms', kind, book.workbook) !== only) continue;
      seen += 1;
      const { xml, faults, warnings } = await convertFile(folder, kind, book);
      const file = join('forms', kind, `${book.name}.xml`);
      for (const warning of warnings) console.log(`  ${notedText(warning)}`);
      for (const fault of faults) console.error(notedText(fault));
      if (xml === undefined) failed += 1;
      else console.log(`${file}: ${await write(join(folder, file), xml, dryRun)}`);
    }
  if (seen === 0)
    throw new Error(
      `There is no workbook in ${folder}. A project has them as forms/app/<form>.xlsx, forms/contact/<type>-create.xlsx and so on.`,
    );
  const done = seen - failed;
  console.log(`${done} of ${seen} workbooks became XForms${dryRun ? '; nothing was written: a dry run' : ''}`);
  return failed;
};

const write = async (file: string, xml: string, dryRun: boolean): Promise<string> => {
  const before = existsSync(file) ? await readFile(file, 'utf8') : undefined;
  const changes = before === undefined ? undefined : formChanges(before, xml);
  const words = changes ? changesInWords(changes) : 'new';
  if (words === undefined) return 'says the same, left as it is';
  if (!dryRun) await writeFile(file, xml);
  return words;
};

whenUnread();
try {
  const { values, positionals } = asked(script);
  const [given, ...more] = positionals;
  if (given === undefined || more.length > 0) throw new Error(helpText(script));
  const { folder, only } = meantBy(resolve(given));
  process.exit((await convertAll(folder, only, values['dry-run'])) > 0 ? 1 : 0);
} catch (error) {
  endWith(error);
}

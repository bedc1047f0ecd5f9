// `npm run import`: people, places, reports, users and whole programmes into the database that runs.
import { resolve } from 'node:path';
import { faultLines } from '@rounds/api/import/fault.ts';
import { csvFiles } from '@rounds/api/import/folder.ts';
import { type Noted, notedText } from '@rounds/config/programme/noted.ts';
import type { Taken } from '@rounds/config/programme/taken.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import { hasDialogues, importDialogues } from './import/dialogues.ts';
import { importInto, progressOn, summary } from './import/folder.ts';
import { importProject, isProject, ProjectFaults } from './import/project.ts';
import { notedRow, report, shortened } from './import/report.ts';
import { shown } from './start/parts.ts';
import { makeReady } from './start/ready.ts';
import { runningCouch, stateDir } from './start/state.ts';
import { temporaryCouch } from './start/temporary-couch.ts';
import { asked, helpText, type Script } from './terminal/asked.ts';
import { endWith } from './terminal/complaint.ts';
import { whenUnread } from './terminal/unread.ts';

const script = {
  usage: ['npm run import -- <folder> [--partial] [--dry-run]'],
  about:
    'Loads CSV folders in the notation of cht-conf, dialogues (dialogues/<id>.json), and whole projects (settings, forms, words, and their csv folder), into the database that runs: COUCH_URL, or that of `npm start`; otherwise the embedded one, started for the time of the import.',
  words: [
    [
      '<folder>',
      'of CSV files (place.<type>.csv, person.<name>.csv, contact.<type>.csv, report.<form>.csv, users.csv), or a project',
    ],
  ],
  options: {
    'dry-run': {
      type: 'boolean',
      default: false,
      about: 'writes nothing; tells every fault, and what would be new or changed',
    },
    partial: { type: 'boolean', default: false, about: 'loads the good rows although others have faults' },
  },
  heeds: ['COUCH_URL', 'ROUNDS_DB', 'ROUNDS_DIR'],
  examples: ['npm run import -- config/default/demo --dry-run', 'npm run import -- ../my-programme'],
} as const satisfies Script;
const load = async (): Promise<number> => {
  const { values, positionals } = asked(script);
  const [given, ...more] = positionals;
  if (given === undefined || more.length > 0) throw new Error(helpText(script));
  const folder = resolve(given);
  const { partial, 'dry-run': dryRun } = values;
  const dir = stateDir();
  const running = runningCouch(dir);
  const own = running ? undefined : await temporaryCouch(dir);
  const where = running ?? own?.where;
  if (!where) throw new Error('There is no database');
  try {
    await makeReady(where.couchUrl, where.database);
    console.log(`Importing ${folder} into ${where.database} of ${shown(where.couchUrl)}`);
    const began = Date.now();
    const warnings: Noted[] = [];
    const taken: Taken[] = [];
    const tell = (): void => {
      for (const line of report(taken, warnings)) console.log(line);
    };
    const project =
      isProject(folder) && (await importProject(couchStore(where.couchUrl, where.database), folder, { dryRun }));
    if (project) {
      const { created, changed, unchanged, removed } = project;
      console.log(`Settings, forms and words: ${created} new, ${changed} changed, ${unchanged} unchanged`);
      if (removed > 0) console.log(`Forms of the demonstration that the programme does not have: ${removed} removed`);
      warnings.push(...project.warnings);
      taken.push(...project.taken);
    }
    if (hasDialogues(folder)) {
      const store = couchStore(where.couchUrl, where.database);
      const { published, unchanged, faults, warnings: odd } = await importDialogues(store, folder, { dryRun });
      for (const line of shortened(faults)) console.error(line);
      for (const line of shortened(odd)) console.log(line);
      if (faults.length > 0) {
        console.error(`${faults.length} faults in the dialogues; none of them was published`);
        return 1;
      }
      console.log(`Dialogues: ${published} published, ${unchanged} unchanged`);
    }
    if (project || hasDialogues(folder)) {
      if ((await csvFiles(folder)).files.length === 0) {
        tell();
        return 0;
      }
    }
    const imported = await importInto(where, {
      folder,
      partial,
      dryRun,
      usersApart: !!project,
      progress: progressOn(process.stderr),
      ...(project ? { settings: project.settings } : {}),
    });
    const { faults, hanging, written, counts } = imported;
    for (const line of shortened(faultLines(faults))) console.error(line);
    if (Object.keys(counts).length > 0) console.log(summary(imported));
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    if (hanging > 0) console.error(`${hanging} rows hang on a row with a fault`);
    if (faults.length > 0)
      console.error(
        `${faults.length} faults${written ? '' : `; ${project ? 'no row' : 'nothing'} was written. Mend them, or load the good rows with --partial`}`,
      );
    warnings.push(...imported.warnings.map(notedRow));
    tell();
    if (dryRun) console.log(`Nothing was written: a dry run, ${seconds} s`);
    if (written) console.log(`Done in ${seconds} s`);
    return faults.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ProjectFaults)) throw error;
    for (const line of shortened(error.faults.map(notedText))) console.error(line);
    console.error(
      `${error.faults.length} ${error.faults.length === 1 ? 'fault' : 'faults'}; nothing was written. Mend them first`,
    );
    for (const line of report([], error.warnings)) console.error(line);
    return 1;
  } finally {
    await own?.stop();
  }
};

whenUnread();
try {
  process.exit(await load());
} catch (error) {
  endWith(error);
}

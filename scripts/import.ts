// `npm run import -- <folder> [--partial] [--dry-run]`: CSV folders in the notation of cht-conf, and whole projects of
// it (settings, forms, words; people and reports from their `csv` folder) into the database that runs: COUCH_URL, or
// the one of `npm start`, or the embedded one, started for the time of the import.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { faultLines } from '@rounds/api/import/fault.ts';
import { csvFiles } from '@rounds/api/import/folder.ts';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import { importInto, progressOn, summary } from './import/folder.ts';
import { importProgramme, isProgramme } from './import/programme.ts';
import { shown } from './start/parts.ts';
import { makeReady } from './start/ready.ts';
import { runningCouch, stateDir } from './start/state.ts';
import { temporaryCouch } from './start/temporary-couch.ts';
import { endWith, misspeltOr } from './terminal/complaint.ts';

const usage = `npm run import -- <folder> [--partial] [--dry-run]

<folder>    of CSV files (place.<type>.csv, person.<name>.csv, contact.<type>.csv, report.<form>.csv, users.csv), or a project with its csv folder
--dry-run   writes nothing; tells every fault, and what would be new or changed
--partial   loads the good rows although others have faults`;
/** More faults than these are counted, not listed; the first ones say what is wrong. */
const listed = 200;

const load = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      partial: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [given, ...more] = positionals;
  if (given === undefined || more.length > 0) throw new Error(usage);
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
    const programme =
      isProgramme(folder) && (await importProgramme(couchStore(where.couchUrl, where.database), folder, { dryRun }));
    if (programme) {
      const { created, changed, unchanged } = programme;
      console.log(`Settings, forms and words: ${created} new, ${changed} changed, ${unchanged} unchanged`);
      if ((await csvFiles(folder)).files.length === 0) return 0;
    }
    const imported = await importInto(where, {
      folder,
      partial,
      dryRun,
      progress: progressOn(process.stderr),
      ...(programme ? { settings: programme.settings } : {}),
    });
    const { faults, hanging, written, counts } = imported;
    const lines = faultLines(faults);
    for (const line of lines.slice(0, listed)) console.error(line);
    if (lines.length > listed) console.error(`… and ${lines.length - listed} more`);
    if (Object.keys(counts).length > 0) console.log(summary(imported));
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    if (hanging > 0) console.error(`${hanging} rows hang on a row with a fault`);
    if (faults.length > 0)
      console.error(
        `${faults.length} faults${written ? '' : `; ${programme ? 'no row' : 'nothing'} was written. Mend them, or load the good rows with --partial`}`,
      );
    if (dryRun) console.log(`Nothing was written: a dry run, ${seconds} s`);
    if (written) console.log(`Done in ${seconds} s`);
    return faults.length > 0 ? 1 : 0;
  } finally {
    await own?.stop();
  }
};

try {
  process.exit(await load());
} catch (error) {
  endWith(isAppError(error) ? error : new Error(misspeltOr(error, usage)));
}

import { defaultProgramme, programmeDocs } from '@rounds/config/programme.ts';
import { couchStore } from '@rounds/ddocs/couch-store.ts';
import { databases } from '@rounds/ddocs/databases.ts';
import { installDatabases } from '@rounds/ddocs/install.ts';
import { couchProgram, withCredentials } from './parts.ts';
import { startProgram } from './processes.ts';
import { administrator } from './state.ts';

/** The embedded database of this machine, run for one job while `npm start` does not run; its programme is installed when it is new. */
export const temporaryCouch = async (dir: string): Promise<{ where: { couchUrl: string; database: string }; stop(): Promise<void> }> => {
  const admin = administrator(dir);
  const program = startProgram(couchProgram(dir, admin));
  const couchUrl = withCredentials(await program.url, admin);
  const database = process.env.ROUNDS_DB ?? 'medic';
  await installDatabases(couchUrl, databases(database));
  const store = couchStore(couchUrl, database);
  if (!(await store.get('settings'))) await store.write(await programmeDocs(defaultProgramme));
  return {
    where: { couchUrl, database },
    stop: async () => {
      await program.stop();
    },
  };
};

import { couchProgram, withCredentials } from './parts.ts';
import { startProgram } from './processes.ts';
import { administrator, type RunState } from './state.ts';

/** The embedded database of this machine, run for one job while `npm start` does not run. */
export const temporaryCouch = async (
  dir: string,
): Promise<{ where: Pick<RunState, 'couchUrl' | 'database'>; stop(): Promise<void> }> => {
  const admin = administrator(dir);
  const program = startProgram(couchProgram(dir, admin));
  const couchUrl = withCredentials(await program.url, admin);
  return {
    where: { couchUrl, database: process.env.ROUNDS_DB ?? 'medic' },
    stop: async () => {
      await program.stop();
    },
  };
};

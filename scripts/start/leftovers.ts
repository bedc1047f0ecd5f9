import { type RunState, readRun, removeRun, runs } from './state.ts';

const files: Readonly<Record<string, string>> = {
  database: 'ddocs/embedded/main.ts',
  api: 'api/main.ts',
  sentinel: 'sentinel/main.ts',
};

/** The run that is still going in this folder, if one is. */
export const otherRun = (dir: string): RunState | undefined => {
  const run = readRun(dir);
  return run && run.pid !== process.pid && runs(run.pid, 'scripts/start.ts') ? run : undefined;
};

/** Ends processes that a killed `npm start` left behind: they hold the database's files. @returns how many */
export const endLeftovers = async (dir: string): Promise<number> => {
  const run = readRun(dir);
  if (!run || otherRun(dir)) return 0;
  const left = Object.entries(run.children).filter(([name, pid]) => pid > 0 && runs(pid, files[name] ?? name));
  for (const [, pid] of left) process.kill(pid, 'SIGTERM');
  for (let waited = 0; waited < 50 && left.some(([name, pid]) => runs(pid, files[name] ?? name)); waited += 1)
    await new Promise(resolve => setTimeout(resolve, 100));
  for (const [name, pid] of left) if (runs(pid, files[name] ?? name)) process.kill(pid, 'SIGKILL');
  removeRun(dir);
  return left.length;
};

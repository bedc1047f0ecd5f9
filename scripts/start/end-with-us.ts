import type { ChildProcess } from 'node:child_process';

const living = new Set<ChildProcess>();
let guarded = false;

/** Whatever ends this process, short of `kill -9`, ends the child too. */
export const endWithUs = (child: ChildProcess): void => {
  living.add(child);
  child.once('close', () => living.delete(child));
  if (guarded) return;
  guarded = true;
  process.on('exit', () => {
    for (const each of living) each.kill('SIGKILL');
  });
};

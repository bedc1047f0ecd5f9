import type { ChildProcess } from 'node:child_process';

const living = new Set<ChildProcess>();
let guarded = false;

/** The child ends with this process, however that ends, short of `kill -9`. */
export const endWithUs = (child: ChildProcess): void => {
  living.add(child);
  child.once('close', () => living.delete(child));
  if (guarded) return;
  guarded = true;
  process.on('exit', () => {
    for (const each of living) each.kill('SIGKILL');
  });
};

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of CSV files for the time of `use`. @param files lines by file name */
export const withFolder = async <T>(
  files: Record<string, readonly string[]>,
  use: (folder: string) => Promise<T>,
): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'rounds-csv-'));
  try {
    for (const [name, lines] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), lines.join('\n'));
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

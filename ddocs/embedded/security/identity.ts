import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import leveldown, { type LevelDown } from 'leveldown';
import type { Sections } from './config.ts';
import { newSecret } from './sessions.ts';

/** What a data folder keeps about its server. */
export interface Identity {
  uuid: string;
  /** Signs the sessions; kept, so that they outlive a restart. */
  secret: string;
}

/** The identity of a data folder that is in use. */
export interface OpenIdentity {
  identity: Identity;
  /** What was set of the configuration. */
  sections: Sections;
  saveSections(sections: Sections): Promise<void>;
  close(): Promise<void>;
}

/**
 * Reads the identity of a data folder, or makes one. It stands in a leveldb of its own, whose lock also keeps a second
 * server away from the whole folder and ends with the process, however that ends.
 * @throws an error with `code` `EBUSY` when another process works on the folder, `EACCES` when this one may not
 */
export async function openIdentity(folder: string): Promise<OpenIdentity> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const level = leveldown(folder);
  await open(level, folder);
  const saved = await read<Identity>(level, 'identity');
  const identity = saved ?? { uuid: randomBytes(16).toString('hex'), secret: newSecret() };
  if (!saved) await write(level, 'identity', identity);
  return {
    identity,
    sections: (await read<Sections>(level, 'config')) ?? {},
    saveSections: sections => write(level, 'config', sections),
    close: () => new Promise((resolve, reject) => level.close(error => (error ? reject(error) : resolve()))),
  };
}

const open = (level: LevelDown, folder: string) =>
  new Promise<void>((resolve, reject) => {
    level.open({ createIfMissing: true }, error => {
      if (!error) resolve();
      else if (/permission denied/i.test(error.message)) reject(Object.assign(error, { code: 'EACCES' }));
      else if (/LOCK: /.test(error.message))
        reject(Object.assign(new Error(`${folder} is in use by another process`), { code: 'EBUSY' }));
      else reject(error);
    });
  });

const read = <T>(level: LevelDown, key: string) =>
  new Promise<T | null>((resolve, reject) => {
    level.get(key, { asBuffer: false }, (error, value) => {
      if (!error) resolve(JSON.parse(String(value)) as T);
      else if (/NotFound/i.test(error.message)) resolve(null);
      else reject(error);
    });
  });

const write = (level: LevelDown, key: string, value: object) =>
  new Promise<void>((resolve, reject) => {
    level.put(key, JSON.stringify(value), { sync: true }, error => (error ? reject(error) : resolve()));
  });

import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import leveldown, { type LevelDown } from 'leveldown';
import { newSecret } from './sessions.ts';

/** What a data folder keeps about its server. */
export interface Identity {
  uuid: string;
  /** Signs the sessions; kept, so that they outlive a restart. */
  secret: string;
}

/**
 * Reads the identity of a data folder, or makes one. It stands in a leveldb of its own, whose lock also keeps a second
 * server away from the whole folder and ends with the process, however that ends.
 * @throws an error with `code` `EBUSY` when another process works on the folder, `EACCES` when this one may not
 */
export async function openIdentity(folder: string): Promise<{ identity: Identity; close(): Promise<void> }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const level = leveldown(folder);
  await open(level, folder);
  const saved = await read(level);
  const identity = saved ?? { uuid: randomBytes(16).toString('hex'), secret: newSecret() };
  if (!saved) await write(level, identity);
  return {
    identity,
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

const read = (level: LevelDown) =>
  new Promise<Identity | null>((resolve, reject) => {
    level.get('identity', { asBuffer: false }, (error, value) => {
      if (!error) resolve(JSON.parse(String(value)) as Identity);
      else if (/NotFound/i.test(error.message)) resolve(null);
      else reject(error);
    });
  });

const write = (level: LevelDown, identity: Identity) =>
  new Promise<void>((resolve, reject) => {
    level.put('identity', JSON.stringify(identity), { sync: true }, error => (error ? reject(error) : resolve()));
  });

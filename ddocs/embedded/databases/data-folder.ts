import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { adminsOnly, type Security } from '../../documents/security.ts';
import { badRequest, CouchError, notFound } from '../http/error.ts';
import { type Database, database, type Kept } from './database.ts';
import { openStorage } from './storage.ts';
import { type DatabaseUpdates, databaseUpdates } from './updates.ts';

/**
 * The databases of a data folder: one folder each, with `database.json` (name, `_security`) beside the leveldb in
 * `store`.
 */
export interface DataFolder {
  /** What happened to them since they were opened. */
  readonly updates: DatabaseUpdates;
  names(): string[];
  has(name: string): boolean;
  /** Opens it when it is not open yet. @throws `not_found` */
  get(name: string): Promise<Database>;
  /** @throws `illegal_database_name`, `file_exists` */
  create(name: string, security?: Security): Promise<Database>;
  /** @throws `not_found` */
  remove(name: string): Promise<void>;
  close(): Promise<void>;
}

const LEGAL = /^[a-z][a-z0-9_$()+/-]*$/;
const SYSTEM = new Set(['_users', '_replicator', '_global_changes']);
const SAVED = 'database.json';
/**
 * The folder of a database: its name, and what tells it from one that was removed. Other things in the data folder are
 * let alone.
 */
const OURS = /\.[0-9a-f]{12}$/;

interface Saved {
  name: string;
  instance: string;
  security: Security;
  /** Absent in databases made before this could be set. */
  revsLimit?: number;
}

/** CouchDB's default. */
const REVS_LIMIT = 1000;

/**
 * Finds the databases of a folder. A folder that an interrupted creation or removal left behind is cleared away: it has
 * no `database.json` (yet, or any more). @throws when one is there and cannot be read, for whatever reason: that
 * database is not a leftover
 */
export async function openDataFolder(dir: string): Promise<DataFolder> {
  await mkdir(dir, { recursive: true });
  const found = new Map<string, { folder: string; saved: Saved }>();
  for (const entry of await readdir(dir)) {
    if (!OURS.test(entry)) continue;
    const folder = join(dir, entry);
    const saved = await readSaved(folder);
    if (saved) found.set(saved.name, { folder, saved });
    else await rm(folder, { recursive: true, force: true });
  }
  const opened = new Map<string, Promise<Database>>();
  const updates = databaseUpdates();
  for (const name of [...found.keys()].sort()) updates.note(name, 'created');

  const openOne = async (name: string): Promise<Database> => {
    const { folder, saved } = found.get(name)!;
    const storage = await openStorage(join(folder, 'store'), () => saved.revsLimit ?? REVS_LIMIT);
    const save = async (kept: Kept) => {
      await writeSaved(folder, { ...saved, ...kept });
      Object.assign(saved, kept);
    };
    const kept: Kept = { security: saved.security, revsLimit: saved.revsLimit ?? REVS_LIMIT };
    const db = database(name, storage, { instance: saved.instance, kept, save });
    db.follow(() => {
      if (!db.isClosed()) updates.note(name, 'updated');
    });
    return db;
  };
  const get = async (name: string): Promise<Database> => {
    if (!found.has(name)) throw notFound('Database does not exist.');
    const known = opened.get(name);
    if (known) return known;
    const opening = openOne(name);
    opened.set(name, opening);
    try {
      return await opening;
    } catch (error) {
      opened.delete(name);
      throw error;
    }
  };
  const making = new Set<string>();
  return {
    updates,
    names: () => [...found.keys()].sort(),
    has: name => found.has(name),
    get,
    async create(name, security = adminsOnly) {
      if (!LEGAL.test(name) && !SYSTEM.has(name)) throw badRequest(illegal(name), 'illegal_database_name');
      if (name.length > 200)
        throw badRequest(`Name: '${name}'. A name may have 200 characters at most.`, 'database_name_too_long');
      if (found.has(name) || making.has(name)) {
        throw new CouchError(412, 'file_exists', 'The database could not be created, the file already exists.');
      }
      making.add(name);
      try {
        const instance = randomBytes(6).toString('hex');
        const folder = join(dir, `${encodeURIComponent(name)}.${instance}`);
        const saved = { name, instance, security };
        await mkdir(folder);
        await writeSaved(folder, saved);
        await syncFolder(dir);
        found.set(name, { folder, saved });
        updates.note(name, 'created');
      } finally {
        making.delete(name);
      }
      return get(name);
    },
    async remove(name) {
      const one = found.get(name);
      if (!one) throw notFound('Database does not exist.');
      found.delete(name);
      const opening = opened.get(name);
      opened.delete(name);
      await rename(join(one.folder, SAVED), join(one.folder, 'removed'));
      await (await opening?.catch(() => null))?.close();
      updates.note(name, 'deleted');
      await rm(one.folder, { recursive: true, force: true });
    },
    async close() {
      const all = await Promise.allSettled(opened.values());
      opened.clear();
      await Promise.all(all.map(one => (one.status === 'fulfilled' ? one.value.close() : undefined)));
    },
  };
}

const illegal = (name: string) =>
  `Name: '${name}'. Only lowercase characters (a-z), digits (0-9), and any of the characters _, $, (, ), +, -, and / are allowed. ` +
  'Must begin with a letter.';

async function readSaved(folder: string): Promise<Saved | null> {
  const file = join(folder, SAVED);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return JSON.parse(text) as Saved;
  } catch (error) {
    throw new Error(
      `${file} is damaged (${(error as Error).message}): bring it back from a copy, or move its folder away`,
    );
  }
}

/** Writes to another name first: the file is always whole, old or new. */
async function writeSaved(folder: string, saved: Saved): Promise<void> {
  const upload = join(folder, `${SAVED}.${randomBytes(4).toString('hex')}`);
  const file = await open(upload, 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify(saved));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(upload, join(folder, SAVED));
  await syncFolder(folder);
}

/** Makes the names in a folder survive a power cut, not only the files. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

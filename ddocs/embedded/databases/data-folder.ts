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

/** A data folder as it is worked on. */
interface Folder {
  readonly dir: string;
  readonly found: Map<string, { folder: string; saved: Saved }>;
  readonly opened: Map<string, Promise<Database>>;
  /** Names of those that are being made. */
  readonly making: Set<string>;
  readonly updates: DatabaseUpdates;
}

/**
 * Finds the databases of a folder. A folder that an interrupted creation or removal left behind is cleared away: it has
 * no `database.json` (yet, or any more). @throws when one is there and cannot be read, for whatever reason: that
 * database is not a leftover
 */
export async function openDataFolder(dir: string): Promise<DataFolder> {
  const of: Folder = {
    dir,
    found: await findDatabases(dir),
    opened: new Map(),
    making: new Set(),
    updates: databaseUpdates(),
  };
  const names = () => [...of.found.keys()].sort();
  for (const name of names()) of.updates.note(name, 'created');
  return {
    updates: of.updates,
    names,
    has: name => of.found.has(name),
    get: name => get(of, name),
    create: (name, security = adminsOnly) => create(of, name, security),
    remove: name => remove(of, name),
    close: () => close(of),
  };
}

async function findDatabases(dir: string): Promise<Folder['found']> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const found: Folder['found'] = new Map();
  for (const entry of await readdir(dir)) {
    if (!OURS.test(entry)) continue;
    const folder = join(dir, entry);
    const saved = await readSaved(folder);
    if (saved) found.set(saved.name, { folder, saved });
    else await rm(folder, { recursive: true, force: true });
  }
  return found;
}

async function openOne({ found, updates }: Folder, name: string): Promise<Database> {
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
}

async function get(of: Folder, name: string): Promise<Database> {
  if (!of.found.has(name)) throw notFound('Database does not exist.');
  const known = of.opened.get(name);
  if (known) return known;
  const opening = openOne(of, name);
  of.opened.set(name, opening);
  try {
    return await opening;
  } catch (error) {
    of.opened.delete(name);
    throw error;
  }
}

async function create(of: Folder, name: string, security: Security): Promise<Database> {
  const { found, making } = of;
  if (!LEGAL.test(name) && !SYSTEM.has(name)) throw badRequest(illegal(name), 'illegal_database_name');
  if (name.length > 200)
    throw badRequest(`Name: '${name}'. A name may have 200 characters at most.`, 'database_name_too_long');
  if (found.has(name) || making.has(name)) {
    throw new CouchError(412, 'file_exists', 'The database could not be created, the file already exists.');
  }
  making.add(name);
  try {
    await make(of, name, security);
  } finally {
    making.delete(name);
  }
  return get(of, name);
}

/** Makes the folder of a database that there is not. */
async function make({ dir, found, updates }: Folder, name: string, security: Security): Promise<void> {
  const instance = randomBytes(6).toString('hex');
  const folder = join(dir, `${encodeURIComponent(name)}.${instance}`);
  const saved = { name, instance, security };
  await mkdir(folder, { mode: 0o700 });
  await writeSaved(folder, saved);
  await syncFolder(dir);
  found.set(name, { folder, saved });
  updates.note(name, 'created');
}

async function remove({ found, opened, updates }: Folder, name: string): Promise<void> {
  const one = found.get(name);
  if (!one) throw notFound('Database does not exist.');
  found.delete(name);
  const opening = opened.get(name);
  opened.delete(name);
  await rename(join(one.folder, SAVED), join(one.folder, 'removed'));
  await (await opening?.catch(() => null))?.close();
  updates.note(name, 'deleted');
  await rm(one.folder, { recursive: true, force: true });
}

async function close({ opened }: Folder): Promise<void> {
  const all = await Promise.allSettled(opened.values());
  opened.clear();
  await Promise.all(all.map(one => (one.status === 'fulfilled' ? one.value.close() : undefined)));
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

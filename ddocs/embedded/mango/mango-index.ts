import { createHash } from 'node:crypto';
import { requireDatabaseAdmin } from '../databases/access.ts';
import type { Database } from '../databases/database.ts';
import type { Body } from '../databases/storage.ts';
import { writeContext } from '../documents/context.ts';
import { parseUpload } from '../documents/upload.ts';
import { writeDocument } from '../documents/write.ts';
import { type Answer, json } from '../http/answer.ts';
import { badRequest, CouchError, notAllowed, notFound } from '../http/error.ts';
import type { Call } from '../server/call.ts';
import { type Mapper, type ViewGroup, viewGroup } from '../views/group.ts';
import type { ViewIndex } from '../views/view-index.ts';
import { fieldPath, follow, matcherOf } from './selector.ts';

/** An index for `_find`, kept as CouchDB does: a view of a design document in the language `query`. */
export interface MangoIndex {
  /** Id of the design document. */
  ddoc: string;
  name: string;
  fields: readonly { name: string; direction: 'asc' | 'desc' }[];
  partial?: Record<string, unknown>;
}

const BESIDE = 'mango:';

interface StoredView {
  map?: { fields?: unknown; partial_filter_selector?: unknown };
  options?: { def?: { fields?: unknown } };
}

/** `/db/_index`: list (GET), create (POST), `…/<ddoc>/json/<name>` remove (DELETE). */
export async function indexRoutes(call: Call, db: Database): Promise<Answer> {
  const { method, path } = call;
  if (method === 'GET' && path.length === 2) return listIndexes(db);
  requireDatabaseAdmin(call.session, db.security());
  if (method === 'POST' && path.length === 2) return createIndex(call, db);
  if (method === 'DELETE' && path.length > 2) return removeIndex(call, db);
  throw notAllowed('GET,POST,DELETE');
}

/** All indexes of a database, by design document and name. */
export async function mangoIndexes(db: Database): Promise<MangoIndex[]> {
  return (await db.designs()).flatMap(indexesOf);
}

function indexesOf(design: Body): MangoIndex[] {
  if (design.language !== 'query') return [];
  return Object.entries((design.views ?? {}) as Record<string, StoredView>).flatMap(([name, view]) => {
    const fields = parseFields(
      view.options?.def?.fields ??
        Object.entries(view.map?.fields ?? {}).map(([field, direction]) => ({ [field]: direction })),
    );
    const partial = view.map?.partial_filter_selector;
    return fields
      ? [
          {
            ddoc: design._id,
            name,
            fields,
            partial: isObject(partial) && Object.keys(partial).length ? partial : undefined,
          },
        ]
      : [];
  });
}

/**
 * The filled rows of an index: the key of each is the list of the fields' values; documents that lack one are not in
 * it.
 */
export async function rowsOfIndex(db: Database, index: MangoIndex): Promise<ViewIndex> {
  const key = BESIDE + index.ddoc + index.name;
  const signature = JSON.stringify([index.fields, index.partial]);
  let group = db.beside.get(key) as ViewGroup | undefined;
  if (group?.signature !== signature) {
    group = viewGroup(db, signature, [{ name: index.name }], mapperOf(index));
    db.beside.set(key, group);
  }
  await group.update();
  return group.views.get(index.name)!.index;
}

function mapperOf({ fields, partial }: MangoIndex): Mapper {
  const paths = fields.map(({ name }) => fieldPath(name));
  const matches = partial ? matcherOf(partial) : null;
  return async page =>
    page.map(({ winner }) => {
      if (matches && !matches(winner)) return [[]];
      const values = paths.map(path => follow(winner, path));
      return [values.every(({ present }) => present) ? [[values.map(({ value }) => value), null]] : []];
    });
}

async function listIndexes(db: Database): Promise<Answer> {
  const special = {
    ddoc: null,
    name: '_all_docs',
    type: 'special',
    partitioned: false,
    def: { fields: [{ _id: 'asc' }] },
  };
  const indexes = [special, ...(await mangoIndexes(db)).map(shownIndex)];
  return json({ total_rows: indexes.length, indexes });
}

/** An index as `_index` and `_explain` show it. */
export function shownIndex({ ddoc, name, fields, partial }: MangoIndex): object {
  const def = { fields: fields.map(field => ({ [field.name]: field.direction })) };
  return {
    ddoc,
    name,
    type: 'json',
    partitioned: false,
    def: partial ? { ...def, partial_filter_selector: partial } : def,
  };
}

async function createIndex(call: Call, db: Database): Promise<Answer> {
  const body = await call.object();
  if (body.type !== undefined && body.type !== 'json')
    throw new CouchError(503, 'service_unavailable', `indexes of type ${body.type} are not available`);
  if (!isObject(body.index)) throw badRequest('Missing required key: index', 'missing_required_key');
  const fields = parseFields(body.index.fields);
  if (!fields?.length) throw badRequest('The index needs a list of fields', 'invalid_index');
  const { partial_filter_selector: partial = {} } = body.index;
  matcherOf(partial);
  const digest = createHash('sha1')
    .update(JSON.stringify([fields, partial]))
    .digest('hex');
  const name = textOr(body.name, digest, 'name');
  const id = `_design/${textOr(body.ddoc, digest, 'ddoc').replace(/^_design\//, '')}`;

  const old = await db.design(id);
  const existing = old ? indexesOf(old).find(index => index.name === name) : undefined;
  if (existing && JSON.stringify([existing.fields, existing.partial ?? {}]) === JSON.stringify([fields, partial]))
    return json({ result: 'exists', id, name });
  if (old && old.language !== 'query')
    throw badRequest(`${id} is not a design document of indexes`, 'invalid_design_doc');
  const directions = Object.fromEntries(fields.map(field => [field.name, field.direction]));
  const view = {
    map: { fields: directions, partial_filter_selector: partial },
    reduce: '_count',
    options: { def: { fields: fields.map(field => field.name) } },
  };
  const design = { ...old, _id: id, language: 'query', views: { ...(old?.views as object | undefined), [name]: view } };
  await writeDocument(db, parseUpload(design, id), writeContext(call, true));
  return json({ result: 'created', id, name });
}

async function removeIndex(call: Call, db: Database): Promise<Answer> {
  const parts = call.path.slice(2).filter(part => part !== '_design');
  const [ddoc = '', type, name = ''] = parts;
  const id = `_design/${ddoc.replace(/^_design\//, '')}`;
  const design = await db.design(id);
  if (type !== 'json' || !design || !indexesOf(design).some(index => index.name === name)) throw notFound();
  const { [name]: _removed, ...views } = design.views as Record<string, unknown>;
  const changed = Object.keys(views).length ? { ...design, views } : { _id: id, _rev: design._rev, _deleted: true };
  await writeDocument(db, parseUpload(changed, id), writeContext(call, true));
  db.beside.delete(BESIDE + id + name);
  return json({ ok: true });
}

/** Fields of an index or a sort, as texts or `{field: 'asc' | 'desc'}`; null when they are no such list. */
export function parseFields(raw: unknown): MangoIndex['fields'] | null {
  if (!Array.isArray(raw)) return null;
  const fields = raw.map(one => {
    if (typeof one === 'string') return { name: one, direction: 'asc' as const };
    const [entry, ...more] = isObject(one) ? Object.entries(one) : [];
    return entry && !more.length && (entry[1] === 'asc' || entry[1] === 'desc')
      ? { name: entry[0], direction: entry[1] }
      : null;
  });
  return fields.every(field => field !== null) ? (fields as MangoIndex['fields']) : null;
}

function textOr(raw: unknown, otherwise: string, what: string): string {
  if (raw === undefined || raw === null || raw === '') return otherwise;
  if (typeof raw !== 'string') throw badRequest(`${what} must be text`);
  return raw;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

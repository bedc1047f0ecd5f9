import type { RawChange } from '../databases/changed.ts';
import type { Database } from '../databases/database.ts';
import { badRequest, notFound } from '../http/error.ts';
import { matcherOf } from '../mango/selector.ts';
import { modulesOf } from '../sandbox/modules.ts';
import type { Call } from '../server/call.ts';

/** Says of each change of a page whether the feed has it. */
export type ChangesFilter = (page: readonly RawChange[]) => Promise<boolean[]> | boolean[];

/** The filter that a request to `_changes` asks for, or null. @throws `not_found` for an unknown one */
export async function changesFilterOf(call: Call, db: Database): Promise<ChangesFilter | null> {
  const body = call.method === 'POST' && (await call.bytes()).length ? await call.object() : {};
  const name = call.query.text('filter');
  if (name === '_doc_ids' || (name === undefined && Array.isArray(body.doc_ids)))
    return byIds(body.doc_ids ?? call.query.json('doc_ids'));
  if (name === '_selector') return bySelector(body.selector);
  if (name === '_design') return page => page.map(({ metadata }) => metadata.id.startsWith('_design/'));
  if (name === '_view') return byView(call, db, call.query.text('view') ?? '');
  return name ? byFunction(call, db, name) : null;
}

function byIds(raw: unknown): ChangesFilter {
  if (!Array.isArray(raw)) throw badRequest('`doc_ids` filter parameter is not a list of doc ids.');
  const ids = new Set(raw);
  return page => page.map(({ metadata }) => ids.has(metadata.id));
}

function bySelector(raw: unknown): ChangesFilter {
  if (raw === undefined) throw badRequest('`selector` is required for the filter _selector');
  const matches = matcherOf(raw);
  return page => page.map(({ winner }) => matches(winner));
}

async function byView(call: Call, db: Database, path: string): Promise<ChangesFilter> {
  const [ddoc = '', view = ''] = path.split('/');
  const design = await db.design(`_design/${ddoc}`);
  const map = (design?.views as Record<string, { map?: string }> | undefined)?.[view]?.map;
  if (!design || typeof map !== 'string') throw notFound(`missing view ${path}`);
  const code = { functions: [map], modules: modulesOf(design) };
  return page =>
    call.server.sandbox.each(
      'emits',
      code,
      page.map(({ text }) => text),
    );
}

async function byFunction(call: Call, db: Database, path: string): Promise<ChangesFilter> {
  const [ddoc = '', name = ''] = path.split('/');
  if (!name) throw badRequest('`filter` must be `<design document>/<function>`');
  const design = await db.design(`_design/${ddoc}`);
  const filter = (design?.filters as Record<string, string> | undefined)?.[name];
  if (!design || typeof filter !== 'string') throw notFound(`missing filter function ${path}`);
  const { name: user, roles } = call.session;
  const req = {
    method: call.method,
    path: call.path,
    query: call.query.all(),
    headers: {},
    userCtx: { db: db.name, name: user, roles },
    secObj: db.security(),
  };
  const code = { functions: [filter], modules: modulesOf(design) };
  return page =>
    call.server.sandbox.each(
      'filter',
      code,
      page.map(({ text }) => text),
      req,
    );
}

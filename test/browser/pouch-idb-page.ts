import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { readAll } from '@rounds/webapp/data/database/read-all.ts';
import { many, readMany } from '@rounds/webapp/data/database/read-many.ts';
import { writeMany } from '@rounds/webapp/data/database/write-many.ts';
import idb from 'pouchdb-adapter-idb';
import PouchDB from 'pouchdb-core';

PouchDB.plugin(idb);

const count = many + 20;
const people = Array.from(
  { length: count },
  (_, at): Doc => ({ _id: `person-${at}`, type: 'person', name: `Person ${at}` }),
);

/** What PouchDB itself finds after documents were written past it, step by step. */
const story = async () => {
  const db = new PouchDB('phone', { adapter: 'idb', auto_compaction: true });
  const heard: string[] = [];
  const stored = async (): Promise<Doc[]> =>
    (await db.allDocs({ include_docs: true })).rows.map(({ doc }) => doc as unknown as Doc);
  const state = async () => {
    const { doc_count, update_seq } = await db.info();
    const { results } = await db.changes({ since: 0, include_docs: true });
    const docs = await stored();
    return {
      count: doc_count,
      seq: Number(update_seq),
      names: docs.slice(0, 2).map(({ name }) => name),
      listed: docs.length,
      changed: results.filter(({ deleted }) => !deleted).length,
      deleted: results.filter(({ deleted }) => deleted).length,
    };
  };
  const revisions = async (id: string) => {
    const { _revisions, _conflicts } = (await db.get(id, { revs: true, conflicts: true })) as unknown as Doc;
    return { start: _revisions?.start, length: _revisions?.ids.length, conflicts: _conflicts?.length ?? 0 };
  };

  await db.bulkDocs(people as PouchDB.Core.PutDocument<object>[]);
  const feed = db.changes({ since: 'now', live: true }).on('change', ({ id }) => heard.push(id));
  await new Promise(resolve => setTimeout(resolve, 300));
  const before = await stored();
  const progress: number[] = [];
  const revs = await writeMany(
    'phone',
    [...before.map(doc => ({ ...doc, muted: true })), { _id: 'report', type: 'data_record' }],
    { waiting: after => ({ written: Object.keys(after).length }) },
    done => progress.push(done),
  );
  await new Promise(resolve => setTimeout(resolve, 500));
  const muted = { ...(await state()), heard: new Set(heard).size, progress, log: await db.get('_local/waiting') };
  const agrees = (await stored()).every(({ _id, _rev }) => revs?.[_id] === _rev);

  // PouchDB goes on from what was written, and what was written goes on from PouchDB.
  const one = (await db.get('person-7')) as unknown as Doc;
  await db.put({ ...one, name: 'Renamed' } as PouchDB.Core.PutDocument<object>);
  const renamed = await revisions('person-7');
  const now = await stored();
  await writeMany(
    'phone',
    now.map(doc =>
      doc._id === 'report' ? { _id: doc._id, _rev: doc._rev!, _deleted: true } : { ...doc, muted: false },
    ),
    {},
  );
  const back = { ...(await state()), history: await revisions('person-7'), other: await revisions('person-8') };
  const gone = await db.get('report').then(
    () => 'there',
    error => String((error as Error).message),
  );

  const read = await readMany('phone', [...people.map(({ _id }) => _id), 'report', 'nobody']);
  const same =
    JSON.stringify([...read!.values()].map(({ doc }) => doc).sort(byId)) ===
    JSON.stringify((await stored()).sort(byId));
  const histories = await Promise.all(
    ['person-7', 'person-8'].map(async id =>
      JSON.stringify(((await db.get(id, { revs: true })) as unknown as Doc)._revisions),
    ),
  );
  const told = ['person-7', 'person-8'].map(id => JSON.stringify(read!.get(id)!.revisions));

  const stale = await writeMany('phone', before, {}).then(
    () => 'written',
    error => String((error as { status?: number }).status),
  );
  // A document that cannot be kept ends the whole write, also that of the documents before it.
  const broken = await writeMany('phone', [...(await stored()), { _id: 'new', wrong: () => undefined }], {
    waiting: () => ({ lost: true }),
  }).then(
    () => 'written',
    error => String((error as Error).name),
  );
  const unbroken = { ...(await state()), log: await db.get('_local/waiting') };
  // A second leaf is for PouchDB to write.
  await db.bulkDocs([{ ...one, _rev: '2-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }] as PouchDB.Core.PutDocument<object>[], {
    new_edits: false,
  });
  const unusual = await writeMany(
    'phone',
    (await stored()).map(doc => ({ ...doc, muted: true })),
    {},
  );
  const after = await state();
  feed.cancel();
  await db.put({ _id: 'photo', _attachments: { shot: { content_type: 'text/plain', data: btoa('a bird') } } });
  const whole = await db.allDocs({ include_docs: true, conflicts: true, endkey: '\u{10ffff}' });
  const some = await db.allDocs({ include_docs: true, conflicts: true, startkey: 'person-1', endkey: 'person-2' });
  const docsIn = ({ rows }: typeof whole): string =>
    JSON.stringify(
      rows
        .map(({ doc }) => doc as unknown as Doc)
        .sort(byId)
        .map(sorted),
    );
  const all = [
    [JSON.stringify((await readAll(db)).map(sorted)), docsIn(whole)],
    [JSON.stringify((await readAll(db, { from: 'person-1', to: 'person-2' })).map(sorted)), docsIn(some)],
  ].map(([ours, theirs]) => ours === theirs);
  const odd = (await readAll(db)).filter(doc => doc._attachments || doc._conflicts).map(({ _id }) => _id);
  return {
    all,
    odd,
    count,
    muted,
    agrees,
    renamed,
    back,
    gone,
    same,
    histories,
    told,
    stale,
    broken,
    unbroken,
    unusual,
    after,
  };
};

/** Its fields by name, in whatever order they came. */
const sorted = (doc: Doc): object => Object.fromEntries(Object.entries(doc).sort(([a], [b]) => (a < b ? -1 : 1)));
const byId = (a: Doc, b: Doc) => (a._id < b._id ? -1 : 1);

/** For the test that opened this page. */
Object.assign(globalThis, { story: story() });

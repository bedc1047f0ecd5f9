import { importFolder } from '@rounds/api/import/import.ts';
import { userDoor } from '@rounds/api/import/user-door.ts';
import { usableSettings } from '@rounds/config/settings/usable.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { servedPrefixes } from '@rounds/ddocs/documents/served-kinds.ts';
import { expect } from 'chai';
import { withFolder } from '../../unit/api/import/folder-of.ts';
import { kinds, served, table, withPhone, writers } from './kinds.ts';
import { type Answer, type Person, people, type Village, village } from './village.ts';

describe('every kind of document, every writer, every door', function () {
  this.timeout(600_000);
  let place: Village;
  const persons = new Map<string, Person>();
  let [count, byImport] = [0, 0];

  before(async () => {
    place = await village({
      docs: people.map(withPhone),
      settings: { replication_depth: [{ role: 'chw_supervisor', depth: 1 }] },
    });
    for (const { login } of writers) persons.set(login, login === '' ? place.admin : await place.login(login));
  });
  after(() => place?.close());

  const pathOf = (id: string) => `/medic/${id.startsWith('_design/') ? id : encodeURIComponent(id)}`;
  const taken = (status: number): boolean => {
    expect(status).to.be.oneOf([200, 201, 401, 403, 404, 405]);
    return status < 300;
  };
  /** The answer to a batch of one; a gateway is refused as a whole. */
  const row = (answer: Answer, replica = false): boolean => {
    if (answer.status === 403) return false;
    const body = answer.body as { ok?: boolean; error?: string }[];
    if (!replica || body.length > 0) expect(body[0]!.ok ?? body[0]!.error).to.be.oneOf([true, 'forbidden']);
    return replica ? body.length === 0 : body[0]!.ok === true;
  };
  /** Ways to write a document. */
  const doors: Record<string, (person: Person, doc: Doc) => Promise<boolean>> = {
    PUT: async (person, doc) => taken((await person.ask(pathOf(doc._id), { method: 'PUT', body: doc })).status),
    POST: async (person, doc) => taken((await person.ask('/medic', { body: doc })).status),
    _bulk_docs: async (person, doc) => row(await person.ask('/medic/_bulk_docs', { body: { docs: [doc] } })),
    replication: async (person, doc) => {
      const [generation = '0', before] = (doc._rev ?? '').split('-');
      const start = Number(generation) + 1;
      const hash = `abcdef${++count}`;
      const replica = {
        ...doc,
        _rev: `${start}-${hash}`,
        _revisions: { start, ids: [hash, ...(before ? [before] : [])] },
      };
      return row(await person.ask('/medic/_bulk_docs', { body: { docs: [replica], new_edits: false } }), true);
    },
  };
  /** A document as a row of a CSV folder; undefined for what no folder holds. */
  const rowOf = ({ _id, _rev, type, form, ...doc }: Doc): Record<string, readonly string[]> | undefined => {
    const ofContact = type === 'person' ? 'person.all.csv' : `place.${type}.csv`;
    const file = type === 'data_record' ? typeof form === 'string' && `report.${form}.csv` : ofContact;
    const isHeld = type === 'data_record' || ['person', 'clinic', 'health_center'].includes(String(type));
    const cells: [string, string][] = [['_id', _id]];
    const read = (path: string, value: unknown): boolean => {
      if (Array.isArray(value)) return false;
      if (typeof value === 'object' && value !== null)
        return Object.entries(value).every(([key, more]) => read(path ? `${path}.${key}` : key, more));
      cells.push([typeof value === 'number' ? `${path}:int` : path, String(value)]);
      return true;
    };
    if (!isHeld || !file || !read('', doc)) return undefined;
    return { [file]: [cells.map(([header]) => header).join(','), cells.map(([, value]) => value).join(',')] };
  };
  const imported = async (files: Record<string, readonly string[]>): Promise<boolean> => {
    const { couchUrl, databases, main: store } = place;
    const users = await userDoor({ couchUrl, databases });
    const types = usableSettings({}).settings.contact_types;
    const { written } = await withFolder(files, folder =>
      importFolder({ folder, store, users, now: Date.now(), types }),
    );
    return written;
  };
  const attachment = async (person: Person, { _id, _rev }: Doc): Promise<boolean> =>
    taken(
      (
        await person.ask(`${pathOf(_id)}/file?rev=${_rev}`, {
          method: 'PUT',
          body: 'x',
          headers: { 'content-type': 'text/plain' },
        })
      ).status,
    );
  const remove = async (person: Person, { _id, _rev }: Doc): Promise<boolean> =>
    taken((await person.ask(`${pathOf(_id)}?rev=${_rev}`, { method: 'DELETE' })).status);

  /** The document as it stands then: stored as the server stores it, or not at all. */
  const stand = async (doc: Doc, isStored: boolean): Promise<Doc> => {
    const before = await place.main.get(doc._id);
    if (before && !isStored) await place.main.write([{ _id: doc._id, _rev: before._rev!, _deleted: true }]);
    if (!isStored) return doc;
    if (!before) await place.put(doc);
    return (await place.main.get(doc._id))!;
  };

  it('is told by a table that has an example of each kind, and a field for each writer', () => {
    expect([...table.keys()]).to.deep.equal(Object.keys(kinds));
    const ids = Object.values(served).map(({ of }) => of(writers[0]!, 'x', name => name)._id);
    expect(ids).to.have.members(servedPrefixes.map(prefix => `${prefix}x`));
    for (const [kind, cells] of table) for (const cell of cells) expect(cell, kind).to.match(/^(-|m?c?d?)$/);
  });

  for (const [kind, { of, only = 'mcd' }] of Object.entries(kinds))
    it(`${kind}: ${writers.map(({ title }, at) => `${title} ${table.get(kind)?.[at]}`).join(', ')}`, async () => {
      const found: string[] = [];
      for (const writer of writers) {
        if (kind === 'settings of oneself' && writer.login === '') {
          found.push('-');
          continue;
        }
        const person = persons.get(writer.login)!;
        const example = () => of(writer, `d-${++count}`, place.user);
        const may: Record<string, Set<boolean>> = { m: new Set(), c: new Set(), d: new Set() };
        for (const door of Object.values(doors)) {
          if (only.includes('m')) may.m!.add(await door(person, await stand(example(), false)));
          if (only.includes('c')) may.c!.add(await door(person, { ...(await stand(example(), true)), note: ++count }));
          if (only.includes('d')) {
            const { _id, _rev } = await stand(example(), true);
            may.d!.add(await door(person, { _id, _rev: _rev!, _deleted: true }));
          }
        }
        if (writer.login === '')
          for (const [what, isStored] of [
            ['m', false],
            ['c', true],
          ] as const) {
            const files = only.includes(what) ? rowOf(example()) : undefined;
            if (!files) continue;
            byImport += 1;
            const doc = await stand(example(), isStored);
            may[what]!.add(await imported(rowOf({ ...doc, note: ++count })!));
          }
        if (only.includes('c') && kind !== 'design document')
          may.c!.add(await attachment(person, await stand(example(), true)));
        if (only.includes('d')) may.d!.add(await remove(person, await stand(example(), true)));
        for (const [what, answers] of Object.entries(may))
          expect(answers.size, `${kind}, ${writer.title}: ${what}`).to.be.below(2);
        const cell = Object.keys(may)
          .filter(what => may[what]!.has(true))
          .join('');
        found.push(cell || '-');
        if (kind === "one's own place") await stand(example(), true);
      }
      expect(found).to.deep.equal(table.get(kind));
    });

  it('was tried as a row of a CSV folder, too, where there are such', () => {
    expect(byImport).to.be.above(10);
  });
});

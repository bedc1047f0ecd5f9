import { shortCodes } from '@rounds/ddocs/documents/short-codes.ts';
import { pouchStore } from '@rounds/ddocs/store/pouch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { viewMaps } from '@rounds/ddocs/store/view-maps.ts';
import { codeLengthId, reserveCodes, shortCodeId } from '@rounds/sentinel/registration/codes.ts';
import { expect } from 'chai';
import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';

PouchDB.plugin(memory);
const maps = viewMaps();

describe('Short codes', () => {
  let stores: { main: Store; side: Store };
  let close: () => Promise<unknown>;
  beforeEach(() => {
    const open = () => new PouchDB(`codes-${crypto.randomUUID()}`, { adapter: 'memory' });
    const [main, side] = [open(), open()];
    stores = { main: pouchStore(main, maps), side: pouchStore(side, maps) };
    close = () => Promise.all([main.destroy(), side.destroy()]);
  });
  afterEach(() => close());

  /** A database that tells what is asked of it. */
  const watched = (store: Store, calls: string[]): Store =>
    new Proxy(store, {
      get: (target, key) => {
        const value = target[key as keyof Store];
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          calls.push(`${String(key)} ${store === stores.main ? 'main' : 'side'}`);
          return (value as (...args: unknown[]) => unknown).apply(target, args);
        };
      },
    });

  it('are given to one cause each, however many processes ask at once', async () => {
    const causes = Array.from({ length: 200 }, (_, n) => `contact ${n}`);
    const parts = Array.from({ length: 5 }, (_, process) => causes.filter((_, n) => n % 5 === process));
    const given = await Promise.all(parts.map(part => reserveCodes(part, stores)));
    const codes = given.flatMap(map => [...map.values()]);
    expect(new Set(codes).size).to.equal(200);
    for (const code of codes) expect(code).to.match(/^\d{5}$/);
  });

  it('are the same for the same cause, on every machine and at every time', async () => {
    const [one, other] = await Promise.all([
      reserveCodes(['ann', 'ben'], stores),
      reserveCodes(['ben', 'ann'], stores),
    ]);
    expect([...one].sort()).to.deep.equal([...other].sort());
    expect([...(await reserveCodes(['ann', 'ben'], stores))]).to.deep.equal([...one]);
  });

  it('are never those that contacts have from elsewhere', async () => {
    const [first, second] = shortCodes('ann');
    await stores.main.write([{ _id: 'imported', type: 'person', patient_id: first }]);
    expect((await reserveCodes(['ann'], stores)).get('ann')).to.equal(second);
    expect(await stores.side.get(shortCodeId(first!))).to.equal(null);
  });

  it('go to the first of two causes that meet in a code', async () => {
    const [first, second] = shortCodes('ann');
    await stores.side.write([{ _id: shortCodeId(first!), type: 'short-code', cause: 'somebody else' }]);
    expect((await reserveCodes(['ann'], stores)).get('ann')).to.equal(second);
  });

  /** Two causes whose first code is the same. */
  const [ann, rival] = (() => {
    const byCode = new Map<string, string>();
    for (let n = 0; ; n++) {
      const code = shortCodes(`cause ${n}`, { count: 1 })[0]!;
      const other = byCode.get(code);
      if (other !== undefined) return [`cause ${n}`, other];
      byCode.set(code, `cause ${n}`);
    }
  })();

  it('are the same for a cause that two processes look for at once, one of them together with a rival', async () => {
    const [first] = shortCodes(ann!);
    let elsewhere: Map<string, string> | undefined;
    const write: Store['write'] = async docs => {
      elsewhere ??= await reserveCodes([ann!], stores);
      return stores.side.write(docs);
    };
    const here = await reserveCodes([rival!, ann!], { ...stores, side: { ...stores.side, write } });
    expect([elsewhere!.get(ann!), here.get(ann!)]).to.deep.equal([first, first]);
    expect(here.get(rival!)).to.equal(shortCodes(rival!)[1]);
  });

  it('are the same for a contact that another process made while its code was asked for', async () => {
    const [first] = shortCodes('ann');
    await reserveCodes(['ann'], stores);
    await stores.main.write([{ _id: 'ann', type: 'person', patient_id: first }]);
    expect((await reserveCodes(['ann'], stores)).get('ann')).to.equal(first);
  });

  it('stay given though somebody imports a contact that has the same', async () => {
    const [first] = shortCodes('ann');
    await reserveCodes(['ann'], stores);
    await stores.main.write([{ _id: 'imported', type: 'person', patient_id: first }]);
    expect((await reserveCodes(['ann'], stores)).get('ann')).to.equal(first);
  });

  it('grow by a digit when all that can be tried are taken, for everybody from then on', async () => {
    await stores.main.write(shortCodes('ann').map((patient_id, n) => ({ _id: `p${n}`, type: 'person', patient_id })));
    expect((await reserveCodes(['ann'], stores)).get('ann')).to.match(/^\d{6}$/);
    expect((await stores.main.get(codeLengthId))?.current_length).to.equal(6);
    expect((await reserveCodes(['ben'], stores)).get('ben')).to.match(/^\d{6}$/);
  });

  it('of a batch cost one question for contacts and one write', async () => {
    const calls: string[] = [];
    const { main, side } = stores;
    const causes = Array.from({ length: 50 }, (_, n) => `contact ${n}`);
    expect(new Set(causes.map(cause => shortCodes(cause)[0])).size).to.equal(50);
    expect((await reserveCodes(causes, { main: watched(main, calls), side: watched(side, calls) })).size).to.equal(50);
    expect(calls).to.deep.equal(['get main', 'query main', 'write side']);
  });

  it('are not written by who may not write any more', async () => {
    const fence = () => {
      throw new Error('not the leader');
    };
    const error = await reserveCodes(['ann'], { ...stores, fence }).then(
      () => null,
      (thrown: Error) => thrown,
    );
    expect(error?.message).to.equal('not the leader');
    expect((await stores.side.range({ from: '', to: '\ufff0', limit: 10 })).length).to.equal(0);
  });
});

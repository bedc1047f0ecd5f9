import { shortCodeId, shortCodes } from '@rounds/ddocs/documents/short-codes.ts';
import { pouchStore } from '@rounds/ddocs/store/pouch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { viewMaps } from '@rounds/ddocs/store/view-maps.ts';
import { codeLengthId, codesGivenId, reserveCodes } from '@rounds/sentinel/registration/reserve-codes.ts';
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

  it('of a batch cost a count, one question for contacts and one write', async () => {
    const calls: string[] = [];
    const { main, side } = stores;
    const causes = Array.from({ length: 50 }, (_, n) => `contact ${n}`);
    expect(new Set(causes.map(cause => shortCodes(cause)[0])).size).to.equal(50);
    expect((await reserveCodes(causes, { main: watched(main, calls), side: watched(side, calls) })).size).to.equal(50);
    // The length and the count are read together.
    expect(calls).to.deep.equal(['get main', 'get side', 'count main', 'write side', 'query main', 'write side']);
  });

  /** How many codes there are of each length. */
  const lengths = (given: readonly Map<string, string>[]): Record<number, number> => {
    const found: Record<number, number> = {};
    for (const { length } of given.flatMap(codes => [...codes.values()])) found[length] = (found[length] ?? 0) + 1;
    return found;
  };
  const manyCauses = (count: number): string[] => Array.from({ length: count }, (_, n) => `contact ${n}`);

  it('are a digit longer once a fifth of a length is given, in whatever batches', async () => {
    const causes = manyCauses(2300);
    const given: Map<string, string>[] = [];
    for (let at = 0; at < causes.length; at += 230) given.push(await reserveCodes(causes.slice(at, at + 230), stores));
    expect(lengths(given)).to.deep.equal({ 5: 2000, 6: 300 });
    expect((await stores.main.get(codeLengthId))?.current_length).to.equal(6);
  });

  it('are a digit longer within a batch that is more than the rest of a fifth', async () => {
    const given = await reserveCodes(manyCauses(2300), stores);
    expect(lengths([given])).to.deep.equal({ 5: 2000, 6: 300 });
    expect(new Set(given.values()).size).to.equal(2300);
    expect((await stores.main.get(codeLengthId))?.current_length).to.equal(6);
  });

  it('are no more than a fifth of a length, though five processes give at once', async () => {
    const causes = manyCauses(2300);
    const parts = Array.from({ length: 5 }, (_, process) => causes.filter((_, n) => n % 5 === process));
    const given = await Promise.all(parts.map(part => reserveCodes(part, stores)));
    expect(lengths(given)).to.deep.equal({ 5: 2000, 6: 300 });
  });

  it('of a batch that is tried again count once, and are the same, however long the codes of others are by then', async () => {
    const first = await reserveCodes(manyCauses(1999), stores);
    const ann = await reserveCodes(['ann', 'ben'], stores);
    expect(await reserveCodes(['ann', 'ben'], stores)).to.deep.equal(ann);
    expect(await reserveCodes(manyCauses(1999), stores)).to.deep.equal(first);
    expect((await stores.side.get(codesGivenId))?.given).to.equal(2001);
  });

  it('of contacts that came from elsewhere count, whatever their check digit and whenever they came', async () => {
    const contacts = (from: number, count: number) =>
      Array.from({ length: count }, (_, n) => ({
        _id: `imported-${from + n}`,
        type: 'person',
        patient_id: String(from + n),
      }));
    await reserveCodes(['ann'], stores);
    await stores.main.write(contacts(10_000, 1999));
    expect(lengths([await reserveCodes(['ben', 'cem'], stores)])).to.deep.equal({ 5: 1, 6: 1 });
    await stores.main.write(contacts(20_000, 4));
    expect(lengths([await reserveCodes(['dan'], stores)])).to.deep.equal({ 6: 1 });
  });

  // How many contacts have codes, the length that is stored, and that of the next code.
  const lengthCases: [number, unknown, number][] = [
    [0, undefined, 5],
    [0, 7, 7],
    [0, 'many', 5],
    [1999, 5, 5],
    [2000, 5, 6],
    [2000, 8, 8],
    [96_525, 6, 7],
    [1_000_000, undefined, 8],
    [2_000_000, undefined, 9],
    [10 ** 12, 13, 13],
  ];
  for (const [contacts, stored, length] of lengthCases)
    it(`have ${length} digits after ${contacts} where ${stored ?? 'nothing'} is kept as their length`, async () => {
      if (stored !== undefined) await stores.main.write([{ _id: codeLengthId, current_length: stored }]);
      const main: Store = { ...stores.main, count: async () => contacts };
      expect(lengths([await reserveCodes(['ann'], { ...stores, main })])).to.deep.equal({ [length]: 1 });
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

import { parseSettings } from '@rounds/config/settings/parse.ts';
import { databases } from '@rounds/ddocs/documents/databases.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc } from '@rounds/ddocs/documents/infodocs.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import { installDatabases } from '@rounds/ddocs/store/install.ts';
import { pouchStore } from '@rounds/ddocs/store/pouch-store.ts';
import type { Store, WriteResult } from '@rounds/ddocs/store/store.ts';
import { viewMaps } from '@rounds/ddocs/store/view-maps.ts';
import { change, claim, note } from '@rounds/sentinel/engine/effects.ts';
import { type Engine, openEngine } from '@rounds/sentinel/engine/engine.ts';
import { rule } from '@rounds/sentinel/engine/rule.ts';
import { aReport } from '@rounds/sentinel/reports/kind.ts';
import { expect } from 'chai';
import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';
import { couchGrounds } from '../couch-grounds.ts';

PouchDB.plugin(memory);

/** An errand, and the report by which somebody has taken it on. */
interface Errand extends Doc {
  type: 'errand';
  taken_by?: string;
}

interface Told extends Report {
  told?: string[];
}

/** What every report that says yes is told, once. */
const tell = (id: string, text: string) =>
  change<Told>(id, doc => (doc.told?.includes(text) ? doc : { ...doc, told: [...(doc.told ?? []), text] }));

/** The first to say yes gets the errand; an errand of which nobody has heard comes to be by the first yes. */
const accepting = rule({
  name: 'accepting',
  on: aReport,
  once: true,
  reads: {},
  concerns: ({ form }) => form === 'yes',
  run: ({ _id, fields }) => {
    const errand = String(fields?.errand);
    return [
      note(_id, info => (info.asked_for === errand ? info : { ...info, asked_for: errand })),
      claim<Errand>(
        errand,
        doc => {
          if (doc?.taken_by === _id) return doc;
          return doc?.taken_by ? null : { ...(doc ?? { _id: errand, type: 'errand' }), taken_by: _id };
        },
        (won, doc) => [tell(_id, won ? 'it is yours' : `${doc?.taken_by} has it`)],
      ),
    ];
  },
});

const yes = (_id: string, errand: string): Report => ({
  ...{ _id, type: 'data_record', form: 'yes', reported_date: 1, fields: { errand } },
});

interface Place {
  /** Another connection to the same two databases, for another process. */
  connect(): { main: Store; side: Store };
  close(): Promise<unknown>;
}

const inMemory = async (): Promise<Place> => {
  const [main, side] = [1, 2].map(() => new PouchDB(`claims-${crypto.randomUUID()}`, { adapter: 'memory' }));
  return {
    connect: () => ({ main: pouchStore(main!, viewMaps()), side: pouchStore(side!, viewMaps()) }),
    close: () => Promise.all([main!.destroy(), side!.destroy()]),
  };
};

const overHttp = async (open: () => Promise<{ url: string; close(): Promise<void> }>): Promise<Place> => {
  const { url, close } = await open();
  const names = databases(`rounds-claims-${crypto.randomUUID()}`);
  await installDatabases(url, names);
  return {
    connect: () => ({ main: couchStore(url, names.main), side: couchStore(url, names.sentinel) }),
    close: async () => {
      for (const name of Object.values(names)) await couchServer(url).deleteDatabase(name);
      await close();
    },
  };
};

const { settings } = parseSettings({});
const engineOn = ({ main, side }: { main: Store; side: Store }): Engine =>
  openEngine(
    { phases: [[accepting]] },
    { main, side, programme: () => ({ settings, words: {} }), now: () => Date.parse('2026-01-14T10:00:00.000Z') },
  );

/** What only one may get, on some database. */
const claimContract = (open: () => Promise<Place>): void => {
  let place: Place;
  let [main, side]: Store[] = [];
  before(async () => {
    place = await open();
    ({ main, side } = place.connect());
  });
  after(() => place?.close());

  let errands = 0;
  /** An errand that nobody has taken on, unless only its id is to be had. */
  const newErrand = async (stored = true): Promise<string> => {
    const _id = `errand ${++errands}`;
    if (stored) await main!.write([{ _id, type: 'errand' }]);
    return _id;
  };
  /** A report on its way to be settled. */
  const settle = async (engine: Engine, ...ids: string[]): Promise<void> => {
    const docs = await main!.getMany(ids);
    await engine.settle(
      docs.map((doc, at) => ({ id: ids[at]!, seq: '1', rev: doc!._rev!, deleted: false, doc: doc! })),
    );
  };
  const toldOf = async (...ids: string[]): Promise<(string | undefined)[]> =>
    (await main!.getMany<Told>(ids)).map(doc => doc?.told?.join(', '));
  const holder = async (errand: string): Promise<string | undefined> => (await main!.get<Errand>(errand))?.taken_by;

  for (const stored of [true, false])
    it(`An errand goes to one of twenty who ask at once, and nineteen are told who has it${stored ? '' : ', though there was nothing yet to be taken'}`, async () => {
      const errand = await newErrand(stored);
      const ids = Array.from({ length: 20 }, (_, n) => `${errand} yes ${n}`);
      await main!.write(ids.map(id => yes(id, errand)));
      const engines = ids.map(() => engineOn(place.connect()));
      await Promise.all(ids.map((id, n) => settle(engines[n]!, id)));
      const winner = await holder(errand);
      expect(ids).to.include(winner);
      expect(await toldOf(...ids)).to.deep.equal(ids.map(id => (id === winner ? 'it is yours' : `${winner} has it`)));
    });

  it('An errand goes to the first of two in one batch, and to nobody twice', async () => {
    const errand = await newErrand();
    const ids = ['first', 'second'].map(which => `${errand} ${which}`);
    await main!.write(ids.map(id => yes(id, errand)));
    const engine = engineOn(place.connect());
    await settle(engine, ...ids);
    await settle(engineOn(place.connect()), ...ids);
    expect(await toldOf(...ids)).to.deep.equal(['it is yours', `${ids[0]} has it`]);
  });

  it('An errand goes to a message that is settled before it is stored, and a second delivery gets the same answer', async () => {
    const errand = await newErrand();
    const [one, other] = ['sms 1', 'sms 2'].map(which => yes(`${errand} ${which}`, errand));
    const engine = engineOn(place.connect());
    const told = (docs: readonly Doc[]) => docs.map(doc => (doc as Told).told);
    expect(told(await engine.receive([one!]))).to.deep.equal([['it is yours']]);
    expect(told(await engineOn(place.connect()).receive([other!, one!]))).to.deep.equal([
      [`${one!._id} has it`],
      ['it is yours'],
    ]);
  });

  it('A claim is written alone, never in a bulk with other documents', async () => {
    const errand = await newErrand();
    const id = `${errand} yes`;
    await main!.write([yes(id, errand)]);
    const written: string[][] = [];
    const connection = place.connect();
    await settle(
      engineOn({
        ...connection,
        main: {
          ...connection.main,
          write: (docs, options) => {
            written.push(docs.map(({ _id }) => _id));
            return connection.main.write(docs, options);
          },
        },
      }),
      id,
    );
    expect(written.flat()).to.deep.equal([id]);
  });

  /** A connection that breaks off at a certain write: before it, or after it was carried out. */
  const breakingAt = (fatal: number, when: 'before' | 'after', count: { writes: number }) => {
    const connection = place.connect();
    const through = <Args extends unknown[], Result>(write: (...args: Args) => Promise<Result>) => {
      return async (...args: Args): Promise<Result> => {
        if (++count.writes < fatal) return write(...args);
        if (count.writes === fatal && when === 'after') await write(...args);
        throw new Error('killed');
      };
    };
    const breaking = (store: Store): Store => ({
      ...store,
      write: through(store.write),
      writeAlone: through(store.writeAlone),
    });
    return { main: breaking(connection.main), side: breaking(connection.side) };
  };

  for (const when of ['before', 'after'] as const)
    it(`A claim comes to the same end when the process is killed ${when} any of its writes, and somebody else asks meanwhile`, async () => {
      for (let fatal = 1; ; fatal++) {
        const errand = await newErrand();
        const [one, other] = [`${errand} one`, `${errand} other`];
        await main!.write([yes(one, errand), yes(other, errand)]);
        const count = { writes: 0 };
        const killed = await settle(engineOn(breakingAt(fatal, when, count)), one).then(
          () => false,
          () => true,
        );
        await settle(engineOn(place.connect()), other);
        await settle(engineOn(place.connect()), one);
        const winner = await holder(errand);
        const expected = [one, other].map(id => (id === winner ? 'it is yours' : `${winner} has it`));
        expect(await toldOf(one, other), `killed ${when} write ${fatal}`).to.deep.equal(expected);
        const info = await side!.get<InfoDoc>(`${one}-info`);
        expect(Object.keys(info?.transitions ?? {})).to.deep.equal(['accepting']);
        if (!killed) {
          // The errand, the report, its infodoc.
          expect(fatal).to.equal(4);
          return;
        }
      }
    });

  describe('when the database says that fewer nodes than a quorum have it', () => {
    /** Settles a yes through a database that answers the first claim so. @returns how it was read afterwards */
    const acceptedOnly = async (
      errand: string,
      claimed: (write: () => Promise<WriteResult>, doc: Doc) => Promise<WriteResult>,
    ): Promise<unknown[]> => {
      const id = `${errand} yes`;
      await main!.write([yes(id, errand)]);
      const connection = place.connect();
      const reads: unknown[] = [];
      let first = true;
      await settle(
        engineOn({
          ...connection,
          main: {
            ...connection.main,
            get: (docId, options) => {
              if (docId === errand && options) reads.push(options);
              return connection.main.get(docId, options);
            },
            writeAlone: async doc => {
              const write = () => connection.main.writeAlone(doc);
              const result = first ? await claimed(write, doc) : await write();
              first = false;
              return result;
            },
          },
        }),
        id,
      );
      return reads;
    };
    const accepted = (doc: Doc): WriteResult => ({ id: doc._id, ok: true, rev: '2-unknown', accepted: true });

    it('A claim is read back from all copies, and won where they name it', async () => {
      const errand = await newErrand();
      const reads = await acceptedOnly(errand, async write => {
        const result = await write();
        return result.ok ? { ...result, accepted: true } : result;
      });
      expect(reads).to.deep.equal([{ quorum: 'all' }]);
      expect([await holder(errand), await toldOf(`${errand} yes`)]).to.deep.equal([`${errand} yes`, ['it is yours']]);
    });

    it('A claim is lost where another has it after all', async () => {
      const errand = await newErrand();
      await acceptedOnly(errand, async (_, doc) => {
        await main!.write([{ ...doc, taken_by: 'another' }]);
        return accepted(doc);
      });
      expect([await holder(errand), await toldOf(`${errand} yes`)]).to.deep.equal(['another', ['another has it']]);
    });

    it('A claim is made again where nothing came of it', async () => {
      const errand = await newErrand();
      await acceptedOnly(errand, async (_, doc) => accepted(doc));
      expect([await holder(errand), await toldOf(`${errand} yes`)]).to.deep.equal([`${errand} yes`, ['it is yours']]);
    });
  });
};

describe('What only one may get, over PouchDB', () => claimContract(inMemory));
for (const { title, open } of couchGrounds())
  describe(`What only one may get, over ${title}`, () => claimContract(() => overHttp(open)));

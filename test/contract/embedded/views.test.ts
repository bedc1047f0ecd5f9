import { expect } from 'chai';
import { type Ground, grounds, type Json } from './ground.ts';

for (const ground of grounds()) describe(`Views and queries of ${ground.title}`, () => views(ground));

const VIEWS = {
  by_n: { map: 'function (doc) { emit(doc.n, doc.g); }' },
  by_group: { map: 'function (doc) { emit(["g" + doc.g, doc.n], doc.n); }', reduce: '_sum' },
  counted: { map: 'function (doc) { emit(["g" + doc.g, doc.n], doc.n); }', reduce: '_count' },
  measured: { map: 'function (doc) { emit(doc.g, doc.n); }', reduce: '_stats' },
  linked: { map: 'function (doc) { if (doc.n === 3) emit(doc.n, { _id: "d1" }); }' },
  faulty: { map: 'function (doc) { if (doc.n === 3) throw new Error("no"); emit(doc.n); }' },
  longest: {
    map: 'function (doc) { emit(doc.g, doc._id.length); }',
    reduce: 'function (keys, values, rereduce) { return Math.max.apply(null, values); }',
  },
};

function views({ open, close, ask, database, embedded }: Ground): void {
  before(open);
  after(close);
  let db = '';
  beforeEach(async () => {
    db = await database();
    await ask('PUT', `/${db}/_design/v`, { body: { views: VIEWS } });
    const docs = Array.from({ length: 10 }, (_, n) => ({
      _id: `d${n}`,
      n,
      g: n % 3,
      ...(n % 5 ? {} : { opt: null }),
      tags: [`t${n % 4}`, 'all'],
      o: { x: n % 2 },
    }));
    await ask('POST', `/${db}/_bulk_docs`, { body: { docs } });
  });
  const view = async (name: string, query: Record<string, unknown> = {}) => {
    const search = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(JSON.stringify(value))}`);
    return (await ask('GET', `/${db}/_design/v/_view/${name}?${search.join('&')}`)).json;
  };
  const keys = async (query: Record<string, unknown>) => (await view('by_n', query)).rows.map((row: Json) => row.key);

  describe('views', () => {
    it('sort rows by key and cut out ranges', async () => {
      const all = await view('by_n');
      expect([all.total_rows, all.offset, all.rows[3]]).to.deep.equal([10, 0, { id: 'd3', key: 3, value: 0 }]);
      expect(await keys({ key: 4 })).to.deep.equal([4]);
      expect(await keys({ startkey: 2, endkey: 4 })).to.deep.equal([2, 3, 4]);
      expect(await keys({ startkey: 2, endkey: 4, inclusive_end: false })).to.deep.equal([2, 3]);
      expect(await keys({ descending: true, startkey: 8, endkey: 6 })).to.deep.equal([8, 7, 6]);
      expect(await keys({ descending: true, startkey: 8, endkey: 6, inclusive_end: false })).to.deep.equal([8, 7]);
      expect(await keys({ descending: true, limit: 2, skip: 1 })).to.deep.equal([8, 7]);
      expect((await view('by_n', { startkey: 5, endkey: 2 })).error).to.equal('query_parse_error');
    });

    it('give the rows of many keys in their order, also when asked by POST', async () => {
      expect(await keys({ keys: [5, 1, 5, 99] })).to.deep.equal([5, 1, 5]);
      const { json } = await ask('POST', `/${db}/_design/v/_view/by_n?include_docs=true`, { body: { keys: [7, 2] } });
      expect(json.rows.map((row: Json) => row.doc.n)).to.deep.equal([7, 2]);
    });

    it('order null, booleans, numbers, texts, lists and objects as CouchDB does', async () => {
      const values = [{ a: 1 }, ['b'], 'a', 2, 10, true, false, null, [], {}, -1, 1.5];
      const own = await database();
      await ask('PUT', `/${own}/_design/v`, { body: { views: { x: { map: 'function (doc) { emit(doc.x); }' } } } });
      await ask('POST', `/${own}/_bulk_docs`, { body: { docs: values.map(x => ({ x })) } });
      const { json } = await ask('GET', `/${own}/_design/v/_view/x`);
      expect(json.rows.map((row: Json) => row.key)).to.deep.equal([
        null,
        false,
        true,
        -1,
        1.5,
        2,
        10,
        'a',
        [],
        ['b'],
        {},
        { a: 1 },
      ]);
    });

    it('follow edits and deletions', async () => {
      await view('by_n');
      const { _rev } = (await ask('GET', `/${db}/d3`)).json;
      const { json } = await ask('PUT', `/${db}/d3`, { body: { n: 100, _rev } });
      expect((await keys({})).at(-1)).to.equal(100);
      await ask('DELETE', `/${db}/d3?rev=${json.rev}`);
      expect((await view('by_n')).total_rows).to.equal(9);
    });

    it('are built anew when their text changes', async () => {
      await view('by_n');
      const design = (await ask('GET', `/${db}/_design/v`)).json;
      design.views.by_n.map = 'function (doc) { emit(doc.n * 2); }';
      await ask('PUT', `/${db}/_design/v`, { body: design });
      expect((await keys({}))[4]).to.equal(8);
    });

    it('show the documents of rows, and those that rows point to', async () => {
      expect((await view('by_n', { include_docs: true, key: 3 })).rows[0].doc).to.include({ _id: 'd3', n: 3 });
      expect((await view('linked', { include_docs: true })).rows[0].doc._id).to.equal('d1');
    });

    it('leave out only the document on which a map fails', async () => {
      expect((await view('faulty')).rows).to.have.length(9);
    });

    it('sum, count and measure, whole or by group', async () => {
      expect((await view('by_group')).rows).to.deep.equal([{ key: null, value: 45 }]);
      expect((await view('by_group', { group_level: 1 })).rows).to.deep.equal([
        { key: ['g0'], value: 18 },
        { key: ['g1'], value: 12 },
        { key: ['g2'], value: 15 },
      ]);
      expect((await view('counted', { group_level: 1 })).rows[0]).to.deep.equal({ key: ['g0'], value: 4 });
      expect((await view('measured')).rows[0].value).to.deep.equal({ sum: 45, count: 10, min: 0, max: 9, sumsqr: 285 });
      expect((await view('by_group', { key: 'none' })).rows).to.deep.equal([]);
    });

    it('reduce by a function over more rows than it gets at once', async () => {
      const docs = Array.from({ length: 450 }, (_, n) => ({ _id: `more-${n}`, g: n % 2, n }));
      await ask('POST', `/${db}/_bulk_docs`, { body: { docs } });
      expect((await view('longest')).rows[0].value).to.equal('more-449'.length);
      expect((await view('longest', { group: true, keys: [1, 0] })).rows.map((row: Json) => row.key)).to.deep.equal([
        1, 0,
      ]);
    });

    it('refuse questions that make no sense, and functions that are none', async () => {
      const path = `/${db}/_design/v/_view`;
      for (const bad of ['by_n?startkey=abc', 'by_n?group=true', 'by_n?limit=-1', 'by_n?skip=x', 'by_group?keys=[1,2]'])
        expect((await ask('GET', `${path}/${bad}`)).status, bad).to.equal(400);
      for (const missing of [`${path}/none`, `/${db}/_design/none/_view/a`])
        expect((await ask('GET', missing)).status).to.equal(404);
      const { status, json } = await ask('PUT', `/${db}/_design/w`, {
        body: { views: { a: { map: 'function (doc) { emit( }' } } },
      });
      expect([status, json.error]).to.deep.equal([400, 'compilation_error']);
    });

    if (!embedded) return;

    it('cannot reach the server from a map, nor stop it by an endless one', async () => {
      const maps = {
        escape: {
          map: 'function () { var found; try { found = emit.constructor.constructor("return process.pid")(); } catch (e) { found = "nothing"; } emit(found); }',
        },
      };
      await ask('PUT', `/${db}/_design/sly`, { body: { views: maps } });
      expect((await ask('GET', `/${db}/_design/sly/_view/escape?limit=1`)).json.rows[0].key).to.equal('nothing');
      await ask('PUT', `/${db}/_design/endless`, {
        body: { views: { a: { map: 'function () { while (true) {} }' } } },
      });
      const stuck = ask('GET', `/${db}/_design/endless/_view/a`);
      await new Promise(resolve => setTimeout(resolve, 200));
      expect((await ask('GET', `/${db}/d1`)).status).to.equal(200);
      expect((await stuck).status).to.equal(500);
      expect((await view('by_n')).total_rows).to.equal(10);
    });
  });

  describe('queries', () => {
    const index = (fields: string[], more: object = {}) =>
      ask('POST', `/${db}/_index`, {
        body: { index: { fields, ...more }, name: `by-${fields.join('-')}`, ddoc: `by-${fields.join('-')}` },
      });
    const find = async (selector: unknown, more: object = {}) =>
      ask('POST', `/${db}/_find`, { body: { selector, limit: 100, ...more } });
    const found = async (selector: unknown, more: object = {}) =>
      (await find(selector, more)).json.docs.map((doc: Json) => doc.n);

    it('answer with and without an index alike', async () => {
      const cases: [unknown, number[]][] = [
        [{ n: 5 }, [5]],
        [{ n: { $gt: 7 } }, [8, 9]],
        [{ n: { $gte: 2, $lt: 4 } }, [2, 3]],
        [{ n: { $in: [3, 1] } }, [1, 3]],
        [{ n: { $gte: 0, $nin: [0, 1, 2, 3, 4, 5, 6] } }, [7, 8, 9]],
        [{ $or: [{ n: 1 }, { n: 9 }] }, [1, 9]],
        [{ n: { $gte: 0 }, $nor: [{ n: { $lt: 9 } }] }, [9]],
        [{ n: { $gte: 0 }, $not: { n: { $gt: 1 } } }, [0, 1]],
        [{ n: { $mod: [4, 1] } }, [1, 5, 9]],
        [{ n: { $gt: 6 }, tags: { $all: ['all', 't3'] } }, [7]],
        [{ 'o.x': 1, n: { $lt: 4 } }, [1, 3]],
        [{ o: { x: 1 }, n: { $lt: 4 } }, [1, 3]],
        [{ tags: { $elemMatch: { $eq: 't2' } }, n: { $gte: 0 } }, [2, 6]],
        [{ n: 3, g: { $type: 'number' } }, [3]],
      ];
      for (const [selector, wanted] of cases)
        expect((await found(selector)).sort(), JSON.stringify(selector)).to.deep.equal(wanted);
      await index(['n']);
      for (const [selector, wanted] of cases)
        expect((await found(selector)).sort(), JSON.stringify(selector)).to.deep.equal(wanted);
    });

    it('match what CouchDB matches where another matcher would not', async () => {
      await ask('PUT', `/${db}/bare`, { body: { word: 'B' } });
      const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
      const cases: [selector: unknown, wanted: number[]][] = [
        [{ $not: { n: 5 } }, all.filter(n => n !== 5)],
        [{ $nor: [{ n: 5 }] }, all.filter(n => n !== 5)],
        [{ n: { $ne: 5 } }, all.filter(n => n !== 5)],
        [{ n: { $not: { $gt: 1 } } }, [0, 1]],
        [{ n: { $lt: 3, $not: { $in: [1] } } }, [0, 2]],
        [{ o: {} }, []],
        [{ tags: { $all: [] } }, []],
        [{ constructor: { $exists: true } }, []],
      ];
      for (const [selector, wanted] of cases)
        expect((await found(selector)).sort(), JSON.stringify(selector)).to.deep.equal(wanted);
      expect((await find({ word: { $gt: 'a' } })).json.docs).to.have.length(1);
    });

    it('tell a field that is null from one that is not there', async () => {
      expect((await found({ opt: null })).sort()).to.deep.equal([0, 5]);
      await index(['opt']);
      expect((await found({ opt: { $gte: null } })).sort()).to.deep.equal([0, 5]);
      expect(await found({ opt: { $exists: false } })).to.have.length(8);
    });

    it('sort by an index, and say so when there is none', async () => {
      expect((await find({ n: { $gt: null } }, { sort: [{ n: 'desc' }] })).json.error).to.equal('no_usable_index');
      expect((await find({ n: 1 })).json.warning).to.be.a('string');
      await index(['g', 'n']);
      expect(await found({ g: 1, n: { $gt: 1 } }, { sort: [{ g: 'desc' }, { n: 'desc' }] })).to.deep.equal([7, 4]);
      expect((await ask('POST', `/${db}/_explain`, { body: { selector: { g: 1, n: 2 } } })).json.index.name).to.equal(
        'by-g-n',
      );
    });

    it('go on where the page before ended, both ways', async () => {
      await index(['n']);
      for (const [direction, wanted] of [
        ['asc', [4, 5, 6, 7]],
        ['desc', [5, 4, 3, 2]],
      ] as const) {
        const more = { limit: 4, sort: [{ n: direction }] };
        const first = (await find({ n: { $gte: 0 } }, more)).json;
        expect(await found({ n: { $gte: 0 } }, { ...more, bookmark: first.bookmark })).to.deep.equal(wanted);
      }
    });

    it('compare ids by their bytes and all else as views do', async () => {
      const docs = ['B', 'a', 'ż'].map(_id => ({ _id, word: _id }));
      await ask('POST', `/${db}/_bulk_docs`, { body: { docs } });
      const words = async (selector: object) => (await find(selector)).json.docs.map((doc: Json) => doc.word).sort();
      expect(await words({ _id: { $gt: 'B', $lt: 'd' } })).to.deep.equal(['a']);
      expect(await words({ word: { $gt: 'a' } })).to.deep.equal(['B', 'ż']);
      expect((await find({ word: { $not: 'a' } })).status).to.equal(400);
    });

    it('show the fields asked for', async () => {
      expect((await find({ n: 3 }, { fields: ['_id', 'o.x'] })).json.docs).to.deep.equal([{ _id: 'd3', o: { x: 1 } }]);
    });

    it('use a partial index only when named', async () => {
      await index(['n'], { partial_filter_selector: { g: 1 } });
      expect(await found({ n: { $gte: 0 } }, { use_index: 'by-n' })).to.deep.equal([1, 4, 7]);
      expect(await found({ n: { $gte: 0 } })).to.have.length(10);
    });

    it('see what was written a moment ago, and never design documents', async () => {
      await index(['n']);
      await found({ n: 3 });
      await ask('PUT', `/${db}/new`, { body: { n: 1000 } });
      expect(await found({ n: 1000 })).to.deep.equal([1000]);
      expect(await found({})).to.have.length(11);
    });

    it('list and drop indexes', async () => {
      expect((await index(['n'])).json.result).to.equal('created');
      expect((await index(['n'])).json.result).to.equal('exists');
      expect((await ask('GET', `/${db}/_index`)).json.indexes.map((one: Json) => one.name)).to.deep.equal([
        '_all_docs',
        'by-n',
      ]);
      expect((await ask('DELETE', `/${db}/_index/by-n/json/by-n`)).status).to.equal(200);
      expect((await ask('GET', `/${db}/_index`)).json.indexes).to.have.length(1);
    });

    it('are refused when they make no sense', async () => {
      const bodies = [
        null,
        {},
        { selector: 'x' },
        { selector: { n: { $bogus: 1 } } },
        { selector: { n: { $regex: '(' } } },
        { selector: {}, limit: -1 },
      ];
      for (const body of bodies)
        expect((await ask('POST', `/${db}/_find`, { body })).status, JSON.stringify(body)).to.be.within(400, 499);
      expect((await ask('POST', `/${db}/_index`, { body: { index: {} } })).status).to.equal(400);
    });
  });
}

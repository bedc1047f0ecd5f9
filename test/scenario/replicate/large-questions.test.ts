import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { aya, type Person, report, type Village, village } from './village.ts';

/** Objects in objects, so many levels. */
const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('A small question', () => {
  let place: Village;
  let [person, olga]: Person[] = [];
  before(async () => {
    const photo = { photo: { content_type: 'image/png', data: Buffer.alloc(300_000).toString('base64') } };
    place = await village({
      docs: [
        { ...report('long', 'nia', aya), fields: { patient_id: 'nia', note: 'n'.repeat(1_000_000) } },
        ...Array.from({ length: 30 }, (_, at) => ({ ...report(`photo-${at}`, 'nia', aya), _attachments: photo })),
      ],
    });
    [person, olga] = [await place.login('aya'), await place.login('olga')];
  });
  after(() => place?.close());

  it('has no large answer because it asks for the same again and again', async () => {
    const keys = Array<string>(50_000).fill('long');
    for (const who of [person!, olga!]) {
      const { status, body } = await who.ask('/medic/_all_docs?include_docs=true', { body: { keys } });
      expect(status).to.equal(200);
      expect(body.rows.map(({ id }: { id: string }) => id)).to.deep.equal(['long']);
      const got = await who.ask('/medic/_bulk_get', { body: { docs: Array(5000).fill({ id: 'long' }) } });
      expect(got.body.results).to.have.length(1);
    }
    const view = '/medic/_design/medic-client/_view/reports_by_subject';
    const rows = async (path: string, body?: object) =>
      (await olga!.ask(path, body ? { body } : {})).body.rows.filter(({ id }: { id: string }) => id === 'long');
    expect(await rows(view, { keys: Array(5000).fill('nia') })).to.have.length(1);
    expect(await rows(`${view}?keys=${encodeURIComponent(JSON.stringify(Array(50).fill('nia')))}`)).to.have.length(1);
  });

  it('costs nothing any more once the one who asked is gone', async () => {
    const { port } = new URL(place.url);
    const path = '/medic/_all_docs?include_docs=true&attachments=true';
    const asked = request({ port, path, headers: { cookie: olga!.cookie } }).end();
    const [answer] = await once(asked, 'response');
    await once(answer, 'data');
    let reads = 0;
    const real = globalThis.fetch;
    asked.destroy();
    await once(asked, 'close');
    await new Promise(resolve => setTimeout(resolve, 200));
    globalThis.fetch = (...args) => {
      if (String(args[0]).includes('_all_docs')) reads += 1;
      return real(...args);
    };
    await new Promise(resolve => setTimeout(resolve, 500));
    globalThis.fetch = real;
    expect(reads).to.equal(0);
  });

  it('is refused where it would keep the database busy', async () => {
    const selectors: [string, object][] = [
      ['deep', JSON.parse(`{"a":${nested(60)}}`)],
      ['wide', { $or: Array.from({ length: 600 }, (_, at) => ({ a: { $gt: at } })) }],
      ['a long list', { a: { $in: Array.from({ length: 5000 }, (_, at) => at) } }],
      ['a long text', { a: 'x'.repeat(10_000) }],
    ];
    for (const [title, selector] of selectors) {
      const { status, body } = await olga!.ask('/medic/_find', { body: { selector } });
      expect([title, status, body.code]).to.deep.equal([title, 400, 'request/invalid']);
    }
    const diffs = Object.fromEntries(Array.from({ length: 30_000 }, (_, at) => [`d${at}`, ['1-a']]));
    expect((await person!.ask('/medic/_revs_diff', { body: diffs })).status).to.equal(413);
    const keys = Array.from({ length: 20_000 }, (_, at) => `k${at}`);
    const view = '/medic/_design/medic-client/_view/reports_by_subject';
    expect((await olga!.ask(view, { body: { keys } })).status).to.equal(413);
  });

  it('with a form code of ten thousand dashes keeps nobody waiting', async () => {
    const form = `a${'-'.repeat(9998)}a`;
    const docs = Array.from({ length: 40 }, (_, at) => ({ ...report(`dashes-${at}`, 'nia', aya), form }));
    const begun = performance.now();
    const { body } = await person!.ask('/medic/_bulk_docs', { body: { docs } });
    expect(body.filter(({ ok }: { ok?: boolean }) => ok)).to.have.length(40);
    expect(performance.now() - begun).to.be.lessThan(10_000);
  });

  it('that is reasonable is answered as before', async () => {
    const selector = {
      $or: [{ type: 'person' }, { patient_id: { $in: Array.from({ length: 500 }, (_, at) => `${at}`) } }],
    };
    const { body } = await olga!.ask('/medic/_find', { body: { selector, limit: 100 } });
    expect(body.docs.length).to.be.above(3);
    const { body: all } = await person!.ask('/medic/_all_docs?include_docs=true&attachments=true');
    const photos = all.rows.filter(({ id }: { id: string }) => id.startsWith('photo-'));
    expect(photos).to.have.length(30);
    expect(photos[0].doc._attachments.photo.data).to.have.length(400_000);
    const { body: changes } = await person!.ask('/medic/_changes?include_docs=true&attachments=true');
    expect(changes.results.length).to.be.above(10);
  });
});

describe('A batch with a bad document in it', () => {
  let place: Village;
  let person: Person;
  before(async () => {
    place = await village();
    person = await place.login('aya');
  });
  after(() => place?.close());

  const whole = JSON.stringify(report('whole', 'nia', aya));
  const bad: [title: string, json: string, error: string][] = [
    ['null among its errors', '{"_id":"b","type":"data_record","errors":[null]}', 'forbidden'],
    ['100,000 levels', `{"_id":"b","type":"data_record","fields":${nested(100_000)}}`, 'bad_request'],
    ['200 levels', `{"_id":"b","type":"data_record","fields":${nested(200)}}`, 'bad_request'],
    ['__proto__ in it', '{"_id":"b","type":"data_record","fields":{"__proto__":{"a":1}}}', 'bad_request'],
    ['__proto__ at its top', '{"_id":"b","type":"data_record","__proto__":{"admin":true}}', 'bad_request'],
    ['an id that is an object', '{"_id":{"toString":1},"type":"data_record"}', 'bad_request'],
    ['a revision that is an object', '{"_id":"b","_rev":{"toString":1},"type":"data_record"}', 'bad_request'],
    ['an id of a million letters', `{"_id":"${'b'.repeat(1_000_000)}","type":"data_record"}`, 'bad_request'],
    ['a name of a million letters', `{"_id":"b","type":"person","name":"${'b'.repeat(1_000_000)}"}`, 'forbidden'],
    ['null in its place', 'null', 'bad_request'],
    ['a list in its place', '[]', 'bad_request'],
    ['a text in its place', '"doc"', 'bad_request'],
  ];
  for (const [at, [title, json, error]] of bad.entries())
    it(`loses that document alone: ${title}`, async () => {
      const good = whole.replace('"whole"', `"whole-${at}"`);
      const headers = { 'content-type': 'application/json' };
      const { status, body } = await person.ask('/medic/_bulk_docs', {
        method: 'POST',
        headers,
        body: `{"docs":[${json},${good}]}`,
      });
      expect(status).to.equal(201);
      expect(body[0].error, JSON.stringify(body[0]).slice(0, 300)).to.equal(error);
      expect(body[1]).to.include({ ok: true, id: `whole-${at}` });
    });

  it('tells strange attachments and cookies with a refusal of their own', async () => {
    await person.ask('/medic/_bulk_docs', { body: { docs: [report('with', 'nia', aya)] } });
    const { _rev } = (await place.main.get('with'))!;
    const put = (name: string, type: string) =>
      person.ask(`/medic/with/${name}?rev=${_rev}`, { method: 'PUT', body: 'x', headers: { 'content-type': type } });
    for (const [name, type] of [
      ['a', 'x'.repeat(3000)],
      ['a', 'text/plain; é'],
      ['_a', 'text/plain'],
      ['%00', 'text/plain'],
      ['..%2f..', 'text/plain'],
      ['a%ff', 'text/plain'],
    ] as const)
      expect((await put(name, type)).status, `${name} ${type.slice(0, 20)}`).to.be.within(400, 499);
    for (const cookie of [
      'AuthSession=%0a',
      'AuthSession=%C3%A9',
      'AuthSession=x',
      `AuthSession=${'y'.repeat(7000)}`,
      'é=%',
    ])
      expect(
        (await place.stranger.ask('/medic/nia', { headers: { cookie: encodeURI(cookie).replaceAll('%25', '%') } }))
          .status,
        cookie,
      ).to.equal(401);
  });
});

describe('What a user sends at once', () => {
  let place: Village;
  before(async () => {
    place = await village();
  });
  after(() => place?.close());

  it('holds no more memory than two batches, and keeps nobody else out', async () => {
    const [person, ben] = [await place.login('aya'), await place.login('ben')];
    const port = Number(new URL(place.url).port);
    const slowly = async () => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(
        `POST /medic/_bulk_docs HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncookie: ${person.cookie}\r\n` +
          'content-type: application/json\r\ncontent-length: 66000000\r\n\r\n{"docs":[',
      );
      return socket;
    };
    const held = [await slowly(), await slowly(), await slowly()];
    // The third is too much, whichever of them that is; the others stay.
    const [said] = await Promise.race(held.map(socket => once(socket, 'data')));
    expect(String(said)).to.match(/^HTTP\/1\.1 429/);
    const send = async (who: Person, note: number) =>
      (await who.ask('/medic/_bulk_docs', { body: { docs: [], note: 'n'.repeat(note) } })).status;
    const large = 3_000_000;
    expect(await send(person, large)).to.equal(429);
    expect(await send(person, 1000)).to.equal(201);
    expect(await send(ben, large)).to.equal(201);
    const packed = await fetch(`${place.url}/medic/_bulk_docs`, {
      ...{ method: 'POST', body: new Uint8Array(gzipSync(JSON.stringify({ docs: [], note: 'n'.repeat(large) }))) },
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', cookie: person.cookie },
    });
    expect(packed.status, 'what is small because it is packed').to.equal(429);
    for (const socket of held) socket.destroy();
    while ((await send(person, large)) === 429) await new Promise(resolve => setTimeout(resolve, 20));
  });
});

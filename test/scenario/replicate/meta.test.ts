import { expect } from 'chai';
import { type Village, village } from './village.ts';

describe('a user and his own meta database', () => {
  let place: Village;
  before(async () => {
    place = await village();
  });
  after(() => place?.close());

  it('is his alone', async () => {
    const person = await place.login('aya');
    const other = await place.login('ben');
    const path = `/medic-user-${person.name}-meta`;
    expect((await person.ask(path, { method: 'PUT' })).status).to.equal(201);
    expect((await person.ask(`${path}/read:report:1`, { method: 'PUT', body: { type: 'read' } })).status).to.equal(201);
    expect((await person.ask(`${path}/_all_docs`)).body.rows[0].id).to.equal('read:report:1');
    expect((await other.ask(`${path}/_all_docs`)).status).to.equal(403);
    expect((await person.ask(`${path}/_security`)).status).to.equal(403);
    expect((await person.ask(path, { method: 'DELETE' })).status).to.equal(403);
  });

  it('holds documents of his, and no code that the database would run', async () => {
    const person = await place.login('ben');
    const path = `/medic-user-${person.name}-meta`;
    await person.ask(path, { method: 'PUT' });
    const ddoc = { _id: '_design/evil', views: { v: { map: 'function (doc) { emit(doc._id); }' } } };
    const doors: [string, object][] = [
      [`${path}/_bulk_docs`, { docs: [{ _id: 'a', type: 'read' }, ddoc] }],
      [`${path}/_bulk_docs`, { docs: [{ ...ddoc, _rev: '1-a' }], new_edits: false }],
      [path, ddoc],
      [`${path}/`, ddoc],
    ];
    for (const [door, body] of doors) expect((await person.ask(door, { body })).status, door).to.equal(403);
    for (const door of [
      `${path}//_design/evil`,
      `//${path.slice(1)}/_design/evil`,
      `${path}/_design/evil`,
      `${path}/%5Fdesign/evil`,
    ])
      expect((await person.ask(door, { method: 'PUT', body: ddoc })).status, door).to.be.oneOf([400, 403, 404]);
    for (const door of [`${path}//_security`, `${path}//_purge`])
      expect(
        (await person.ask(door, { method: door.endsWith('purge') ? 'POST' : 'PUT', body: {} })).status,
        door,
      ).to.equal(400);
    await person.ask(path, { body: { _id: 'b' }, headers: { 'x-http-method-override': 'DELETE' } });
    const written = await person.ask(`${path}/_bulk_docs`, {
      body: { docs: [{ _id: 'read:report:1', type: 'read', text: 'é' }] },
    });
    expect([written.status, written.body[0].ok]).to.deep.equal([201, true]);
    const { body } = await person.ask(`${path}/_all_docs?include_docs=true`);
    expect(body.rows.map(({ id }: { id: string }) => id)).to.deep.equal(['b', 'read:report:1']);
    expect(body.rows[1].doc.text).to.equal('é');
  });

  it('gets no script of our origin from a file in it, whatever the file calls itself', async () => {
    const person = await place.login('aya');
    const path = `/medic-user-${person.name}-meta`;
    await person.ask(path, { method: 'PUT' });
    const files: [name: string, type: string, served: string, disposition: string | null][] = [
      ['a.js', 'text/javascript', 'application/octet-stream', 'attachment'],
      ['a.html', 'text/html', 'application/octet-stream', 'attachment'],
      ['a.svg', 'image/svg+xml', 'application/octet-stream', 'attachment'],
      ['a.css', 'text/css', 'application/octet-stream', 'attachment'],
      ['a.png', 'image/png', 'image/png', null],
    ];
    for (const [name, type, served, disposition] of files) {
      const headers = { 'content-type': type };
      const doc = `${path}/read:file-${name}`;
      const put = await person.ask(`${doc}/${name}`, { method: 'PUT', body: '<script>alert(1)</script>', headers });
      expect(put.status, name).to.equal(201);
      for (const who of [person, place.admin]) {
        const database = who === person ? path : `/${place.databases.main}-user-${person.name}-meta`;
        const got = await who.ask(`${database}/read:file-${name}/${name}`);
        expect([
          name,
          got.status,
          got.headers.get('content-type'),
          got.headers.get('content-disposition'),
        ]).to.deep.equal([name, 200, served, disposition]);
        expect(got.headers.get('content-security-policy')).to.equal("sandbox; default-src 'none'");
        expect(got.headers.get('x-content-type-options')).to.equal('nosniff');
        for (const dest of ['script', 'worker', 'sharedworker', 'serviceworker', 'style'])
          expect(
            (await who.ask(`${database}/read:file-${name}/${name}`, { headers: { 'sec-fetch-dest': dest } })).status,
            dest,
          ).to.equal(403);
      }
      expect((await person.ask(doc)).headers.get('content-type')).to.match(/^application\/json/);
    }
  });
});

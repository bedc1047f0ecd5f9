import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type CouchProcess, couchProcess } from './process.ts';

describe('npm run couch', () => {
  let dir = '';
  const running: CouchProcess[] = [];
  const start = async (...args: Parameters<typeof couchProcess>) => {
    const couch = await couchProcess(...args);
    running.push(couch);
    return couch;
  };
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rounds-couch-'));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map(couch => couch.end('SIGKILL')));
    await rm(dir, { recursive: true, force: true });
  });
  const get = (couch: CouchProcess, path: string, headers: Record<string, string> = {}) => {
    const { origin, username, password } = new URL(couch.url);
    return fetch(origin + path, {
      headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`, ...headers },
    });
  };

  it('says what to do when nobody is named as administrator', async () => {
    const couch = await start(['--port', '0', '--dir', dir], null);
    expect(await couch.ended()).to.equal(1);
    expect(couch.complaints()).to.include('COUCHDB_USER').and.to.include('COUCHDB_PASSWORD');
    expect(couch.complaints()).not.to.include(' at ');
  });

  it('says what to do when the port is taken or the folder is in use', async () => {
    const first = await start(['--port', '0', '--dir', dir]);
    const port = new URL(first.url).port;
    const [samePort, sameDir] = await Promise.all([
      start(['--port', port, '--dir', join(dir, 'other')]),
      start(['--port', '0', '--dir', dir]),
    ]);
    expect([await samePort.ended(), await sameDir.ended()]).to.deep.equal([1, 1]);
    expect(samePort.complaints()).to.match(/taken[\s\S]*--port/);
    expect(sameDir.complaints()).to.match(/in use[\s\S]*--dir/);
    expect((await get(first, '/_up')).status).to.equal(200);
  });

  it('ends cleanly while a feed is open, and keeps documents, users, security and sessions for the next start', async () => {
    const first = await start(['--port', '0', '--dir', dir]);
    const { origin } = new URL(first.url);
    const json = {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from('admin:pass').toString('base64')}`,
    };
    const put = (path: string, body?: object) =>
      fetch(origin + path, { method: 'PUT', headers: json, body: body && JSON.stringify(body) });
    await put('/medic');
    await put('/medic/a', { v: 1 });
    const security = { admins: { names: [], roles: [] }, members: { names: ['amina'], roles: [] } };
    await put('/medic/_security', security);
    const amina = { _id: 'org.couchdb.user:amina', type: 'user', name: 'amina', roles: [], password: 'a-password' };
    await put('/_users/org.couchdb.user:amina', amina);
    const login = await fetch(`${origin}/_session`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ name: 'amina', password: 'a-password' }),
    });
    const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const feed = await get(first, '/medic/_changes?feed=continuous&since=now&heartbeat=60000');
    const [code, last] = await Promise.all([first.end('SIGTERM'), feed.text()]);
    expect(code).to.equal(0);
    expect(last).to.include('last_seq');

    const second = await start(['--port', '0', '--dir', dir]);
    const { origin: again } = new URL(second.url);
    expect(await (await fetch(`${again}/medic/a`, { headers: { cookie } })).json()).to.include({ v: 1 });
    expect(await (await get(second, '/medic/_security')).json()).to.deep.equal(security);
    expect(await second.end('SIGINT')).to.equal(0);
  });

  it('shows Fauxton to a browser', async () => {
    const couch = await start(['--port', '0', '--dir', dir]);
    const page = await get(couch, '/_utils/');
    expect(page.headers.get('content-type')).to.match(/text\/html/);
    expect(await page.text()).to.match(/<html/i);
    expect((await get(couch, '/_utils/bundle.js')).status).to.equal(200);
    expect((await get(couch, '/_utils/..%2F..%2Fpackage.json')).status).to.equal(404);
  });
});

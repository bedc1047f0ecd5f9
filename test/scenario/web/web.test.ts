import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Village, village } from '../replicate/village.ts';

describe('the app and Fauxton', () => {
  let place: Village;
  let webRoot: string;
  before(async () => {
    webRoot = await mkdtemp(join(tmpdir(), 'rounds-web-'));
    await mkdir(join(webRoot, 'assets'));
    await writeFile(join(webRoot, 'index.html'), '<title>Rounds</title>');
    await writeFile(join(webRoot, 'sw.js'), '// service worker');
    await writeFile(join(webRoot, 'assets', 'index-Ab3dEf12.js'), 'export {};');
    place = await village({ webRoot });
  });
  after(async () => {
    await place?.close();
    await rm(webRoot, { recursive: true, force: true });
  });

  const page = (path: string) => place.stranger.ask(path, { headers: { accept: 'text/html' } });

  it('come from one address: the page for every path of the app', async () => {
    for (const path of ['/', '/medic/login', '/medic/password-reset', '/contacts/abc', '/contacts/a%2Fb/edit']) {
      const { status, body, headers } = await page(path);
      expect([path, status, body, headers.get('cache-control')]).to.deep.equal([
        path,
        200,
        '<title>Rounds</title>',
        'no-cache',
      ]);
    }
  });

  it('keep files whose names tell their content for ever, and ask again for the others', async () => {
    expect((await page('/assets/index-Ab3dEf12.js')).headers.get('cache-control')).to.equal(
      'public, max-age=31536000, immutable',
    );
    expect((await page('/sw.js')).headers.get('cache-control')).to.equal('no-cache');
    expect((await page('/assets/index-Ab3dEf12.js')).headers.get('content-type')).to.match(/javascript/);
  });

  it('do not answer with the page where a program asks', async () => {
    for (const path of ['/api/v1/nothing', '/medic/nothing', '/assets/nothing.js', '/_nothing'])
      expect((await place.stranger.ask(path)).status, path).to.be.oneOf([401, 404]);
    expect((await page('/api/v1/nothing')).status).to.equal(404);
    expect(JSON.stringify((await page('/..%2f..%2fpackage.json')).body)).to.not.include('workspaces');
  });

  it('show Fauxton to administrators of the server only, under a policy of its own', async () => {
    expect((await page('/_utils/')).status).to.equal(401);
    expect((await (await place.login('olga')).ask('/_utils/')).status).to.equal(403);
    const { status, headers } = await place.admin.ask('/_utils/', { headers: { accept: 'text/html' } });
    // A CouchDB built without Fauxton has none to show.
    expect(status).to.be.oneOf([200, 404]);
    expect(headers.get('content-security-policy')).to.include("frame-ancestors 'none'");
  });
});

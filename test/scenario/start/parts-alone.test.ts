import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { root } from '../../../scripts/checks/checks.ts';
import { type World, world } from '../../world.ts';

/** Runs a part alone, as `npm run <name>` does, until it ends. */
const runPart = (
  name: 'api' | 'sentinel',
  env: Record<string, string>,
): Promise<{ code: number | null; text: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['scripts/run.mjs', name], { cwd: root, env: { ...process.env, ...env } });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (more: string) => (text += more));
    child.on('error', reject);
    child.on('close', code => resolve({ code, text }));
  });

describe('a part that is started alone', () => {
  let place: World;

  before(async () => {
    place = await world({ sentinel: false });
  });
  after(() => place?.close());

  it('says which port to take when its own is taken, as npm start does', async () => {
    const port = new URL(place.apiUrl).port;
    const { code, text } = await runPart('api', {
      COUCH_URL: place.couchUrl,
      ROUNDS_DB: place.databases.main,
      HOST: '127.0.0.1',
      PORT: port,
    });
    expect(code, text).to.equal(1);
    expect(text).to.include(
      `Port ${port} of 127.0.0.1 is taken by another program. Take another: PORT=${Number(port) + 1} npm run api`,
    );
  });

  for (const name of ['api', 'sentinel'] as const)
    it(`writes nothing on a CouchDB that is too old, and says so: ${name}`, async () => {
      const asked: string[] = [];
      const old = createServer(({ method, url }, response) => {
        asked.push(`${method} ${url}`);
        response
          .setHeader('content-type', 'application/json')
          .end(JSON.stringify({ couchdb: 'Welcome', version: '2.3.1' }));
      }).listen(0, '127.0.0.1');
      try {
        await once(old, 'listening');
        const { port } = old.address() as AddressInfo;
        const { code, text } = await runPart(name, {
          COUCH_URL: `http://admin:not-this-one@127.0.0.1:${port}`,
          HOST: '127.0.0.1',
          PORT: '0',
        });
        expect(code, text).to.equal(1);
        expect(text).to.include('is CouchDB 2.3.1; Rounds needs 3.3 or newer');
        expect(text).to.not.include('not-this-one');
        expect(asked.filter(each => !each.startsWith('GET '))).to.deep.equal([]);
      } finally {
        old.close();
      }
    });
});

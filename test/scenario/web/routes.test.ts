import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { aya, report, type Village, village } from '../replicate/village.ts';
import { exampleOf, serviceExample, serviceKey } from './examples.ts';
import { callers, expected, routesOf } from './route-table.ts';
import { answersOf, type Callers, callersOf, endOfSlow, garbageOf, oversizedAnswer } from './try-route.ts';

const roles = ['chw', 'chw_supervisor', 'program_officer'];
/** Permissions of the village, with one role for each kind of caller. */
const permissions = {
  ...Object.fromEntries(['can_edit', 'can_view_contacts', 'can_view_reports'].map(name => [name, roles])),
  ...Object.fromEntries(
    ['can_create_users', 'can_view_users', 'can_update_users', 'can_delete_users'].map(name => [
      name,
      ['program_officer'],
    ]),
  ),
  ...Object.fromEntries(
    [
      ...['can_configure', 'can_view_messages', 'can_manage_study', 'can_decide_reviews', 'can_run_campaigns'],
      ...['can_manage_dispatch', 'can_manage_events'],
    ].map(name => [name, ['program_officer']]),
  ),
  can_create_records: ['gateway'],
  can_access_gateway_api: ['gateway'],
};

describe('every route of the server', function () {
  this.timeout(120_000);
  let place: Village;
  let all: Callers;
  let webRoot: string;
  /** Each row is tried half a second later, so that no failed login counts against those of the next. */
  let tried = 0;
  before(async () => {
    webRoot = await mkdtemp(join(tmpdir(), 'rounds-app-'));
    await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>Rounds</title>');
    await writeFile(join(webRoot, 'manifest.webmanifest'), '{"name":"Rounds","icons":[]}');
    place = await village({
      now: () => Date.now() + tried * 500,
      ...{ patience: 5000, trustProxy: true, webRoot, settings: { permissions } },
      docs: [
        {
          ...report('files', 'nia', aya),
          _attachments: { photo: { content_type: 'image/png', data: btoa('a photo') } },
        },
      ],
    });
    all = await callersOf(place);
    for (const name of ['africastalking.com:incoming', 'rapidpro:incoming'])
      await place.admin.ask(`/api/v1/credentials/${name}`, {
        ...{ method: 'PUT', body: serviceKey, headers: { 'content-type': 'text/plain' } },
      });
  });
  after(async () => {
    await place?.close();
    await rm(webRoot, { recursive: true, force: true });
  });

  it('has a row in the table, and each row a route', () => {
    const rows = expected.flatMap(({ methods, address }) => methods.map(method => `${method} ${address}`));
    const routes = routesOf(place.app, place.databases.main).map(({ method, address }) => `${method} ${address}`);
    expect(rows.sort()).to.deep.equal(routes.sort());
  });

  for (const { methods, address, cells, garbage, largest } of expected)
    for (const method of methods) {
      const route = `${method} ${address}`;
      it(`${route} answers each as the table says`, async () => {
        tried += 1;
        const found = await answersOf(place, all, route);
        expect(found).to.deep.equal(cells);
        expect(await garbageOf(place, all, route, found), 'garbage').to.equal(garbage);
      });

      if (largest !== '-' && method !== 'GET' && method !== 'DELETE')
        it(`${route} takes a body of ${largest} at most, and a stranger's not so long`, async () => {
          const [size = 0, unit] = [Number.parseFloat(largest), largest.split(' ')[1]];
          const bytes = size * 1024 * (unit === 'MB' ? 1024 : 1) + 1;
          const ofService = await serviceExample(route, { place, n: 0 });
          const title = callers.find(each => /^(2\d\d|302|400|404)$/.test(cells[each])) ?? 'server';
          const example = ofService ?? (await exampleOf(route, { place, n: 999_000 + bytes }));
          expect(await oversizedAnswer(place, all[title][0]!, example, bytes)).to.equal(413);
          const short = await oversizedAnswer(place, place.stranger, example, 256 * 1024 + 1);
          expect(short).to.be.oneOf([401, 403, 413]);
        });
    }

  it('ends the connection of a stranger whose body does not come', async () => {
    const routes = routesOf(place.app, place.databases.main).filter(({ method }) => method !== 'GET');
    const paths = routes.map(
      ({ method, address }) => [method, address.replace('<main>', place.databases.main)] as const,
    );
    await Promise.all(paths.map(([method, path]) => endOfSlow(place, method, path.replace(/[:*(^$|].*$/, 'x'))));
    expect((await place.stranger.ask('/api/v1/health')).status).to.equal(200);
  });
});

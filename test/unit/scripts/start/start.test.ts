import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { expect } from 'chai';
import { couchUrlOf, databaseOf, portOf } from '../../../../scripts/start/choices.ts';
import { checkCouch } from '../../../../scripts/start/couch-check.ts';
import { stateDir } from '../../../../scripts/start/state.ts';
import { complaint } from '../../../../scripts/terminal/complaint.ts';
import { listener } from '../../../../scripts/terminal/console.ts';

describe('A value of the environment', () => {
  const good: [of: (text: string) => unknown, text: string, value: unknown][] = [
    [portOf, '5988', 5988],
    [portOf, '0', 0],
    [databaseOf, 'medic', 'medic'],
    [databaseOf, 'medic-2_b', 'medic-2_b'],
    [couchUrlOf, 'http://admin:a%40b@host:5984/', 'http://admin:a%40b@host:5984'],
    [couchUrlOf, 'https://admin:pass@host/couch', 'https://admin:pass@host/couch'],
  ];
  for (const [of, text, value] of good) it(`may be ${text}`, () => expect(of(text)).to.equal(value));

  const bad: [of: (text: string) => unknown, text: string, advice: RegExp][] = [
    [portOf, 'abc', /PORT=abc is no port.*PORT=5989 npm start/],
    [portOf, '65536', /no port/],
    [portOf, '-1', /no port/],
    [portOf, '', /no port/],
    [databaseOf, 'Medic', /ROUNDS_DB=Medic.*ROUNDS_DB=medic/],
    [databaseOf, '../etc', /no name for a database/],
    [couchUrlOf, 'localhost:5984', /no address; write it as COUCH_URL=http:\/\/name:password@/],
    [couchUrlOf, 'http://localhost:5984', /names nobody; write it as/],
  ];
  for (const [of, text, advice] of bad)
    it(`may not be "${text}", which is answered with what may`, () => expect(() => of(text)).to.throw(advice));
});

describe('The answer to an error at the terminal', () => {
  it('is what happened and what to do, each fault of a list, and never a stack', () => {
    expect(complaint(new TypeError('no'))).to.deep.equal(['no']);
    expect(complaint(new AppError('store/unreachable', 'gone', { hint: 'Start it.' }))).to.deep.equal([
      'gone',
      'Start it.',
    ]);
    const details = [
      { file: 'a.json', path: 'x.y', message: 'is wrong' },
      { file: 'b.xml', message: 'is none' },
    ];
    expect(complaint(new AppError('settings/invalid', 'two faults', { details }))).to.deep.equal([
      'a.json: x.y: is wrong',
      'b.xml: is none',
    ]);
  });
});

describe('the folder of what runs', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rounds-state-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('is made, with its logs', async () => {
    const made = stateDir({ ROUNDS_DIR: join(dir, 'a', 'b') });
    expect((await stat(join(made, 'logs'))).isDirectory()).to.equal(true);
  });

  it('that cannot be written is answered with what to do', async () => {
    await writeFile(join(dir, 'file'), '');
    expect(() => stateDir({ ROUNDS_DIR: join(dir, 'file', 'x') })).to.throw(
      /cannot write to .*file\/x \(ENOTDIR\).*ROUNDS_DIR=/,
    );
  });

  it('keeps the log of each part, and puts a long one aside while it is written', async () => {
    await mkdir(join(dir, 'logs'));
    const said: string[] = [];
    const hear = listener(dir, 'api', { say: text => said.push(text), most: 50 });
    for (let at = 0; at < 8; at++) hear(`line ${at} of the log`);
    hear('{"level":40,"msg":"careful"}');
    const [now, before] = await Promise.all(
      ['api.log', 'api.log.1'].map(name => readFile(join(dir, 'logs', name), 'utf8')),
    );
    expect(before).to.equal('line 3 of the log\nline 4 of the log\nline 5 of the log\n');
    expect(now).to.equal('line 6 of the log\nline 7 of the log\n{"level":40,"msg":"careful"}\n');
    expect(said).to.deep.equal(['api warn: careful']);
  });

  it('complains once of a log that cannot be written, and lets the programs run on', async () => {
    const said: string[] = [];
    const hear = listener(join(dir, 'nowhere'), 'api', { say: text => said.push(text) });
    hear('a');
    hear('b');
    expect(said).to.have.length(1);
    expect(said[0]).to.match(/api\.log cannot be written/);
  });
});

describe('a CouchDB to start on', () => {
  let server: Server;
  let answers: Record<string, [status: number, body: object]>;
  before(async () => {
    server = createServer(({ url = '/' }, response) => {
      const [status, body] = answers[url] ?? [404, { error: 'not_found' }];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });
  after(() => server.close());
  const check = async (): Promise<string> => {
    const url = `http://admin:secret-word@127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      await checkCouch(url, { patience: 0, say: () => undefined });
      return 'good';
    } catch (error) {
      return complaint(error).join(' ');
    }
  };
  const welcome = (version: string): [number, object] => [200, { couchdb: 'Welcome', version }];
  const admin: [number, object] = [200, { userCtx: { name: 'admin', roles: ['_admin'] } }];

  const cases: [title: string, answers: () => Record<string, [number, object]>, said: RegExp][] = [
    ['is good from 3.3', () => ({ '/': welcome('3.3.0'), '/_session': admin }), /^good$/],
    [
      'is too old before',
      () => ({ '/': welcome('3.2.9'), '/_session': admin }),
      /is CouchDB 3\.2\.9; Rounds needs 3\.3/,
    ],
    ['is another program', () => ({ '/': [200, { hello: 1 }] }), /not as CouchDB does/],
    [
      'has another password',
      () => ({ '/': welcome('3.5.0'), '/_session': [401, { error: 'unauthorized', reason: 'x' }] }),
      /those of an administrator/,
    ],
    [
      'knows somebody who is no administrator',
      () => ({ '/': welcome('3.5.0'), '/_session': [200, { userCtx: { roles: ['chw'] } }] }),
      /administrator/,
    ],
  ];
  for (const [title, given, said] of cases)
    it(title, async () => {
      answers = given();
      expect(await check())
        .to.match(said)
        .and.not.to.include('secret-word');
    });

  it('that does not answer is waited for, and then answered with what to do', async () => {
    const told: string[] = [];
    const error = await checkCouch('http://admin:secret-word@127.0.0.1:9', {
      patience: 0,
      say: text => told.push(text),
    }).catch(thrown => thrown);
    expect(told).to.deep.equal(['Waiting for CouchDB at http://127.0.0.1:9 …']);
    expect(complaint(error).join(' '))
      .to.match(/cannot be reached.*Start the database/)
      .and.not.to.include('secret-word');
  });
});

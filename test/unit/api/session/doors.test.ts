import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { couch, docPath, segment } from '@rounds/api/couch/couch.ts';
import { partsOf } from '@rounds/api/couch/raw.ts';
import type { Programme } from '@rounds/api/programme/programme.ts';
import { attempts } from '@rounds/api/session/attempts.ts';
import { attemptKeys } from '@rounds/api/session/doors.ts';
import { openSession } from '@rounds/api/session/open-session.ts';
import { safeRedirect } from '@rounds/api/session/redirect.ts';
import { sessions } from '@rounds/api/session/sessions.ts';
import { log, withoutCredentials } from '@rounds/api/watching/log.ts';
import { AppError, isAppError } from '@rounds/ddocs/documents/error.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import { checkName, checkPassword, strength, strongEnough } from '@rounds/sentinel/users/password.ts';
import { expect } from 'chai';

const refused = (act: () => unknown, code: Parameters<typeof isAppError>[1]): boolean => {
  try {
    act();
    return false;
  } catch (error) {
    return isAppError(error, code);
  }
};

describe('where a login may lead', () => {
  const cases: [unknown, string][] = [
    ['/', '/'],
    ['/contacts/abc?x=1#top', '/contacts/abc?x=1#top'],
    ['/contacts/é', '/contacts/%C3%A9'],
    ['/a/../b', '/b'],
    [undefined, '/'],
    [{}, '/'],
    ['', '/'],
    ['contacts', '/'],
    ['https://evil.example', '/'],
    ['//evil.example', '/'],
    ['/..//evil.example', '/'],
    ['/contacts//evil', '/'],
    ['/\\evil.example', '/'],
    ['\\\\evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['/\n/evil.example', '/'],
    [' //evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['/.//evil.example', '/'],
    ['/%2f%2fevil.example', '/%2f%2fevil.example'],
  ];
  for (const [wanted, to] of cases)
    it(`${JSON.stringify(wanted)} leads to ${to}`, () => expect(safeRedirect(wanted)).to.equal(to));
});

describe('a password', () => {
  const good = ['Secret_1', 'Blue-Kettle-41', 'correct horse battery', 'ndege-mweupe-77', 'x7#Qp2!z', 'жёлтый-Чайник5'];
  const weak = [
    'password',
    'Password1',
    'password123',
    '12345678',
    '1234567890',
    'qwertyuiop',
    'abcdefghij',
    'aaaaaaaaaaaa',
    'abababababab',
    'p4ssw0rd',
    'medicmedic',
  ];
  for (const password of good)
    it(`"${password}" is taken`, () => expect(checkPassword(password, 'aya')).to.equal(password));
  for (const password of weak)
    it(`"${password}" is refused`, () =>
      expect(refused(() => checkPassword(password, 'aya'), 'user/invalid')).to.equal(true));
  for (const password of ['Ab1-xyz', '', undefined, 12345678, null, 'x'.repeat(1001)])
    it(`${JSON.stringify(password)?.slice(0, 20)} is refused`, () =>
      expect(refused(() => checkPassword(password, 'aya'), 'user/invalid')).to.equal(true));
  it('counts for less where it holds the name of its user', () => {
    expect(strength('mariamwangi12', 'mariamwangi')).to.be.below(strongEnough);
    expect(strength('mariamwangi12')).to.be.at.least(strongEnough);
  });
});

describe('the name of a user', () => {
  for (const name of ['aya', 'a-1_b', '0']) it(`"${name}" is taken`, () => expect(checkName(name)).to.equal(name));
  for (const name of ['Aya', 'a b', '', 'é', 'a:b', 'a/b', 'a.b', undefined, 7, 'x'.repeat(101)])
    it(`${JSON.stringify(name)?.slice(0, 20)} is refused`, () =>
      expect(refused(() => checkName(name), 'user/invalid')).to.equal(true));
});

describe('failed logins', () => {
  const wrong = async () => {
    throw new AppError('session/refused', 'Wrong name or password');
  };
  const right = async () => 'in';
  const outcome = (trial: Promise<unknown>) =>
    trial.then(
      value => value,
      error => (error as AppError).code,
    );

  it('are too many after ten in ten seconds, and no longer when these have passed', async () => {
    let now = 0;
    const tries = attempts(() => now);
    for (let time = 0; time < 10; time += 1) {
      expect(await outcome(tries.attempt(['ip:1', 'user:aya'], wrong))).to.equal('session/refused');
      now += 500;
    }
    expect(await outcome(tries.attempt(['ip:1'], right))).to.equal('request/too-many');
    expect(await outcome(tries.attempt(['ip:2', 'user:aya'], right))).to.equal('request/too-many');
    expect(await outcome(tries.attempt(['ip:2', 'user:ben'], right))).to.equal('in');
    now = 10_001;
    expect(await outcome(tries.attempt(['ip:1'], right))).to.equal('in');
  });

  it('are not more when all are tried at once', async () => {
    const tries = attempts(() => 0);
    let asked = 0;
    const guess = async () => {
      asked += 1;
      await new Promise(setImmediate);
      return wrong();
    };
    const codes = await Promise.all(
      Array.from({ length: 100 }, (_, at) => outcome(tries.attempt(['ip:1', `password:${at}`], guess))),
    );
    expect(asked).to.equal(10);
    expect(codes.filter(code => code === 'request/too-many')).to.have.length(90);
  });

  it('do not keep out a hundred who come at once with the right password, nor count what failed for another reason', async () => {
    const tries = attempts(() => 0);
    const slow = async () => {
      await new Promise(setImmediate);
      return 'in';
    };
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, at) => outcome(tries.attempt(['ip:1', `user:${at}`], slow))),
    );
    expect(new Set(all)).to.deep.equal(new Set(['in']));
    for (let time = 0; time < 12; time += 1) {
      const away = async () => Promise.reject(new AppError('store/unreachable', 'The database does not answer'));
      expect(await outcome(tries.attempt(['ip:1'], away))).to.equal('store/unreachable');
    }
  });
});

describe('what failed logins count under', () => {
  it('is the same for a name in small letters and in capitals, which open the same session', () =>
    expect(attemptKeys('1.2.3.4', 'Aya', 'x')).to.deep.equal(attemptKeys('1.2.3.4', 'aya', 'x')));
});

describe('the name under which the api itself asks the database', () => {
  const asked: string[] = [];
  // CouchDB locks a name after five wrong passwords from one address, and all logins come from ours.
  const database = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"unauthorized"}');
  });
  let programme: Programme;
  before(async () => {
    await new Promise<void>(resolve => database.listen(0, '127.0.0.1', resolve));
    const { port } = database.address() as AddressInfo;
    const server = couch(`http://root:p%40ss@127.0.0.1:${port}`);
    const store = couchStore(`http://root:p%40ss@127.0.0.1:${port}`, 'none');
    programme = { couch: server, sessions: sessions(server, store, store, () => 0) } as unknown as Programme;
  });
  after(() => database.close());

  const outcome = (trial: Promise<unknown>) => trial.catch(error => (error as AppError).code);

  it('is not locked by wrong passwords of others: the database never hears of them', async () => {
    for (const guess of ['wrong', '', 'p%40ss', 'p@ss ']) {
      expect(await outcome(openSession(programme, 'root', guess))).to.equal('session/refused');
      expect(await outcome(openSession(programme, 'ROOT', guess))).to.equal('session/refused');
      expect(await outcome(programme.sessions.caller({ authorization: `Basic ${btoa(`root:${guess}`)}` }))).to.equal(
        'session/refused',
      );
    }
    // Names are told apart by CouchDB as they are written: this one is nobody's.
    expect(asked.filter(each => each === 'POST /_session')).to.have.length(4);
    expect(asked).to.have.length(4);
  });

  it('is asked about like any other with its own password', async () => {
    asked.length = 0;
    await outcome(openSession(programme, 'root', 'p@ss'));
    await outcome(programme.sessions.caller({ authorization: `Basic ${btoa('root:p@ss')}` }));
    expect(asked).to.deep.equal(['POST /_session', 'GET /_session']);
  });
});

describe('paths to the database', () => {
  for (const [id, path] of [
    ['nia', '/medic/nia'],
    ['../_users/x', '/medic/..%2F_users%2Fx'],
    ['_design/medic', '/medic/_design/medic'],
    ['_local/a/b', '/medic/_local/a%2Fb'],
    ['form:contact:person', '/medic/form%3Acontact%3Aperson'],
    ['a?b#c', '/medic/a%3Fb%23c'],
  ] as const)
    it(`${id} is ${path}`, () => expect(docPath('medic', id)).to.equal(path));
  for (const id of ['', '.', '..', '_design/..', '_local/.'])
    it(`"${id}" is refused`, () => expect(refused(() => docPath('medic', id), 'request/invalid')).to.equal(true));
  it('are never shortened: a part is one part', () =>
    expect(refused(() => segment('..'), 'request/invalid')).to.equal(true));
  for (const url of ['/medic/../_users', '/medic/%2e%2e/_users', '/medic/%2E./x', '/medic\\..\\x', '/medic/%zz'])
    it(`the raw address ${url} is refused`, () =>
      expect(refused(() => partsOf(url), 'request/invalid')).to.equal(true));
  it('keep their query', () =>
    expect(partsOf('/medic/_find?a=../b')).to.deep.equal({ parts: ['medic', '_find'], query: '?a=../b' }));
});

describe('the log', () => {
  it('holds no secret, wherever it stands', () => {
    const lines: string[] = [];
    const logger = log('info', { write: line => void lines.push(line) });
    logger.info(
      {
        password: 'S3CRET',
        user: { password: 'S3CRET', token: 'S3CRET' },
        headers: { cookie: 'S3CRET', authorization: 'S3CRET', 'set-cookie': 'S3CRET' },
      },
      'x',
    );
    logger.error({ err: new Error('fetch of http://admin:S3CRET@localhost:5984/ failed') }, 'x');
    logger.info(
      { req: { method: 'GET', url: '/medic/login/token/S3CRET?password=S3CRET', headers: { cookie: 'S3CRET' } } },
      'x',
    );
    expect(lines).to.have.length(3);
    expect(lines.join('')).to.not.include('S3CRET');
    expect(withoutCredentials('see https://a:b@c/d')).to.equal('see https://c/d');
  });
});

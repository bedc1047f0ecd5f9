import { expect } from 'chai';
import { password, type Village, village } from '../replicate/village.ts';

const own = 'Green-Kettle-42';

describe('a password that somebody else set', () => {
  let place: Village;
  let now = 1_760_000_000_000;
  before(async () => {
    place = await village({
      now: () => now,
      settings: {
        roles: {
          chw: { offline: true },
          chw_supervisor: { offline: true },
          program_officer: { offline: false },
          gateway: { offline: false },
        },
        permissions: {
          can_edit: ['chw'],
          can_create_users: ['program_officer'],
          can_update_users: ['program_officer'],
          can_skip_password_change: ['chw_supervisor'],
        },
      },
    });
  });
  after(() => place?.close());
  beforeEach(() => {
    now += 60_000;
  });

  const make = async (name: string, more: object = {}) => {
    const olga = await place.login('olga');
    const { status, body } = await olga.ask('/api/v1/users', {
      body: { username: place.user(name), password, roles: ['chw'], place: 'north', contact: 'nia', ...more },
    });
    expect([status, body.user?.id]).to.deep.equal([200, `org.couchdb.user:${place.user(name)}`]);
  };
  const login = (name: string, secret = password, more = {}) =>
    place.stranger.ask('/medic/login', { body: { user: place.user(name), password: secret, ...more } });
  const reset = (name: string, wanted: unknown, current = password, more = {}) =>
    place.stranger.ask('/medic/password-reset', {
      body: { user: place.user(name), currentPassword: current, password: wanted, ...more },
    });
  const cookies = (headers: Headers) => headers.getSetCookie().map(each => each.split('=')[0]);

  it('leads to the page where one chooses one of his own, without a session', async () => {
    await make('fresh');
    const { status, body, headers } = await login('fresh', password, { redirect: '/people' });
    expect([status, body]).to.deep.equal([302, '/medic/password-reset']);
    expect(cookies(headers)).to.deep.equal([]);
    const { status: refused, body: why } = await place.stranger.ask('/_session', {
      body: { name: place.user('fresh'), password },
    });
    expect([refused, why.code]).to.deep.equal([403, 'session/password']);
  });

  it('is exchanged for one of his own, which opens the app and leads there from then on', async () => {
    const { status, body, headers } = await reset('fresh', own, password, { redirect: '/people', locale: 'sw' });
    expect([status, body]).to.deep.equal([302, '/people']);
    expect(cookies(headers)).to.have.members(['AuthSession', 'userCtx', 'locale']);
    const cookie = headers.getSetCookie().map(each => each.split(';')[0]);
    expect((await place.stranger.ask('/medic/nia', { headers: { cookie: cookie.join('; ') } })).status).to.equal(200);
    const again = await login('fresh', own);
    expect([again.status, again.body]).to.deep.equal([302, '/']);
    expect(cookies(again.headers)).to.include('AuthSession');
    now += 60_000;
    expect((await login('fresh')).status).to.equal(401);
  });

  const refused: [string, unknown, number, string][] = [
    ['a short one', 'Ab1-xyz', 400, 'user/invalid'],
    ['one that is guessed', 'password123', 400, 'user/invalid'],
    ['one letter many times', 'aaaaaaaaaaaaaaaa', 400, 'user/invalid'],
    ['the old one', password, 400, 'user/invalid'],
    ['none', '', 400, 'user/invalid'],
    ['something that is no text', { a: 1 }, 400, 'request/invalid'],
  ];
  it('is not exchanged for a bad one, and stays as it is', async () => {
    await make('stubborn');
    for (const [title, wanted, status, code] of refused) {
      now += 60_000;
      const answer = await reset('stubborn', wanted);
      expect([answer.status, answer.body.code], title).to.deep.equal([status, code]);
      expect(cookies(answer.headers), title).to.deep.equal([]);
    }
    expect((await login('stubborn')).body).to.equal('/medic/password-reset');
  });

  it('cannot be exchanged by somebody who does not show it, and after ten tries not at all for ten seconds', async () => {
    for (let time = 0; time < 10; time += 1) {
      const { status, body } = await reset('stubborn', own, 'wrong');
      expect([status, body.code]).to.deep.equal([401, 'session/refused']);
    }
    expect((await reset('stubborn', own, 'another')).status).to.equal(429);
    now += 10_001;
    expect((await reset('stubborn', own)).status).to.equal(302);
  });

  it('may be kept where the role may skip the change, or where the user was made so', async () => {
    await make('skipper', { roles: ['chw_supervisor'] });
    await make('known', { password_change_required: false });
    for (const name of ['skipper', 'known']) expect((await login(name)).body).to.equal('/');
  });

  it('must be changed again after an administrator has set another', async () => {
    const olga = await place.login('olga');
    const path = `/api/v1/users/${place.user('known')}`;
    expect((await olga.ask(path, { body: { fullname: 'Known' } })).status).to.equal(200);
    expect((await login('known')).body).to.equal('/');
    expect((await olga.ask(path, { body: { password: own } })).status).to.equal(200);
    // CouchDB forgets the old password a moment after it has stored the new one.
    let answer = await login('known', own);
    while (answer.status === 401) {
      now += 60_000;
      answer = await login('known', own);
    }
    expect(answer.body).to.equal('/medic/password-reset');
  });

  it('does not keep machines out that send it with each request', async () => {
    await make('phone-gateway', { roles: ['gateway'], place: undefined, contact: undefined });
    const authorization = `Basic ${btoa(`${place.user('phone-gateway')}:${password}`)}`;
    expect((await place.stranger.ask('/api/v1/session', { headers: { authorization } })).status).to.equal(200);
  });
});

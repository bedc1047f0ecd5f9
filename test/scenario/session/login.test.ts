import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import { expect } from 'chai';
import { aya, password, report, type Village, village } from '../replicate/village.ts';

describe('logging in', () => {
  let place: Village;
  let now = 1_760_000_000_000;
  before(async () => {
    place = await village({ now: () => now });
  });
  after(() => place?.close());
  beforeEach(() => {
    now += 60_000;
  });

  const login = (body: object, headers = {}) => place.stranger.ask('/medic/login', { body, headers });

  it('answers 302 without a location, the redirect as its body, and the cookies of CHT', async () => {
    const { status, headers, body } = await login({
      user: place.user('aya'),
      password,
      redirect: '/contacts/nia',
      locale: 'sw',
    });
    expect([status, body, headers.get('location')]).to.deep.equal([302, '/contacts/nia', null]);
    const cookies = Object.fromEntries(headers.getSetCookie().map(each => [each.split('=')[0]!, each]));
    expect(cookies.AuthSession)
      .to.match(/HttpOnly/)
      .and.match(/SameSite=Lax/)
      .and.match(/Path=\//);
    expect(cookies.userCtx).to.not.match(/HttpOnly/);
    expect(JSON.parse(decodeURIComponent(cookies.userCtx!.split(/[=;]/)[1]!))).to.deep.equal({
      name: place.user('aya'),
      roles: ['chw'],
    });
    expect(cookies.locale).to.match(/^locale=sw/);
  });

  it('speaks the language that a user chose for his account, whatever the login page was shown in', async () => {
    const id = `org.couchdb.user:${place.user('ben')}`;
    await place.put({ ...(await place.main.get(id))!, language: 'fr' });
    await place.heard();
    const languageOf = async (user: string, locale?: string) => {
      const { headers } = await login({ user: place.user(user), password, ...(locale ? { locale } : {}) });
      return headers
        .getSetCookie()
        .find(each => each.startsWith('locale='))
        ?.split(/[=;]/)[1];
    };
    expect(await languageOf('ben', 'sw')).to.equal('fr');
    expect(await languageOf('ben')).to.equal('fr');
    expect(await languageOf('aya', 'sw')).to.equal('sw');
    expect(await languageOf('aya')).to.equal(undefined);
  });

  it('marks cookies secure behind a proxy that speaks https only when it is trusted', async () => {
    const { headers } = await login({ user: place.user('aya'), password }, { 'x-forwarded-proto': 'https' });
    expect(headers.getSetCookie().join()).to.not.match(/Secure/);
  });

  it('leads nowhere but into the app', async () => {
    for (const redirect of ['https://evil.example', '//evil.example', '/\\evil.example'])
      expect((await login({ user: place.user('aya'), password, redirect })).body).to.equal('/');
  });

  it('takes a name that the keyboard began with a capital', async () => {
    const name = place.user('aya');
    expect((await login({ user: name[0]!.toUpperCase() + name.slice(1), password })).status).to.equal(302);
  });

  it('tells users their name, their places and whether their scope changed', async () => {
    const person = await place.login('aya');
    const { body } = await person.ask('/api/v1/session');
    expect(body).to.include({ name: place.user('aya'), contact_id: 'aya-person', online: false });
    expect(body.facility_id).to.deep.equal(['north']);
    expect(body.scope).to.match(/^[0-9a-f]{16}$/);
    expect((await (await place.login('ben')).ask('/api/v1/session')).body.scope).to.not.equal(body.scope);
  });

  it('refuses a wrong password, and after ten of them everything for ten seconds', async () => {
    const wrong = { user: place.user('ben'), password: 'wrong' };
    for (let time = 0; time < 10; time += 1) {
      const { status, body } = await login(wrong);
      expect([status, body.error]).to.deep.equal([401, 'unauthorized']);
    }
    expect((await login(wrong)).status).to.equal(429);
    // He has been let in with it before: strangers do not keep him out.
    expect((await login({ user: place.user('ben'), password })).status).to.equal(302);
    expect((await login(wrong)).status).to.equal(429);
    now += 10_001;
    expect((await login({ user: place.user('ben'), password })).status).to.equal(302);
  });

  it('lets nobody guess more often by guessing all at once', async () => {
    const guesses = Array.from({ length: 30 }, (_, at) => login({ user: place.user('ben'), password: `guess ${at}` }));
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter(status => status === 401)).to.have.length(10);
    expect(statuses.filter(status => status === 429)).to.have.length(20);
    now += 60_000;
  });

  it('counts failures whichever way the header of a password is written', async () => {
    const name = place.user('ben');
    const ask = (authorization: string) =>
      place.stranger.ask('/api/v1/session', { headers: { authorization, cookie: 'AuthSession=none' } });
    for (let time = 0; time < 10; time += 1)
      expect((await ask(`Basic   ${btoa(`${name}:guess ${time}`)}`)).status).to.equal(401);
    expect((await ask(`Basic   ${btoa(`${name}:guess`)}`)).status).to.equal(429);
    now += 60_000;
    expect((await ask(`basic   ${btoa(`${name}:${password}`)}`)).status).to.equal(200);
  });

  it('refuses bodies that are no login', async () => {
    for (const body of [{}, { user: 'a' }, { user: { a: 1 }, password: 'b' }, { user: ['a'], password: ['b'] }])
      expect((await login(body)).status).to.equal(400);
  });

  it('is not needed by programs that send a name and password', async () => {
    const authorization = `Basic ${btoa(`${place.user('aya')}:${password}`)}`;
    expect((await place.stranger.ask('/medic/nia', { headers: { authorization } })).status).to.equal(200);
    expect((await place.stranger.ask('/medic/sam', { headers: { authorization } })).status).to.equal(404);
    const wrong = `Basic ${btoa(`${place.user('aya')}:wrong`)}`;
    expect((await place.stranger.ask('/medic/nia', { headers: { authorization: wrong } })).status).to.equal(401);
  });

  it('is refused to users of another programme on the same database', async () => {
    const users = couchStore(place.couchUrl, '_users');
    const name = place.user('stranger');
    await users.write([{ _id: `org.couchdb.user:${name}`, type: 'user', name, roles: ['mm-online'], password }]);
    expect((await login({ user: name, password })).status).to.equal(401);
    const authorization = `Basic ${btoa(`${name}:${password}`)}`;
    expect((await place.stranger.ask('/medic/nia', { headers: { authorization } })).status).to.equal(401);
  });

  it('does not hold with a forged cookie', async () => {
    const { cookie } = await place.login('aya');
    const forged = cookie.replace(
      /AuthSession=[^;]*/,
      `AuthSession=${Buffer.from(`admin:${Math.floor(now / 1000).toString(16)}:x`).toString('base64url')}`,
    );
    expect((await place.stranger.ask('/medic/nia', { headers: { cookie: forged } })).status).to.equal(401);
  });

  it('ends with a logout that takes the cookies away', async () => {
    const person = await place.login('aya');
    const { headers } = await person.ask('/medic/logout', { method: 'POST' });
    const cleared = headers.getSetCookie().join();
    expect(cleared)
      .to.match(/AuthSession=;/)
      .and.match(/userCtx=;/);
  });

  it('is closed to pages of other origins', async () => {
    const person = await place.login('aya');
    const doc = report('csrf', 'nia', aya);
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ] as Record<string, string>[])
      expect((await person.ask('/medic', { body: doc, headers })).status).to.equal(403);
    expect((await person.ask('/medic', { body: doc, headers: { origin: place.url } })).status).to.equal(201);
  });

  it('sends headers that keep the app from being framed, sniffed or fed with scripts', async () => {
    const { headers } = await place.stranger.ask('/api/v1/health');
    expect(headers.get('content-security-policy'))
      .to.include("script-src 'self' 'wasm-unsafe-eval';")
      .and.include("frame-ancestors 'none'");
    expect(headers.get('content-security-policy')).to.not.include("'unsafe-inline'").and.not.include("'unsafe-eval'");
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
  });
});

import { type TokenLoginDoc, tokenLoginId, type UserDoc, type UserSettings } from '@rounds/ddocs/documents/users.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { expect } from 'chai';
import { type Person, password, type Village, village } from '../replicate/village.ts';

const day = 24 * 3600 * 1000;

describe('a link to log in', () => {
  let place: Village;
  let users: Store;
  let olga: Person;
  let now = 1_760_000_000_000;
  before(async () => {
    place = await village({
      now: () => now,
      settings: {
        token_login: { enabled: true, translation_key: 'login.sms' },
        app_url: 'https://rounds.example.org/',
        default_country_code: 254,
        locale: 'en',
      },
      docs: [
        {
          _id: 'messages-en',
          type: 'translations',
          code: 'en',
          generic: { 'login.sms': 'Dear {{fullname}}, tap the link.' },
        },
        {
          _id: 'messages-sw',
          type: 'translations',
          code: 'sw',
          generic: { 'login.sms': "Ndugu {{fullname}}, 'bonyeza'." },
        },
      ],
    });
    users = couchStore(place.couchUrl, '_users');
    olga = await place.login('olga');
  });
  after(() => place?.close());
  beforeEach(() => {
    now += 60_000;
  });

  const wanted = (name: string, more: object = {}) => ({
    username: place.user(name),
    token_login: true,
    roles: ['chw'],
    place: 'north',
    contact: 'nia',
    phone: '0712 345 678',
    fullname: 'Nia',
    ...more,
  });
  const make = (name: string, more: object = {}) => olga.ask('/api/v1/users', { body: wanted(name, more) });
  const change = (name: string, body: object) => olga.ask(`/api/v1/users/${place.user(name)}`, { body });
  const user = async (name: string) => (await users.get<UserDoc>(`org.couchdb.user:${place.user(name)}`))!;
  const own = async (name: string) => (await place.main.get<UserSettings>(`org.couchdb.user:${place.user(name)}`))!;
  const sent = (token: string) => place.main.get<TokenLoginDoc>(tokenLoginId(token));
  const follow = (token: string, more = {}) =>
    place.stranger.ask(`/medic/login/token/${token}`, { method: 'POST', ...more });
  const waiting = async () => {
    const rows = await place.main.query('medic/messages_by_state', {
      startKey: ['pending'],
      endKey: ['pending', {}],
      limit: 100,
      docs: true,
    });
    return rows.filter(({ doc }) => doc?.type === 'token_login').map(({ id }) => id);
  };

  it('is made with a random password, and goes out as two messages in the language of the user', async () => {
    const { status, body } = await make('asha', { language: 'sw' });
    expect(status).to.equal(200);
    expect(body.token_login).to.deep.equal({ expiration_date: now + day });
    const { token_login: link, password_change_required } = await user('asha');
    expect(link).to.include({ active: true, expiration_date: now + day });
    expect(link!.token).to.match(/^[0-9a-f]{64}$/);
    expect(password_change_required).to.equal(undefined);
    expect((await own('asha')).token_login).to.deep.equal({ active: true, expiration_date: now + day });
    const doc = (await sent(link!.token))!;
    expect(doc).to.include({ type: 'token_login', user: `org.couchdb.user:${place.user('asha')}`, reported_date: now });
    expect(doc.tasks.map(({ state, messages }) => [state, messages![0]!.to, messages![0]!.message])).to.deep.equal([
      ['pending', '+254712345678', "Ndugu Nia, 'bonyeza'."],
      ['pending', '+254712345678', `https://rounds.example.org/medic/login/token/${link!.token}`],
    ]);
    expect(await waiting()).to.deep.equal([doc._id, doc._id]);
  });

  it('goes out by the gateway as any other message does, and its state is written down', async () => {
    const { token } = (await user('asha')).token_login!;
    const { status, body } = await place.admin.ask('/api/sms', { body: {} });
    expect(status).to.equal(200);
    const link = body.messages.find(({ content }: { content: string }) => content.endsWith(token));
    expect(link).to.include({ to: '+254712345678' });
    await place.admin.ask('/api/sms', { body: { updates: [{ id: link.id, status: 'SENT' }] } });
    expect((await sent(token))!.tasks.map(({ state }) => state)).to.deep.equal(['forwarded-to-gateway', 'sent']);
  });

  it('lets its holder in once, and takes back what has not been sent', async () => {
    const { token } = (await user('asha')).token_login!;
    const { status, body, headers } = await follow(token, { body: { locale: 'sw' } });
    expect([status, body]).to.deep.equal([302, '/']);
    const cookie = headers
      .getSetCookie()
      .map(each => each.split(';')[0])
      .join('; ');
    const session = await place.stranger.ask('/api/v1/session', { headers: { cookie } });
    expect(session.body).to.include({ name: place.user('asha'), contact_id: 'nia' });
    expect((await user('asha')).token_login).to.include({ active: false, token });
    expect((await own('asha')).token_login!.active).to.equal(false);
    expect((await sent(token))!.tasks.map(({ state }) => state)).to.deep.equal(['cleared', 'sent']);
    const again = await follow(token);
    expect([again.status, again.body.error]).to.deep.equal([401, 'invalid']);
  });

  it('lets in one of two who use it at once', async () => {
    await make('twice');
    const { token } = (await user('twice')).token_login!;
    const answers = await Promise.all([follow(token), follow(token), follow(token)]);
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([302, 401, 401]);
  });

  it('ends after a day', async () => {
    await make('late');
    const { token } = (await user('late')).token_login!;
    now += day + 1;
    const { status, body } = await follow(token);
    expect([status, body.error, body.code]).to.deep.equal([401, 'expired', 'token/expired']);
  });

  it('is refused when nobody made it, and after ten such ones every link for ten seconds', async () => {
    await make('guest');
    const { token } = (await user('guest')).token_login!;
    for (const guess of [
      'a'.repeat(64),
      'short',
      'token:login',
      'A'.repeat(64),
      ...Array.from({ length: 6 }, (_, digit) => `${digit}`.repeat(64)),
    ]) {
      const { status, body } = await follow(encodeURIComponent(guess));
      expect([status, body.error]).to.deep.equal([401, 'invalid']);
    }
    expect((await follow(token)).status).to.equal(429);
    now += 10_001;
    expect((await follow(token)).status).to.equal(302);
  });

  it('is replaced by a new one, and the old one no longer goes out', async () => {
    await make('again');
    const { token: old } = (await user('again')).token_login!;
    expect((await change('again', { token_login: true, phone: '+254712345679' })).status).to.equal(200);
    const { token } = (await user('again')).token_login!;
    expect(token).to.not.equal(old);
    expect((await sent(old))!.tasks.map(({ state }) => state)).to.deep.equal(['cleared', 'cleared']);
    expect((await sent(token))!.tasks[1]!.messages![0]!.to).to.equal('+254712345679');
    expect((await follow(old)).body.error).to.equal('invalid');
    expect((await follow(token)).status).to.equal(302);
  });

  it('is kept by changes that do not speak of it', async () => {
    await make('kept');
    const { token } = (await user('kept')).token_login!;
    expect((await change('kept', { fullname: 'Kept' })).status).to.equal(200);
    expect((await own('kept')).token_login!.active).to.equal(true);
    expect((await follow(token)).status).to.equal(302);
  });

  it('ends for a user who gets a password; switching it off without one is refused', async () => {
    await make('back');
    const { token } = (await user('back')).token_login!;
    const refused = await change('back', { token_login: false });
    expect([refused.status, refused.body.details[0].field]).to.deep.equal([400, 'password']);
    expect((await change('back', { token_login: false, password, password_change_required: false })).status).to.equal(
      200,
    );
    expect(await user('back')).to.not.have.property('token_login');
    expect(await own('back')).to.not.have.property('token_login');
    expect((await follow(token)).status).to.equal(401);
    const open = () => place.stranger.ask('/medic/login', { body: { user: place.user('back'), password } });
    while ((await open()).status === 401) now += 60_000;
    expect((await open()).status).to.equal(302);
    expect((await change('back', { token_login: false })).status).to.equal(200);
  });

  it('ends with its user', async () => {
    await make('gone');
    const { token } = (await user('gone')).token_login!;
    await change('gone', { inactive: true });
    expect((await follow(token)).status).to.equal(401);
    expect((await sent(token))!.tasks.map(({ state }) => state)).to.deep.equal(['cleared', 'cleared']);
  });

  it('is made for many users at once, from CSV too', async () => {
    const { body } = await olga.ask('/api/v2/users', { body: [wanted('bulk1'), wanted('bulk2', { phone: 'none' })] });
    expect(body[0].token_login.expiration_date).to.equal(now + day);
    expect(body[1].error.details[0]).to.deep.include({ field: 'phone' });
    const csv = `username,token_login,roles,place,contact,phone\n${place.user('csv')},true,chw,north,nia,+254712345670\n`;
    const answer = await olga.ask('/api/v2/users', { body: csv, headers: { 'content-type': 'text/csv' } });
    expect(answer.body[0].token_login.expiration_date).to.equal(now + day);
    expect((await follow((await user('csv')).token_login!.token)).status).to.equal(302);
  });

  it('is a secret to all but administrators', async () => {
    await make('secret');
    const { token } = (await user('secret')).token_login!;
    const id = encodeURIComponent(tokenLoginId(token));
    const aya = await place.login('aya');
    for (const person of [aya, olga]) expect((await person.ask(`/medic/${id}`)).status).to.equal(404);
    expect(JSON.stringify((await olga.ask('/api/v2/users')).body)).to.not.include(token);
    expect(JSON.stringify(await own('secret'))).to.not.include(token);
    const { body } = await olga.ask('/medic/_changes?include_docs=true&limit=1000');
    expect(JSON.stringify(body)).to.not.include(token);
  });

  describe('is not made', () => {
    const faulty: [string, object, object, string][] = [
      ['where the programme has not switched it on', { token_login: { enabled: false } }, {}, 'token_login'],
      ['where the app has no address', { app_url: '' }, {}, 'token_login'],
      ['for a user without a phone', {}, { phone: undefined }, 'phone'],
      ['for what is no phone number', {}, { phone: '12' }, 'phone'],
    ];
    for (const [title, settings, more, field] of faulty)
      it(title, async () => {
        const before = (await place.main.get('settings'))! as unknown as { settings: object };
        if (Object.keys(settings).length > 0)
          await place.admin.ask('/api/v1/settings', { method: 'PUT', body: settings });
        const { status, body } = await make('never', more);
        await place.admin.ask('/api/v1/settings?overwrite=true', { method: 'PUT', body: before.settings });
        expect(status).to.equal(400);
        expect(body.details.map((fault: { field: string }) => fault.field)).to.include(field);
        expect(await own('never')).to.equal(null);
      });
  });
});

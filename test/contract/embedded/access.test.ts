import { expect } from 'chai';
import { type Caller, type Ground, grounds, type Json } from './ground.ts';

for (const ground of grounds()) describe(`Who may do what on ${ground.title}`, () => access(ground));

const VALIDATE = `function (newDoc, oldDoc, userCtx, secObj) {
  if (newDoc.bad) throw({ forbidden: 'bad' });
  if (newDoc.secret) throw({ unauthorized: 'log in' });
  if (oldDoc && oldDoc.owner !== newDoc.owner && !newDoc._deleted) throw({ forbidden: 'owner' });
  if (newDoc.role && userCtx.roles.indexOf(newDoc.role) < 0) throw({ forbidden: 'role' });
  if (newDoc.asks && !(userCtx.db && isArray(userCtx.roles) && secObj.members)) throw({ forbidden: 'context' });
}`;

function access({ open, close, ask, database, user, embedded }: Ground): void {
  before(open);
  after(close);
  let db = '';
  beforeEach(async () => {
    db = await database();
  });
  const share = (security: object) => ask('PUT', `/${db}/_security`, { body: security });
  const everybody = () => share({ admins: { names: [], roles: [] }, members: { names: [], roles: [] } });
  const members = (member: Caller) =>
    share({ admins: { names: [], roles: ['keeper'] }, members: { names: [member.name], roles: [] } });
  const cookieOf = (headers: Headers) =>
    headers
      .getSetCookie()
      .find(one => one.startsWith('AuthSession='))
      ?.split(';')[0] ?? '';
  const login = ({ name, password }: Caller) => ask('POST', '/_session', { as: null, body: { name, password } });
  const validated = async () => {
    await everybody();
    await ask('PUT', `/${db}/_design/check`, { body: { validate_doc_update: VALIDATE } });
  };

  describe('sessions', () => {
    it('gives a cookie for name and password, as JSON or as a form, and knows its owner by it', async () => {
      const someone = await user(['nurse']);
      const form = new URLSearchParams({ name: someone.name, password: someone.password }).toString();
      const told = [
        await login(someone),
        await ask('POST', '/_session', {
          as: null,
          raw: form,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        }),
      ];
      for (const { json, headers } of told) {
        expect(json).to.deep.equal({ ok: true, name: someone.name, roles: ['nurse'] });
        expect(headers.getSetCookie()[0]).to.match(/HttpOnly/i);
        const me = await ask('GET', '/_session', { cookie: cookieOf(headers) });
        expect(me.json.userCtx).to.deep.equal({ name: someone.name, roles: ['nurse'] });
      }
    });

    it('refuses wrong passwords, and takes a changed cookie for nobody', async () => {
      const someone = await user();
      expect((await login({ ...someone, password: 'wrong' })).status).to.equal(401);
      expect((await ask('GET', `/${db}`, { as: { ...someone, password: 'wrong' } })).status).to.equal(401);
      const cookie = cookieOf((await login(someone)).headers);
      const raw = Buffer.from(cookie.slice('AuthSession='.length), 'base64url');
      raw[raw.length - 1] = raw[raw.length - 1]! ^ 1;
      for (const forged of [`AuthSession=${raw.toString('base64url')}`, 'AuthSession=%%%zzz', 'AuthSession=']) {
        const { json } = await ask('GET', '/_session', { cookie: forged });
        expect(json?.userCtx?.name ?? null).to.equal(null);
      }
    });

    it('ends the sessions of a user whose password changes', async () => {
      const someone = await user();
      const cookie = cookieOf((await login(someone)).headers);
      const path = `/_users/org.couchdb.user:${someone.name}`;
      const doc = (await ask('GET', path)).json;
      await ask('PUT', path, { body: { ...doc, password: 'another' } });
      // CouchDB learns of the change from its own feed, a moment later
      for (let tries = 0; tries < 100 && (await login(someone)).status !== 401; tries++)
        await new Promise(resolve => setTimeout(resolve, 50));
      expect((await login(someone)).status).to.equal(401);
      expect((await login({ ...someone, password: 'another' })).status).to.equal(200);
      expect((await ask('GET', '/_session', { cookie })).json.userCtx?.name ?? null).to.equal(null);
    });

    it('answers bodies that are no login with a refusal', async () => {
      for (const raw of ['', '{}', '{"name":{},"password":[]}', 'null', '{']) {
        expect((await ask('POST', '/_session', { as: null, raw })).status, raw).to.be.within(400, 500);
      }
    });
  });

  describe('users', () => {
    it('never keeps a password', async () => {
      const { name } = await user(['nurse']);
      const { json } = await ask('GET', `/_users/org.couchdb.user:${name}`);
      expect(json.password).to.equal(undefined);
      expect(json).to.include({ password_scheme: 'pbkdf2', pbkdf2_prf: 'sha256' });
      expect(json.derived_key).to.match(/^[0-9a-f]{64}$/);
    });

    it('shows nobody the document of another, by whatever door, and lets nobody sign up or raise himself', async () => {
      const [someone, other] = [await user(), await user()];
      const path = `/_users/org.couchdb.user:${other.name}`;
      for (const as of [someone, null]) {
        const doors = [
          await ask('GET', path, { as }),
          await ask('GET', '/_users/_all_docs?include_docs=true', { as }),
          await ask('GET', '/_users/_changes?include_docs=true', { as }),
          await ask('POST', '/_users/_find', { as, body: { selector: { type: 'user' } } }),
          await ask('POST', '/_users/_bulk_get', { as, body: { docs: [{ id: `org.couchdb.user:${other.name}` }] } }),
        ];
        for (const door of doors) {
          expect(door.status).to.be.within(401, 404);
          expect(door.text).not.to.include('derived_key');
        }
      }
      const signUp = {
        _id: 'org.couchdb.user:stranger',
        type: 'user',
        name: 'stranger',
        roles: ['_admin'],
        password: 'x',
      };
      expect((await ask('PUT', '/_users/org.couchdb.user:stranger', { as: null, body: signUp })).status).to.be.oneOf([
        401, 403,
      ]);
      const own = `/_users/org.couchdb.user:${someone.name}`;
      const doc = (await ask('GET', own)).json;
      expect((await ask('PUT', own, { as: someone, body: { ...doc, roles: ['_admin'] } })).status).to.be.oneOf([
        401, 403,
      ]);
    });

    it('takes no user without a name or with a role of the server', async () => {
      const make = (doc: object) =>
        ask('PUT', '/_users/org.couchdb.user:faulty', {
          body: { _id: 'org.couchdb.user:faulty', type: 'user', name: 'faulty', roles: [], ...doc },
        });
      for (const fault of [{ name: 'other' }, { roles: ['_admin'] }, { roles: 'nurse' }, { type: 'person' }])
        expect((await make(fault)).status).to.equal(403);
    });

    if (embedded)
      it('lets nobody write a hash of his own making, or follow a revision in which he had other roles', async () => {
        const security = (await ask('GET', '/_users/_security')).json;
        await ask('PUT', '/_users/_security', { body: {} });
        try {
          const amina = await user(['supervisor']);
          const path = `/_users/org.couchdb.user:${amina.name}`;
          const { _revisions, ...doc } = (await ask('GET', `${path}?revs=true`)).json;
          const { rev } = (await ask('PUT', path, { body: { ...doc, roles: ['nurse'] } })).json;
          const stored = (await ask('GET', path, { as: amina })).json;
          expect(stored.roles).to.deep.equal(['nurse']);
          const slow = { ...stored, password: null, iterations: 2 ** 31 - 1 };
          expect((await ask('PUT', path, { as: amina, body: slow })).status).to.equal(403);
          const ids = ['f'.repeat(32), 'e'.repeat(32), ..._revisions.ids];
          const raised = { ...doc, _rev: `3-${ids[0]}`, _revisions: { start: 3, ids } };
          expect((await ask('PUT', `${path}?new_edits=false`, { as: amina, body: raised })).status).to.equal(403);
          expect((await ask('GET', path)).json).to.deep.include({ _rev: rev, roles: ['nurse'] });
        } finally {
          await ask('PUT', '/_users/_security', { body: security });
        }
      });
  });

  describe('databases', () => {
    it('belong to the administrator until they are shared', async () => {
      const someone = await user();
      expect((await ask('GET', `/${db}`, { as: null })).status).to.equal(401);
      expect((await ask('GET', `/${db}`, { as: someone })).status).to.equal(403);
      const security = { admins: { names: ['a'], roles: ['b'] }, members: { names: ['c'], roles: ['d'] } };
      await share(security);
      expect((await ask('GET', `/${db}/_security`)).json).to.deep.equal(security);
    });

    it('are made, removed and listed by administrators only', async () => {
      const someone = await user();
      for (const as of [someone, null]) {
        expect((await ask('PUT', `/${db}-other`, { as })).status).to.equal(401);
        expect((await ask('DELETE', `/${db}`, { as })).status).to.equal(401);
        for (const path of ['/_all_dbs', '/_active_tasks', '/_node/_local/_config'])
          expect((await ask('GET', path, { as })).status, path).to.be.oneOf([401, 403]);
        expect((await ask('PUT', '/_node/_local/_config/admins/evil', { as, body: 'x' })).status).to.be.oneOf([
          401, 403,
        ]);
      }
      expect((await ask('GET', '/_all_dbs')).json).to.include(db);
      expect((await ask('PUT', `/${db}`)).json.error).to.equal('file_exists');
      expect((await ask('PUT', '/Upper')).json.error).to.equal('illegal_database_name');
      expect((await ask('PUT', '/..%2F..%2Fevil')).status).to.equal(400);
    });

    it('let members read and write documents, and keepers everything else', async () => {
      const [member, keeper] = [await user(), await user(['keeper'])];
      await members(member);
      expect((await ask('PUT', `/${db}/a`, { as: member, body: {} })).status).to.equal(201);
      const reserved = (as: Caller) =>
        Promise.all([
          ask('PUT', `/${db}/_design/own`, { as, body: { views: {} } }),
          ask('POST', `/${db}/_compact`, { as, body: {} }),
          ask('POST', `/${db}/_index`, { as, body: { index: { fields: ['v'] } } }),
        ]);
      // CouchDB answers 500 here and there
      for (const { status } of await reserved(member)) expect(status).to.be.within(400, 500);
      for (const { status } of await reserved(keeper)) expect(status).to.be.within(200, 202);
      const batch = await ask('POST', `/${db}/_bulk_docs`, {
        as: member,
        body: { docs: [{ _id: '_design/sly' }, { _id: 'fine' }] },
      });
      expect(batch.json?.find?.((one: Json) => one.id === '_design/sly')?.ok).to.equal(undefined);
      expect((await ask('GET', `/${db}/_design/sly`)).status).to.equal(404);
      await ask('PUT', `/${db}/_local/_security`, {
        as: member,
        body: { admins: { names: [member.name], roles: [] } },
      });
      expect((await ask('GET', `/${db}/_security`)).json.admins.names).to.deep.equal([]);
    });

    it('keep outsiders from every way in', async () => {
      const [member, outsider] = [await user(), await user()];
      await ask('PUT', `/${db}/x/f`, { raw: 'attached', headers: { 'content-type': 'text/plain' } });
      await ask('PUT', `/${db}/_design/v`, { body: { views: { a: { map: 'function(doc){ emit(doc._id); }' } } } });
      await members(member);
      const ways: [string, string, unknown?][] = [
        ['GET', ''],
        ['POST', '', {}],
        ['GET', '/x'],
        ['HEAD', '/x'],
        ['GET', '/x/f'],
        ['PUT', '/y', {}],
        ['PUT', '/y/f', 'x'],
        ['DELETE', '/x?rev=1-a'],
        ['GET', '/_all_docs'],
        ['POST', '/_all_docs', { keys: ['x'] }],
        ['GET', '/_changes'],
        ['GET', '/_changes?feed=continuous'],
        ['GET', '/_design/v'],
        ['GET', '/_design/v/_view/a'],
        ['POST', '/_bulk_get', { docs: [{ id: 'x' }] }],
        ['POST', '/_bulk_docs', { docs: [{ _id: 'y' }], new_edits: true }],
        ['POST', '/_find', { selector: {} }],
        ['POST', '/_explain', { selector: {} }],
        ['GET', '/_index'],
        ['POST', '/_revs_diff', {}],
        ['GET', '/_local/l'],
        ['PUT', '/_local/l', {}],
        ['GET', '/_security'],
        ['PUT', '/_security', {}],
      ];
      for (const [method, path, body] of ways) {
        const { status } = await ask(method, `/${db}${path}`, { as: outsider, body });
        expect(status, `${method} ${path}`).to.be.oneOf([401, 403]);
      }
    });
  });

  describe('validate_doc_update', () => {
    beforeEach(validated);

    it('refuses by its own words, a single document and one of a batch', async () => {
      const refused = await ask('PUT', `/${db}/a`, { body: { bad: 1 } });
      expect([refused.status, refused.json]).to.deep.equal([403, { error: 'forbidden', reason: 'bad' }]);
      expect((await ask('PUT', `/${db}/a`, { body: { secret: 1 } })).status).to.equal(401);
      const { json } = await ask('POST', `/${db}/_bulk_docs`, {
        body: { docs: [{ _id: 'a' }, { _id: 'b', bad: 1 }, { _id: 'c', asks: 1 }] },
      });
      expect(json.map((one: Json) => [one.id, one.error ?? 'written'])).to.deep.equal([
        ['a', 'written'],
        ['b', 'forbidden'],
        ['c', 'written'],
      ]);
    });

    it('sees the document before, and who writes', async () => {
      const { json } = await ask('PUT', `/${db}/a`, { body: { owner: 'x' } });
      expect((await ask('PUT', `/${db}/a`, { body: { owner: 'y', _rev: json.rev } })).status).to.equal(403);
      expect((await ask('DELETE', `/${db}/a?rev=${json.rev}`)).status).to.equal(200);
      const nurse = await user(['nurse']);
      expect((await ask('PUT', `/${db}/b`, { as: nurse, body: { role: 'nurse' } })).status).to.equal(201);
      expect((await ask('PUT', `/${db}/c`, { as: nurse, body: { role: 'doctor' } })).status).to.equal(403);
    });

    it('is asked of replicated revisions too, and keeps those it passes with their history', async () => {
      const write = (docs: object[]) => ask('POST', `/${db}/_bulk_docs`, { body: { new_edits: false, docs } });
      await write([{ _id: 'a', _rev: '1-a', v: 1, _revisions: { start: 1, ids: ['a'] } }]);
      const { json } = await write([
        { _id: 'a', _rev: '2-b', v: 2, _revisions: { start: 2, ids: ['b', 'a'] } },
        { _id: 'z', _rev: '1-z', bad: 1 },
      ]);
      expect(json.map((one: Json) => [one.id, one.error])).to.deep.equal([['z', 'forbidden']]);
      expect((await ask('GET', `/${db}/a?revs=true&conflicts=true`)).json).to.deep.equal({
        _id: 'a',
        _rev: '2-b',
        v: 2,
        _revisions: { start: 2, ids: ['b', 'a'] },
      });
      expect((await ask('GET', `/${db}/z`)).status).to.equal(404);
    });

    it('is asked of attachments and not of local documents', async () => {
      await ask('PUT', `/${db}/_design/no-files`, {
        body: { validate_doc_update: "function (doc) { if (doc._attachments) throw({ forbidden: 'no files' }); }" },
      });
      expect(
        (await ask('PUT', `/${db}/a/f`, { raw: 'x', headers: { 'content-type': 'text/plain' } })).json.reason,
      ).to.equal('no files');
      expect((await ask('PUT', `/${db}/_local/l`, { body: { bad: 1 } })).status).to.equal(201);
    });

    if (!embedded) return;

    it('reaches nothing of the server, and an endless one is stopped', async () => {
      const escapes = [
        "function () { throw({ forbidden: typeof process + typeof require('fs') }); }",
        "function () { throw({ forbidden: emit.constructor.constructor('return process.pid')() }); }",
        "function (doc) { throw({ forbidden: doc.constructor.constructor('return process.pid')() }); }",
        'function () { while (true) {} }',
      ];
      for (const text of escapes) {
        const own = await database();
        await ask('PUT', `/${own}/_design/sly`, { body: { validate_doc_update: text } });
        const told = await ask('PUT', `/${own}/a`, { body: {} });
        expect(told.status, text).to.equal(500);
        expect(told.text).not.to.match(/"\d+"|object/);
      }
      const dynamic = await ask('PUT', `/${db}/_design/sly`, {
        body: { validate_doc_update: "function () { import('fs'); }" },
      });
      expect([dynamic.status, dynamic.json.error]).to.deep.equal([400, 'compilation_error']);
      expect((await ask('PUT', `/${db}/after`, { body: {} })).status).to.equal(201);
    });

    if (embedded)
      it('has its time for each part of a large batch, not for all of it', async () => {
        const slow = 'function () { var end = Date.now() + 4; while (Date.now() < end) {} }';
        await ask('PUT', `/${db}/_design/slow`, { body: { validate_doc_update: slow } });
        const docs = Array.from({ length: 1500 }, (_, at) => ({ _id: `slow-${at}` }));
        const { status, json } = await ask('POST', `/${db}/_bulk_docs`, { body: { docs } });
        expect([status, json.length]).to.deep.equal([201, 1500]);
        expect(json.every(({ ok }: { ok?: boolean }) => ok)).to.equal(true);
      });
  });
}

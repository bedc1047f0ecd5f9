import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { lineage, report, type Village, village } from '../replicate/village.ts';

const rewrite = '/medic/_design/medic/_rewrite';
const search = '/medic/_design/medic/_nouveau/reports_by_freetext';
const xml = { 'content-type': 'application/xml' };

describe('the doors that the tools of CHT ask for', () => {
  let place: Village;
  before(async () => {
    place = await village();
  });
  after(() => place?.close());

  const doors: readonly [method: string, path: string, body?: unknown][] = [
    ['GET', `${rewrite}/app_settings/medic`],
    ['GET', `${rewrite}/app_settings/medic/roles`],
    ['PUT', `${rewrite}/update_settings/medic?replace=1`, { locale: 'fr' }],
    ['GET', '/api/v1/settings/deprecated-transitions'],
    ['POST', '/api/v1/forms/validate', '<a/>'],
    ['GET', '/api/couch-config-attachments'],
    ['POST', search, { q: 'exact_match:"contact:aya-person"' }],
  ];
  for (const [method, path, body] of doors) {
    it(`${method} ${path} is for nobody who has not logged in, and not for users of a device`, async () => {
      const ask = { method, ...(body === undefined ? {} : { body }) };
      expect((await place.stranger.ask(path, ask)).status).to.equal(401);
      expect((await (await place.login('aya')).ask(path, ask)).status).to.equal(403);
    });
  }

  it('say which CHT is kept here, to whoever has logged in', async () => {
    expect((await place.stranger.ask('/api/deploy-info')).status).to.equal(401);
    const { status, body } = await (await place.login('aya')).ask('/api/deploy-info');
    expect([status, Object.keys(body)]).to.deep.equal([200, ['version', 'rounds']]);
    expect(body.version).to.match(/^5\.\d+\.\d+$/);
  });

  it('show the settings whole and by a path, and store them as the newer door does', async () => {
    const whole = (await place.admin.ask('/api/v1/settings')).body;
    const { body } = await place.admin.ask(`${rewrite}/app_settings/medic`);
    expect(body).to.deep.equal({ settings: whole, meta: {}, schema: {} });
    const part = await place.admin.ask(`${rewrite}/app_settings/medic/roles/chw`);
    expect(part.body.settings).to.deep.equal(whole.roles.chw);
    expect((await place.admin.ask(`${rewrite}/app_settings/medic/roles/toString`)).status).to.equal(404);
    const put = (settings: object, how = '') =>
      place.admin.ask(`${rewrite}/update_settings/medic${how}`, { method: 'PUT', body: settings });
    expect((await put({ roles: { nurse: { offline: true } } })).body).to.include({ success: true, updated: true });
    expect((await place.admin.ask('/api/v1/settings')).body.roles).to.have.all.keys(
      'nurse',
      ...Object.keys(whole.roles),
    );
    expect((await put({ roles: whole.roles }, '?replace=1')).body).to.include({ success: true, updated: true });
    expect((await put({ roles: whole.roles }, '?replace=1')).body).to.include({ success: true, updated: false });
    expect((await place.admin.ask('/api/v1/settings')).body.roles).to.deep.equal(whole.roles);
  });

  it('tell the faults of settings in words, and are closed to those who may not configure', async () => {
    const faulty = await place.admin.ask(`${rewrite}/update_settings/medic`, {
      method: 'PUT',
      body: { locale: 7, registrations: [{ form: 'X', events: [{ trigger: 'add_case', bool_expr: 'doc.age >' }] }] },
    });
    expect([faulty.status, faulty.body.success, faulty.body.code]).to.deep.equal([200, false, 'settings/invalid']);
    expect(faulty.body.error)
      .to.match(/^locale: /)
      .and.to.include('registrations[0].events[0].bool_expr');
    const none = await place.admin.ask(`${rewrite}/update_settings/medic`, { method: 'PUT', body: [] });
    expect(none.body).to.include({ success: false });
    const olga = await place.login('olga');
    const refused = await olga.ask(`${rewrite}/update_settings/medic`, { method: 'PUT', body: { locale: 'fr' } });
    expect(refused.status).to.equal(403);
    expect((await olga.ask('/api/v1/forms/validate', { method: 'POST', body: '<a/>', headers: xml })).status).to.equal(
      403,
    );
    expect((await olga.ask('/api/couch-config-attachments')).status).to.equal(403);
  });

  it('name transitions that others have taken the place of', async () => {
    const { body } = await place.admin.ask('/api/v1/settings/deprecated-transitions');
    expect(body.map(({ name }: { name: string }) => name)).to.include('update_notifications');
    for (const each of body) expect(each).to.have.all.keys('name', 'deprecated', 'deprecatedIn', 'deprecationMessage');
  });

  it('tell which attachments the database packs', async () => {
    const { status, body } = await place.admin.ask('/api/couch-config-attachments');
    expect(status).to.equal(200);
    expect(body.compressible_types).to.be.a('string').and.to.include('text/');
  });

  it('find the reports that contacts made, page by page, and nothing for another question', async () => {
    const made = ['m1', 'm2', 'm3'].map(id => report(id, 'nia', ['aya-person', 'north', 'district']));
    await place.put(...made, report('other', 'nia', ['ben-person', 'south', 'district']));
    const ask = (body: object) => place.admin.ask(search, { method: 'POST', body });
    const q = 'exact_match:"contact:aya-person" OR exact_match:"contact:nobody"';
    const ids = ({ hits }: { hits: { id: string }[] }) => hits.map(({ id }) => id).sort();
    const { body: all } = await ask({ q, sort: 'reported_date', include_docs: true, limit: 10_000 });
    expect(ids(all)).to.include.members(['m1', 'm2', 'm3']).and.to.not.include('other');
    for (const { doc } of all.hits as { doc: Doc }[]) expect(doc.contact).to.deep.include(lineage('aya-person'));
    const seen: string[] = [];
    for (let bookmark: string | undefined; ; ) {
      const { body: page } = await ask({ q, limit: 2, ...(bookmark ? { bookmark } : {}) });
      if (page.hits.length === 0) break;
      seen.push(...ids(page));
      bookmark = page.bookmark;
    }
    expect(seen).to.deep.equal(ids(all));
    expect((await ask({ q: 'nia' })).status).to.equal(400);
  });

  it('take an empty name beside a session for no name', async () => {
    const olga = await place.login('olga');
    const { status, body } = await olga.ask('/api/v1/session', { headers: { authorization: 'Basic Og==' } });
    expect([status, body.name]).to.deep.equal([200, olga.name]);
  });

  it('say by a date when a session ends, as clients that renew it need', async () => {
    const response = await fetch(`${place.url}/_session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: place.user('olga'), password: 'Blue-Kettle-41' }),
    });
    const cookie = response.headers.getSetCookie().find(each => each.startsWith('AuthSession='))!;
    const [age, end] = [/Max-Age=(\d+)/i.exec(cookie)?.[1], /Expires=([^;]+)/i.exec(cookie)?.[1]];
    expect(Math.abs(Date.parse(end ?? '') - Date.now() - Number(age) * 1000)).to.be.below(5000);
  });
});

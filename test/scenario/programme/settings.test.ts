import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { type Village, village } from '../replicate/village.ts';

describe('settings', () => {
  let place: Village;
  before(async () => {
    place = await village();
  });
  after(() => place?.close());

  it('are merged in depth, lists replaced, and take effect at once', async () => {
    const person = await place.login('sol');
    const before = (await person.ask('/api/v1/session')).body.scope;
    expect((await person.ask('/medic/north-clinic')).status).to.equal(404);
    const { status, body } = await place.admin.ask('/api/v1/settings', {
      method: 'PUT',
      body: { replication_depth: [{ role: 'chw_supervisor', depth: 2 }] },
    });
    expect([status, body.success, body.updated]).to.deep.equal([200, true, true]);
    expect((await person.ask('/medic/north-clinic')).status).to.equal(200);
    expect((await person.ask('/api/v1/session')).body.scope).to.not.equal(before);
    expect((await place.admin.ask('/api/v1/settings')).body.roles).to.have.property('chw');
    const again = await place.admin.ask('/api/v1/settings', {
      method: 'PUT',
      body: { replication_depth: [{ role: 'chw_supervisor', depth: 2 }] },
    });
    expect(again.body.updated).to.equal(false);
  });

  it('take effect when another process writes them, too', async () => {
    const person = await place.login('sol');
    const stored = (await place.main.get('settings'))! as Doc & { settings: object };
    await place.put({
      ...stored,
      settings: { ...stored.settings, replication_depth: [{ role: 'chw_supervisor', depth: 0 }] },
    });
    await place.heard();
    expect((await person.ask('/medic/north')).status).to.equal(404);
    expect((await person.ask('/medic/district')).status).to.equal(200);
  });

  it('are refused with every fault by its path, and nothing changes', async () => {
    const before = (await place.admin.ask('/api/v1/settings')).body;
    const { status, body } = await place.admin.ask('/api/v1/settings', {
      method: 'PUT',
      body: { replication_depth: [{ role: 'chw', depth: -1 }], locale: 7 },
    });
    expect([status, body.code]).to.deep.equal([400, 'settings/invalid']);
    expect(body.details.map(({ path }: { path: string }) => path))
      .to.include('locale')
      .and.to.satisfy((paths: string[]) => paths.some(path => path.startsWith('replication_depth[0]')));
    expect((await place.admin.ask('/api/v1/settings')).body).to.deep.equal(before);
  });

  it('are kept when their names are unknown, and named with the nearest known', async () => {
    const { body } = await place.admin.ask('/api/v1/settings', { method: 'PUT', body: { replication_dept: [] } });
    expect(body.unknown).to.deep.include({ key: 'replication_dept', nearest: 'replication_depth' });
    expect((await place.admin.ask('/api/v1/settings')).body).to.have.property('replication_dept');
  });

  it('are replaced by key, or as a whole, when asked', async () => {
    await place.admin.ask('/api/v1/settings?replace=true', {
      method: 'PUT',
      body: { roles: { chw: { offline: true } } },
    });
    const replaced = (await place.admin.ask('/api/v1/settings')).body;
    expect(Object.keys(replaced.roles)).to.deep.equal(['chw']);
    expect(replaced).to.have.property('replication_dept');
    await place.admin.ask('/api/v1/settings?overwrite=true', { method: 'PUT', body: { locale: 'fr' } });
    expect(Object.keys((await place.admin.ask('/api/v1/settings')).body).sort()).to.deep.equal([
      'locale',
      'permissions',
    ]);
  });

  it('are not for those who may not configure', async () => {
    const olga = await place.login('olga');
    expect((await olga.ask('/api/v1/settings', { method: 'PUT', body: { locale: 'sw' } })).status).to.equal(403);
  });

  it('are refused when they are stored as a document and are faulty, too', async () => {
    const ada = await place.login('ada');
    const doc = (await ada.ask('/medic/settings')).body;
    expect(
      (await ada.ask('/medic/settings', { method: 'PUT', body: { ...doc, settings: { locale: 7 } } })).status,
    ).to.equal(403);
  });
});

describe('settings that are uploaded', () => {
  let place: Village;
  before(async () => {
    place = await village();
  });
  after(() => place.close());

  it('are taken with a warning for what is odd and harms nobody, by both doors alike', async () => {
    const body = {
      purge: {},
      alerts: [
        { form: '', condition: '', message: '', recipient: '' },
        { form: 'A', condition: true, message: 'Hi', recipient: '123' },
      ],
    };
    const warned = ['purge', 'alerts[1].condition', 'alerts[0]', 'alerts[1].recipient'];
    for (const path of ['/api/v1/settings', '/medic/_design/medic/_rewrite/update_settings/medic']) {
      const answer = await place.admin.ask(`${path}?replace=true`, { method: 'PUT', body });
      expect([answer.status, answer.body.success], path).to.deep.equal([200, true]);
      expect(answer.body.warnings.map((one: { path: string }) => one.path)).to.include.members(warned);
    }
    await place.admin.ask('/api/v1/settings?replace=true', { method: 'PUT', body: { alerts: [] } });
  });

  it('are refused when an expression in them cannot be read, by its path, and nothing is changed', async () => {
    const before = (await place.admin.ask('/api/v1/settings')).body;
    const registrations = [
      {
        form: 'BIRTH',
        events: [{ name: 'on_create', trigger: 'add_case', bool_expr: 'doc.age >' }],
        messages: [{ message: 'Thanks {{#date}}' }],
        validations: { list: [{ property: 'age', rule: 'lenMin(2) &&' }] },
      },
    ];
    const { status, body } = await place.admin.ask('/api/v1/settings?replace=true', {
      method: 'PUT',
      body: { registrations },
    });
    expect([status, body.code]).to.deep.equal([400, 'settings/invalid']);
    for (const path of ['events[0].bool_expr', 'messages[0].message', 'validations.list[0].rule'])
      expect(JSON.stringify(body)).to.include(`registrations[0].${path}`);
    expect((await place.admin.ask('/api/v1/settings')).body).to.deep.equal(before);
  });
});

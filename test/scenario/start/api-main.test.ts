import { expect } from 'chai';
import { until, type World, world } from '../../world.ts';

describe('the api as a process', () => {
  let rounds: World;
  before(async () => {
    rounds = await world({ sentinel: false, programme: false });
  });
  after(() => rounds?.close());

  it('loads the default programme into an empty database, once', async () => {
    const settings = await rounds.store().get('settings');
    expect(settings).to.have.nested.property('settings.muting.mute_forms');
    expect(await rounds.store().get('form:mute')).to.not.equal(null);
    await rounds.api.restart();
    expect((await rounds.store().get('settings'))!._rev).to.equal(settings!._rev);
  });

  it('takes settings that another process of the api was given', async () => {
    const { main } = rounds.databases;
    const name = rounds.userName('sita');
    const people = [
      { _id: 'hc', type: 'health_center', name: 'hc' },
      { _id: 'clinic', type: 'clinic', name: 'clinic', parent: { _id: 'hc' } },
      { _id: 'sita', type: 'person', name: 'Sita', parent: { _id: 'hc' } },
    ];
    await rounds.store(main).write(people);
    await rounds.createUser({ username: name, roles: ['chw'], place: 'hc', contact: 'sita' });
    const sita = await rounds.login(name);
    expect((await sita.fetch('/medic/clinic')).status).to.equal(200);
    const stored = (await rounds.store().get('settings'))! as { _id: string; settings: object };
    await rounds
      .store()
      .write([{ ...stored, settings: { ...stored.settings, replication_depth: [{ role: 'chw', depth: 0 }] } }]);
    await until('the api had heard of it', async () => (await sita.fetch('/medic/clinic')).status === 404);
    expect((await sita.fetch('/medic/hc')).status).to.equal(200);
  });

  it('keeps sessions when it is killed and started again', async () => {
    const person = await rounds.login(rounds.userName('sita'));
    await rounds.api.restart('SIGKILL');
    expect((await person.fetch('/medic/hc')).status).to.equal(200);
  });

  it('writes no password, cookie or token into its log', async () => {
    const lines = rounds.api.lastLines().join('\n');
    expect(lines).to.not.include('Blue-Kettle').and.not.include('AuthSession');
    expect(lines).to.not.include(new URL(rounds.couchUrl).password);
  });
});

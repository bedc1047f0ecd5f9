import { expect } from 'chai';
import { demonstrationLogins, loadDemonstration } from '../../../scripts/start/demonstration.ts';
import { type World, world } from '../../world.ts';

describe('the demonstration', () => {
  let place: World;
  const where = () => ({ couchUrl: place.couchUrl, database: place.databases.main });
  const contacts = async () =>
    (await place.store().query('medic-client/contacts_by_type', { limit: 1000 })).map(({ id }) => id);

  beforeEach(async () => {
    place = await world({ api: false, sentinel: false });
  });
  afterEach(async () => {
    // Its users have names of their own, which on COUCH_URL other programmes may share; they stay.
    await place?.close();
  });

  it('is loaded into an empty programme, once: documents deleted from it stay deleted', async () => {
    expect(await loadDemonstration(where())).to.equal('loaded');
    const [first = ''] = await contacts();
    const doc = await place.store().get(first);
    await place.store().write([{ _id: first, ...(doc?._rev ? { _rev: doc._rev } : {}), _deleted: true }]);
    expect(await loadDemonstration(where())).to.equal('kept');
    expect(await contacts()).not.to.include(first);
  });

  it('is loaded to its end when the first time was cut off', async () => {
    await loadDemonstration(where());
    const all = await contacts();
    const docs = await place.store().getMany(all.slice(0, 30));
    await place
      .store()
      .write(
        docs.flatMap(doc => (doc ? [{ _id: doc._id, ...(doc._rev ? { _rev: doc._rev } : {}), _deleted: true }] : [])),
      );
    await place.store().putLocal('demonstration', { begun: '2026-01-14T10:00:00.000Z' });
    expect(await loadDemonstration(where())).to.equal('loaded');
    expect((await contacts()).sort()).to.deep.equal(all.sort());
  });

  it('leaves a programme alone that has people of its own', async () => {
    await place.store().write([{ _id: 'ours', type: 'person', name: 'Ours' }]);
    expect(await loadDemonstration(where())).to.equal('not ours');
    expect(await contacts()).to.deep.equal(['ours']);
  });

  it('lets everybody in with the password that it names', async () => {
    await loadDemonstration(where());
    const ids = (await demonstrationLogins()).map(({ username }) => `org.couchdb.user:${username}`);
    const users = await place.store('_users').getMany(ids);
    expect(users.map(user => user?.password_change_required ?? false)).to.deep.equal(ids.map(() => false));
  });

  it('names users of several roles, for the table of logins', async () => {
    const roles = new Set((await demonstrationLogins()).map(login => login.roles));
    expect([...roles]).to.include.members(['chw', 'chw_supervisor', 'program_officer', 'admin']);
  });
});

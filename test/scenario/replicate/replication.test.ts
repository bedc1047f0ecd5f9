import { expect } from 'chai';
import { phone, readFill } from './phone.ts';
import { aya, ben, report, type Village, village } from './village.ts';

describe('a phone replicates what its user may hold', () => {
  let place: Village;
  before(async () => {
    place = await village({
      docs: [
        report('visit-nia', '10018', aya),
        report('visit-sam', '20015', ben),
        report('about-north-by-ben', 'noah', ben),
        report('about-south-by-aya', 'sam', aya),
        { _id: 'task-aya', type: 'task', user: 'org.couchdb.user:nobody' },
      ],
    });
  });
  after(() => place?.close());

  it('first gets everything in one answer, and nothing of the neighbours', async () => {
    const { head, docs } = await readFill(await place.login('aya'));
    const ids = docs.map(({ _id }) => _id).filter(id => !/^(_design|org)/.test(id));
    expect(ids).to.deep.equal([
      'about-north-by-ben',
      'aya-person',
      'form:visit',
      'nia',
      'noah',
      'north',
      'north-clinic',
      'settings',
      'visit-nia',
    ]);
    expect(head.count).to.be.at.least(docs.length);
    expect(docs.find(({ _id }) => _id === 'form:visit')!._attachments!.xml!.data).to.be.a('string');
  });

  it('then goes on by replication where the first fill began', async () => {
    const device = phone(place, await place.login('aya'));
    await device.fill();
    const first = await device.pull();
    expect(first.docs_read).to.equal(0);
    await place.put(report('new-visit', 'nia', aya), report('new-visit-south', 'sam', ben));
    const second = await device.pull();
    expect(second.docs_written).to.equal(1);
    expect(await device.ids())
      .to.include('new-visit')
      .and.not.include('new-visit-south');
  });

  it('sends what was made on it and hears what was refused', async () => {
    const device = phone(place, await place.login('aya'));
    await device.fill();
    await device.pull();
    await device.save(report('made-offline', 'noah', aya));
    await device.save(report('made-outside', 'sam', aya));
    const denied = await device.push();
    expect(denied.map(({ id }) => id)).to.deep.equal(['made-outside']);
    expect(denied[0]!.reason).to.match(/outside your places/);
    expect(await place.main.get('made-offline')).to.include({ form: 'visit' });
    expect(await place.main.get('made-outside')).to.equal(null);
    expect(await place.sentinel.get('made-offline-info'))
      .to.have.property('initial_replication_date')
      .that.matches(/^20/);
  });
});

import { isOnMission } from '@rounds/ddocs/dispatch/dispatch.ts';
import { expect } from 'chai';
import { until } from '../../world.ts';
import { type Zone, zone } from './zone.ts';

describe('A request that two take at once while the processes are killed', function () {
  this.timeout(240_000);
  let place: Zone;
  before(async () => {
    place = await zone({ assign: 'first' }, ['ada', 'ben']);
  });
  after(() => place?.close());

  it('goes to one of them, and the other one reads that somebody was found', async () => {
    const [ada, ben] = [place.phones.ada!, place.phones.ben!];
    await place.asksForHelp('raced');
    await place.act('raced', { act: 'confirm' });
    await Promise.all([ada.press(/I can help/), ben.press(/I can help/)]);
    await Promise.all([ada.hears(/When can you be there/), ben.hears(/When can you be there/)]);
    ada.pressOf(ada.said().at(-1)!, /^\d\d:\d\d$/);
    ben.pressOf(ben.said().at(-1)!, /^\d\d:\d\d$/);
    await place.api.kill();
    await place.sentinel.kill();
    await Promise.all([place.api.start(), place.sentinel.start()]);
    const doc = await place.comesTo('raced', 'assigned');
    expect(doc.asked.filter(isOnMission)).to.have.length(1);
    const [winner, loser] = doc.assigned === 'ada' ? [ada, ben] : [ben, ada];
    await winner.heard(/You are the one who goes/);
    await until('the other one reads it', () =>
      loser.said().some(({ text }) => /Somebody has been found/.test(text ?? '')),
    );
    expect(loser.said().some(({ text }) => /You are the one who goes/.test(text ?? ''))).to.equal(false);
  });
});

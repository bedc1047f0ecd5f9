import type { DispatchDoc, Limits } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { openingOf } from '@rounds/sentinel/dispatch/candidates.ts';
import { newDispatch } from '@rounds/sentinel/dispatch/open.ts';
import { goOn } from '@rounds/sentinel/dispatch/wave.ts';
import { expect } from 'chai';
import { contact, type SentinelInMemory, sentinelInMemory, village } from '../engine/sentinel-in-memory.ts';

/** Wednesday 14 January 2026, at a time of day by the clock in Nairobi. */
const nairobi = (time: string, date = '2026-01-14') => Date.parse(`${date}T${time}:00.000+03:00`);
const settings = { default_timezone: 'Africa/Nairobi' };
const who = (volunteer: object, more: object = {}): Contact =>
  contact('vera', 'person', [], { volunteer: { status: 'active', ...volunteer }, ...more });

describe('The hours at which a volunteer may be asked', () => {
  const cases: [what: string, volunteer: Contact, at: number, opens: number | undefined][] = [
    ['any, where none are named', who({}), nairobi('03:00'), nairobi('03:00')],
    ['within them at once', who({ hours: [8, 22] }), nairobi('21:59'), nairobi('21:59')],
    ['before them from their beginning', who({ hours: [8, 22] }), nairobi('07:20'), nairobi('08:00')],
    ['at their end not any more', who({ hours: [8, 22] }), nairobi('22:00'), nairobi('08:00', '2026-01-15')],
    ['to the end of the day', who({ hours: [8, 24] }), nairobi('23:30'), nairobi('23:30')],
    ['on the days alone', who({ hours: [8, 22], days: [1, 5] }), nairobi('09:00'), nairobi('08:00', '2026-01-16')],
    ['next week on that day', who({ hours: [8, 9], days: [3] }), nairobi('10:00'), nairobi('08:00', '2026-01-21')],
    ['never', who({ days: [9] }), nairobi('10:00'), undefined],
    [
      'by the own clock',
      who({ hours: [8, 22] }, { prefs: { tz: 'Europe/Chisinau' } }),
      nairobi('08:30'),
      Date.parse('2026-01-14T08:00:00+02:00'),
    ],
  ];
  for (const [what, volunteer, at, opens] of cases)
    it(what, () => expect(openingOf(volunteer, at, settings)).to.equal(opens));
});

describe('A request at an hour at which nobody wants to be asked', () => {
  const limits: Limits = {
    ...{ ask: 2, enough: 3, replaces: ['decline', 'silence'] },
    ...{ silence: 600_000, gather: 5, answer: 15, late: 100, archive: 1000 },
  };
  let world: SentinelInMemory;
  afterEach(() => world?.close());

  /** What is made of a request at twenty past seven, with a volunteer from eight to ten o'clock at night. */
  const asked = async (fields: object, dispatch: object = {}, volunteers: object[] = [{ hours: [8, 22] }]) => {
    const all = volunteers.map((volunteer, nth) =>
      contact(`vera ${nth}`, 'person', ['centre', 'district'], {
        ...{ latitude: 0.001, longitude: 36.8, volunteer: { status: 'active', ...volunteer } },
        addresses: [{ address: `chat:${'v'.repeat(21)}${nth}` }],
      }),
    );
    world = await sentinelInMemory({ settings: { ...settings, dispatch }, docs: [...village(), ...all] });
    world.clock.now = nairobi('07:20');
    const helped = contact('ann of north', 'person', ['north', 'centre', 'district'], { latitude: 0, longitude: 36.8 });
    const report: Report = {
      ...{ _id: 'help', type: 'data_record', form: 'help_request' },
      fields: { needs: 'medicine', ...fields },
    };
    const given = { confirmed: true, limits, zone: 'Africa/Nairobi', at: world.clock.now };
    const fresh = newDispatch(report, helped, given);
    await world.put({ ...fresh, help: { ...fresh.help, latitude: 0, longitude: 36.8 } } as DispatchDoc);
    const parts = { main: world.main, programme: () => world.programme, now: () => world.clock.now };
    await goOn(parts, fresh._id);
    const doc = (await world.main.get<DispatchDoc>(fresh._id))!;
    const last = doc.events.findLast(({ kind }) => kind === 'nobody');
    return {
      whom: doc.asked.map(({ volunteer }) => volunteer).sort(),
      again: last?.kind === 'nobody' ? [last.again, last.hours] : undefined,
    };
  };

  it('waits for the first of their hours, and says so', async () => {
    expect(await asked({})).to.deep.equal({ whom: [], again: [nairobi('08:00'), true] });
  });
  it('is asked all the same where it is urgent, as nobody else is left', async () => {
    const { whom } = await asked({ urgent: 'yes' });
    expect(whom).to.deep.equal(['vera 0']);
  });
  it('goes to those first whose hours it is', async () => {
    const { whom } = await asked({ urgent: 'yes' }, {}, [{ hours: [8, 22] }, {}]);
    expect(whom).to.deep.equal(['vera 1']);
  });
  it('waits though it is urgent, where the programme wants that', async () => {
    const all = await asked({ urgent: 'yes' }, { urgent_any_hour: false });
    expect(all).to.deep.equal({ whom: [], again: [nairobi('08:00'), true] });
  });
  it('is shown to a person where hours are not what keeps anybody', async () => {
    const { whom, again } = await asked({}, {}, [{ activities: ['transport'] }]);
    expect([whom, again?.[1]]).to.deep.equal([[], undefined]);
  });
});

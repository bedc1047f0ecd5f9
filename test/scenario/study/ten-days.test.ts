import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { recordId } from '@rounds/sentinel/study/plan.ts';
import { expect } from 'chai';
import type { Person } from '../replicate/village.ts';
import { group, type StudyVillage, studyVillage } from './study-village.ts';

const at = (text: string): number => Date.parse(`2021-${text}Z`);
const heads = ['Days', 'Message', 'Comment'];
const rows = (days: readonly number[], comment = '') => [
  heads,
  ...days.map(day => [day, `Ten is a fine number, day ${day}`, comment]),
];
const sheet = 'FansOfTen|112233445';

/**
 * The example with which such a study is explained to those who lead one: a group that was made on a 30 May at ten, and a
 * workbook that came at eleven of the same day.
 */
describe('The group FansOfTen, day by day', function () {
  this.timeout(90_000);
  let now = at('05-30T10:00:00');
  let place: StudyVillage;
  let olga: Person;
  before(async () => {
    place = await studyVillage(
      [
        group('112233445', 'FansOfTen', {
          reported_date: now,
          addresses: [{ address: 'chat:FansOfTen-aaaaaaaaaaaa' }],
          schedule_start: { date: '2021-05-30', time: '10:00', tz: 'UTC' },
        }),
      ],
      () => now,
    );
    olga = await place.login('olga');
  });
  after(() => place?.close());

  const tasks = async () =>
    (await place.main.get<Report>(recordId('schedule:112233445', '112233445')))?.scheduled_tasks ?? [];
  /** Days of which the message has gone on its way, in the order in which they stand. */
  const gone = async () => (await tasks()).filter(({ state }) => state === 'pending').map(({ group: day }) => day);
  const open = async () =>
    (await tasks()).filter(({ state }) => state === 'scheduled').map(({ due }) => String(due).slice(5, 16));
  const goTo = async (text: string) => {
    now = at(text);
    await place.minute();
    await place.settle();
  };
  const days = (all: { day: number }[]) => all.map(({ day }) => day);

  it('has a sheet, and begins at the minute at which it was made', async () => {
    const { sheets } = await place.download(olga, '/api/v1/schedules.xlsx');
    expect(Object.keys(sheets)).to.deep.equal([sheet]);
    const { body } = await olga.ask('/api/v1/schedules/112233445');
    expect(body.begin).to.deep.equal({ date: '2021-05-30', time: '10:00', zone: 'UTC' });
  });

  it('gets no message of day 0 from a workbook that comes at eleven: it was due at ten', async () => {
    now = at('05-30T11:00:00');
    const upload = (query = '') =>
      place.upload(olga, `/api/v1/schedules.xlsx${query}`, { [sheet]: rows([0, 1, 2, 5, 10]) });
    const [{ preview }] = (await upload('?dry_run=true')).body.sheets;
    expect([days(preview.will_send), days(preview.skipped)]).to.deep.equal([[1, 2, 5, 10], [0]]);
    await upload();
    await place.settle();
    expect(await open()).to.deep.equal(['05-31T10:00', '06-01T10:00', '06-04T10:00', '06-09T10:00']);
    await goTo('05-30T23:59:59');
    expect(await gone()).to.deep.equal([]);
    const skipped = (await tasks()).find(({ group: day }) => day === 0);
    expect([skipped?.state, skipped?.state_details]).to.deep.equal(['skipped', { reason: 'past' }]);
  });

  it('gets each other message at ten of its day, not a second before, and once', async () => {
    await goTo('05-31T09:59:59');
    expect(await gone()).to.deep.equal([]);
    await goTo('05-31T10:00:00');
    expect(await gone()).to.deep.equal([1]);
    await goTo('05-31T10:01:00');
    await goTo('06-01T09:59:59');
    expect(await gone()).to.deep.equal([1]);
    await goTo('06-01T10:00:00');
    expect(await gone()).to.deep.equal([1, 2]);
    const second = (await tasks()).find(({ group: day }) => day === 2);
    const [message] = second?.messages ?? [];
    expect([message?.to, message?.message]).to.deep.equal([
      'chat:FansOfTen-aaaaaaaaaaaa',
      'Ten is a fine number, day 2',
    ]);
    expect(second?.state_history?.at(-1)?.timestamp).to.equal('2021-06-01T10:00:00.000Z');
  });

  it('is told what went when the workbook comes again with other comments, and nothing goes twice', async () => {
    now = at('06-02T08:00:00');
    const { body } = await place.upload(olga, '/api/v1/schedules.xlsx', {
      [sheet]: rows([0, 1, 2, 5, 10], 'looked at again'),
    });
    const [{ preview }] = body.sheets;
    expect([preview.will_send, preview.sent, preview.skipped, preview.superseded].map(days)).to.deep.equal([
      [5, 10],
      [1, 2],
      [0],
      [],
    ]);
    await place.settle();
    await goTo('06-02T10:00:00');
    expect(await gone()).to.deep.equal([1, 2]);
  });

  it('gets what is left a day later when its start moves by a day, and what was missed comes back', async () => {
    const start = { date: '2021-06-02', time: '12:30', tz: 'UTC' };
    const { body } = await olga.ask('/api/v1/schedules/112233445', { method: 'PUT', body: { start } });
    expect(days(body.preview.will_send)).to.deep.equal([0, 1, 2, 5, 10]);
    await place.settle();
    expect(await open()).to.deep.equal(['06-02T12:30', '06-03T12:30', '06-04T12:30', '06-07T12:30', '06-12T12:30']);
    await goTo('06-02T12:30:00');
    expect(await gone()).to.deep.equal([1, 2, 0]);
  });

  it('gets nothing more from a workbook in which its messages are no longer', async () => {
    now = at('06-02T13:00:00');
    await place.upload(olga, '/api/v1/schedules.xlsx', { [sheet]: [heads] });
    await place.settle();
    expect(await open()).to.deep.equal([]);
    await goTo('06-12T12:30:00');
    expect(await gone()).to.deep.equal([1, 2, 0]);
    const { body } = await olga.ask('/api/v1/schedules/112233445');
    expect(body.calendar.filter(({ why }: { why?: string }) => why === 'superseded')).to.have.length(4);
  });
});

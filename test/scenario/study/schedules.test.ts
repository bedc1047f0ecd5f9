import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { recordId } from '@rounds/sentinel/study/plan.ts';
import { expect } from 'chai';
import type { Person } from '../replicate/village.ts';
import { arm, group, member, type StudyVillage, studyVillage } from './study-village.ts';

const heads = ['Days', 'Message', 'Comment'];
const six = [1, 2, 3, 4, 10, 20];
const rows = (days: readonly number[], words = 'Message of day') => [
  heads,
  ...days.map(day => [day, `${words} ${day}`, '']),
];
const start = { date: '2026-03-10', time: '10:00', tz: 'UTC' };

describe('schedules of a study', function () {
  this.timeout(120_000);
  let place: StudyVillage;
  let olga: Person;
  before(async () => {
    place = await studyVillage([
      group('12345', 'A group', { schedule_start: start }),
      group('g-nairobi', 'B: group/*', { schedule_start: { date: '2026-03-10', time: '10:00', tz: 'Africa/Nairobi' } }),
      arm('arm-a', 'Arm A', { schedule_start: { date: '2026-03-10', time: '16:00', tz: 'UTC' } }),
      ...['pa', 'pbb'].map(id => member(id)),
    ]);
    olga = await place.login('olga');
  });
  after(() => place?.close());

  const record = async (contact: string, of = contact) => place.main.get<Report>(recordId(`schedule:${of}`, contact));
  const said = async (contact: string, of = contact) =>
    (await record(contact, of))?.scheduled_tasks?.map(({ due, state, state_details: why }) =>
      [due, state, why?.reason].filter(Boolean).join(' '),
    ) ?? [];
  const open = async (contact: string) => (await said(contact)).filter(one => one.endsWith(' scheduled'));

  it('begin with an empty sheet for each group, whose name keeps the id whole', async () => {
    const { sheets } = await place.download(olga, '/api/v1/schedules.xlsx');
    expect(Object.keys(sheets)).to.deep.equal(['A group|12345', 'B- group--|g-nairobi']);
    expect(sheets['A group|12345']![0]!.slice(0, 3)).to.deep.equal(heads);
  });

  it('are shown before anything is changed', async () => {
    const { body } = await place.upload(olga, '/api/v1/schedules.xlsx?dry_run=true', {
      'A group|12345': [...rows([0, 1])],
    });
    expect(body).to.deep.include({ is_success: true, dry_run: true });
    const [{ preview, applied }] = body.sheets;
    expect(applied).to.equal(false);
    expect(preview.will_send.map(({ due }: { due: string }) => due)).to.deep.equal(['2026-03-11T10:00:00.000Z']);
    expect(preview.skipped.map(({ due }: { due: string }) => due)).to.deep.equal(['2026-03-10T10:00:00.000Z']);
    expect(await place.main.get('schedule:12345')).to.equal(null);
  });

  it('are planned from the workbook to the minute', async () => {
    const { body } = await place.upload(olga, '/api/v1/schedules', { 'A group|12345': rows(six) });
    expect(body).to.deep.include({
      message: 'Messages have been scheduled',
      is_success: true,
      'bad titles': [],
      'bad rows': {},
    });
    await place.settle();
    expect(await said('12345')).to.deep.equal(six.map(day => `2026-03-${10 + day}T10:00:00.000Z scheduled`));
    expect((await record('12345'))!.fields).to.deep.equal({ place_id: '12345' });
  });

  it('change nothing when the same workbook comes again', async () => {
    const { _rev } = (await record('12345'))!;
    await place.upload(olga, '/api/v1/schedules.xlsx', { 'A group|12345': rows(six) });
    await place.settle();
    expect((await record('12345'))!._rev).to.equal(_rev);
  });

  it('leave two of six when the start moves to five days ago, and come back when it moves on', async () => {
    const move = (date: string) =>
      olga.ask('/api/v1/schedules/12345', { method: 'PUT', body: { start: { ...start, date } } });
    expect((await move('2026-03-05')).status).to.equal(200);
    await place.settle();
    expect(await open('12345')).to.deep.equal([
      '2026-03-15T10:00:00.000Z scheduled',
      '2026-03-25T10:00:00.000Z scheduled',
    ]);
    await move('2026-03-10');
    await place.settle();
    expect(await open('12345')).to.have.length(6);
  });

  it('follow the start of the contact where the schedule has none of its own', async () => {
    await olga.ask('/api/v1/schedules/12345', { method: 'PUT', body: { start: null } });
    await place.put(group('12345', 'A group', { schedule_start: { ...start, time: '11:30' } }));
    await place.settle();
    expect((await open('12345'))[0]).to.equal('2026-03-11T11:30:00.000Z scheduled');
  });

  it('replace those that were on, of the groups in the workbook alone', async () => {
    await place.upload(olga, '/api/v1/schedules.xlsx', { 'B- group--|g-nairobi': rows([1]) });
    const { body } = await place.upload(olga, '/api/v1/schedules.xlsx', { 'renamed by hand|12345': rows([1, 5]) });
    expect(body.sheets[0].preview.superseded).to.have.length(5);
    await place.settle();
    expect(await open('12345')).to.deep.equal([
      '2026-03-11T11:30:00.000Z scheduled',
      '2026-03-15T11:30:00.000Z scheduled',
    ]);
    expect(await open('g-nairobi')).to.deep.equal(['2026-03-11T07:00:00.000Z scheduled']);
    const { sheets } = await place.download(olga, '/api/v1/schedules.xlsx');
    expect(sheets['A group|12345']!.slice(1).map(([day, text]) => [day, text])).to.deep.equal([
      ['1', 'Message of day 1'],
      ['5', 'Message of day 5'],
    ]);
  });

  const faulty = [
    heads,
    [1, 'good', ''],
    ['abc', 'no day', ''],
    [-1, 'before', ''],
    [1.5, 'half', ''],
    ['1.5', 'half', ''],
    [' 2 ', 'blanks', ''],
    [0, 'zero', ''],
    ['', 'no day at all', ''],
    [3, '', 'no words'],
  ];
  it('take nothing of a sheet with faults, and tell each by its row', async () => {
    const before = await place.main.get('schedule:12345');
    const { body } = await place.upload(olga, '/api/v1/schedules.xlsx', {
      'A group|12345': faulty,
      'no such|999': rows([1]),
      plain: rows([1]),
    });
    expect(body.is_success).to.equal(false);
    expect(body.message).to.equal('Nothing was scheduled');
    expect(body['bad rows']).to.deep.equal({ 'A group|12345': [3, 4, 5, 6, 9, 10] });
    expect(body['bad titles']).to.deep.equal(['no such|999', 'plain']);
    expect(body.sheets[0].faults[0]).to.deep.equal({
      row: 3,
      column: 'Days',
      message: '"abc" is no whole number from 0 on',
    });
    expect(await place.main.get('schedule:12345')).to.deep.equal(before);
  });

  it('take the good rows where one asks for them', async () => {
    const { body } = await place.upload(olga, '/api/v1/schedules.xlsx?partial=true', { 'A group|12345': faulty });
    expect(body.sheets[0].applied).to.equal(true);
    const { body: schedule } = await olga.ask('/api/v1/schedules/12345');
    expect(schedule.entries.map(({ day, text }: { day: number; text: object }) => [day, text])).to.deep.equal([
      [1, { '': 'good' }],
      [2, { '': 'blanks' }],
      [0, { '': 'zero' }],
    ]);
  });

  it('refuse a file that is no workbook, and a workbook without the heads', async () => {
    const answer = await fetch(`${place.url}/api/v1/schedules.xlsx`, {
      method: 'POST',
      body: 'Days,Message',
      headers: { cookie: olga.cookie, 'content-type': 'application/octet-stream' },
    });
    expect([answer.status, (await answer.json()).code]).to.deep.equal([400, 'request/invalid']);
    const { body } = await place.upload(olga, '/api/v1/schedules.xlsx', {
      'A group|12345': [
        ['Tage', 'Text'],
        [1, 'x'],
      ],
    });
    expect(body.sheets[0].faults.map(({ row }: { row: number }) => row)).to.deep.equal([1, 1]);
  });

  it('go to everybody in an arm, each in her language, and to one who joins later', async () => {
    const body = {
      entries: [
        { day: 0, text: { en: 'Welcome {{name}}', sw: 'Karibu' } },
        { day: 2, text: { '': 'Two' } },
      ],
    };
    const { body: shown } = await olga.ask('/api/v1/schedules/arm-a', { method: 'PUT', body });
    expect(shown.preview.recipients).to.equal(2);
    await place.settle();
    for (const id of ['pa', 'pbb'])
      expect(await said(id, 'arm-a')).to.deep.equal([
        '2026-03-10T16:00:00.000Z scheduled',
        '2026-03-12T16:00:00.000Z scheduled',
      ]);
    await place.put(member('pccc'));
    await place.settle();
    expect(await said('pccc', 'arm-a')).to.have.length(2);
    expect((await record('pccc', 'arm-a'))!.scheduled_tasks![0]!.message).to.deep.equal([
      { locale: 'en', content: 'Welcome {{name}}' },
      { locale: 'sw', content: 'Karibu' },
    ]);
  });

  it('end for one who leaves the arm', async () => {
    await place.put(
      member('pbb', { parent: { _id: 'north-clinic', parent: { _id: 'north', parent: { _id: 'district' } } } }),
    );
    await place.settle();
    expect((await said('pbb', 'arm-a')).every(one => one.endsWith('cleared not in the study any more'))).to.equal(true);
  });

  it('show in a calendar what will go, and what did not, and why', async () => {
    const { body } = await olga.ask('/api/v1/schedules/arm-a');
    expect(
      body.calendar.map(({ day, state, why, count }: Record<string, unknown>) => [day, state, why, count]),
    ).to.deep.equal([
      [0, 'scheduled', undefined, 2],
      [2, 'scheduled', undefined, 2],
    ]);
  });

  it('tell who comes second that somebody else changed it', async () => {
    const { body } = await olga.ask('/api/v1/schedules/arm-a');
    const change = (rev: string) => olga.ask('/api/v1/schedules/arm-a', { method: 'PUT', body: { rev, entries: [] } });
    expect((await change('1-other')).status).to.equal(409);
    expect((await change(body.rev)).status).to.equal(200);
  });

  const wrong: [string, object][] = [
    ['a day that is none', { start: { date: '2026-02-30', time: '10:00' } }],
    ['an hour that is none', { start: { time: '25:00' } }],
    ['a zone that is none', { start: { time: '10:00', tz: 'Mars/Base' } }],
    ['a day before the first', { entries: [{ day: -1, text: { '': 'x' } }] }],
    ['a message without words', { entries: [{ day: 1, text: { '': ' ' } }] }],
  ];
  for (const [title, body] of wrong)
    it(`refuse ${title}`, async () => {
      expect((await olga.ask('/api/v1/schedules/12345', { method: 'PUT', body })).status).to.equal(400);
    });

  it('are closed to who may not, by every door, and show nobody what is outside his places', async () => {
    const [aya, sol] = [await place.login('aya'), await place.login('sol')];
    for (const path of [
      '/api/v1/schedules',
      '/api/v1/schedules.xlsx',
      '/api/v1/schedules/12345',
      '/api/v1/participants.xlsx',
      '/api/v1/export/messages.csv',
      '/api/v1/export/messages.xlsx',
    ]) {
      expect([path, (await aya.ask(path)).status]).to.deep.equal([path, 403]);
      expect([path, (await place.stranger.ask(path)).status]).to.deep.equal([path, 401]);
    }
    for (const path of ['/api/v1/schedules.xlsx', '/api/v1/participants.xlsx'])
      expect((await place.upload(aya, path, { x: [['x']] })).status).to.equal(403);
    // She sees one level below the district, and Nia lives three below.
    expect((await sol.ask('/api/v1/schedules/nia')).status).to.equal(404);
    expect((await sol.ask('/api/v1/schedules/nia', { method: 'PUT', body: { entries: [] } })).status).to.equal(404);
    expect((await sol.ask('/api/v1/schedules/12345')).status).to.equal(200);
  });
});

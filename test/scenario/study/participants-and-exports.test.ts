import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { lineage, type Person } from '../replicate/village.ts';
import { arm, group, member, moment, type StudyVillage, studyVillage } from './study-village.ts';

const came = (_id: string, at: number, text: string, more: object = {}): Doc => ({
  ...{
    _id,
    type: 'data_record',
    reported_date: at,
    contact: lineage('pa', 'arm-a', 'district'),
    from: '+254711000001',
  },
  ...{ sms_message: { message: text } },
  ...more,
});
const columns = 'telegram_msg_id,sender_id,sender_name,study_participant_id,room_id,message,date,from_group,is_flagged';

describe('participants and exports of a study', function () {
  this.timeout(120_000);
  let place: StudyVillage;
  let olga: Person;
  before(async () => {
    place = await studyVillage([
      ...[arm('arm-a', 'Arm A'), arm('arm-b', 'Arm B'), group('g1', 'A group')],
      member('pa', { study_id: 'S-01', name: 'Amina', phone: '+254711000001' }),
      came('m1', moment - 1000, '=HYPERLINK("http://evil.example";"x")'),
      came('m2', moment - 500, 'Said, "in" the\ngroup', { chat_message: { group: 'g1', id: 'r-1' } }),
      came('m3', moment - 90 * 86_400_000, 'Long ago'),
      {
        ...{ _id: 't1', type: 'data_record', kujua_message: true, sent_by: 'rehema', reported_date: moment },
        tasks: [
          {
            state: 'sent',
            timestamp: new Date(moment).toISOString(),
            messages: [{ uuid: 'u1', to: '+254711000001', message: 'Hello', contact: { _id: 'pa' } }],
          },
        ],
      },
    ]);
    olga = await place.login('olga');
  });
  after(() => place?.close());

  const text = async (query = '', who = olga) =>
    (await (await fetch(`${place.url}/api/v1/export/messages.csv${query}`, { headers: { cookie: who.cookie } })).text())
      .split('\r\n')
      .filter(Boolean);

  it('gives a sample, with the heads as they are read', async () => {
    const { sheets } = await place.download(olga, '/api/v1/participants.xlsx?sample=true');
    expect(sheets).to.deep.equal({ 'Study Participants': [['Study ID', 'Phone Number', 'Name', 'Arm', 'State']] });
  });

  const upload = [
    ['Study ID', 'Phone Number', 'Arm', 'Other'],
    ['S-01', '+254 711 000 001', '', 'ignored'],
    ['S-02', '', 'Arm A', ''],
    ['S-02', '', 'Arm A', ''],
    ['S-03', '12', 'Arm A', ''],
    ['S-04', '+254711000009', 'arm-b', ''],
    ['S-05', '', 'Arm X', ''],
    ['S-06', '+254711000001', 'Arm A', ''],
    ['', '+254711000001', 'Arm A', ''],
  ];
  const states = ['linked', 'pending', 'duplicate', 'invalid', 'pending', 'invalid', 'duplicate', 'invalid'];

  it('says of each row what would become of it, and changes nothing', async () => {
    const { body } = await place.upload(olga, '/api/v1/participants.xlsx?dry_run=true', { People: upload });
    expect(body.rows.map(({ row, state }: { row: number; state: string }) => [row, state])).to.deep.equal(
      states.map((state, at) => [at + 2, state]),
    );
    expect(body.rows.some(({ invite }: { invite?: string }) => invite)).to.equal(false);
    expect((await place.download(olga, '/api/v1/participants.xlsx')).sheets['Study Participants']).to.have.length(2);
  });

  it('takes them with an invite each, keeps no number, and does no harm when repeated', async () => {
    const { body } = await place.upload(olga, '/api/v1/participants.xlsx', { People: upload });
    expect(body.rows.map(({ state }: { state: string }) => state)).to.deep.equal(states);
    const [, pending] = body.rows;
    expect(pending.invite).to.match(/^[A-Za-z0-9_-]{22}$/);
    const doc = (await place.main.get(pending.contact))!;
    expect(doc).to.deep.include({ study_id: 'S-02', type: 'person', parent: lineage('arm-a', 'district') });
    expect((await place.main.get(body.rows[4].contact))!.phone).to.equal(undefined);
    const again = await place.upload(olga, '/api/v1/participants.xlsx', { People: upload });
    expect(again.body.rows[1].contact).to.equal(pending.contact);
    expect((await place.main.get(pending.contact))!._rev).to.equal(doc._rev);
    const { sheets } = await place.download(olga, '/api/v1/participants.xlsx');
    expect(sheets['Study Participants']!.map(row => [row[0], row[3], row[4]])).to.deep.equal([
      ['Study ID', 'Arm', 'State'],
      ['S-01', 'Arm A', 'linked'],
      ['S-02', 'Arm A', 'pending'],
      ['S-04', 'Arm B', 'pending'],
    ]);
  });

  it('moves a participant to the arm that a later workbook names, and keeps numbers where one asks', async () => {
    const { body } = await place.upload(olga, '/api/v1/participants.xlsx?keep_phones=true', {
      P: [
        ['Study ID', 'Phone Number', 'Arm'],
        ['S-02', '+254711000044', 'Arm B'],
      ],
    });
    expect(body.rows[0].state).to.equal('linked');
    expect(await place.main.get(body.rows[0].contact)).to.deep.include({
      phone: '+254711000044',
      parent: lineage('arm-b', 'district'),
    });
  });

  it('exports messages with the columns in their order, no cell a formula', async () => {
    const lines = await text();
    expect(lines[0]).to.equal(columns);
    const all = lines.slice(1).join('\n');
    expect(all).to.contain(`m1/in,pa,S-01: Amina,S-01,pa,"'=HYPERLINK(""http://evil.example"";""x"")",`);
    expect(all).to.contain('r-1,pa,S-01: Amina,S-01,g1,"Said, ""in"" the\ngroup",2026-03-10T11:59:59.500Z,true,false');
    expect(all).to.contain('t1/u1,user:rehema,rehema,S-01,pa,Hello,2026-03-10T12:00:00.000Z,false,false');
  });

  it('marks what anybody flagged', async () => {
    const ada = await place.login('ada');
    await ada.ask(`/api/v1/messages/${encodeURIComponent('t1/u1')}/flag`, { method: 'PUT' });
    expect((await text()).find(line => line.startsWith('t1/u1'))).to.match(/,true$/);
  });

  const filters: [string, string[]][] = [
    ['?conversation=g1', ['r-1']],
    ['?study_id=S-01', ['m3/in', 'm1/in', 't1/u1']],
    ['?from=2026-03-01', ['r-1', 'm1/in', 't1/u1']],
    ['?to=2026-03-01', ['m3/in']],
    ['?conversation=nobody', []],
  ];
  for (const [query, ids] of filters)
    it(`exports ${ids.length} messages for ${query}`, async () => {
      expect(
        (await text(query))
          .slice(1)
          .map(line => line.split(',')[0]!)
          .filter(first => /^(r-1|m\d|t1)/.test(first)),
      ).to.deep.equal(ids);
    });

  it('exports without names and ids: the same person the same within one export, another in the next', async () => {
    const [first, second] = [await text('?grade=pseudonymised'), await text('?grade=pseudonymised')];
    for (const line of [...first, ...second]) expect(line).to.not.match(/Amina|S-01|rehema|\bpa\b|m1\/in|g1\b/);
    const senders = (lines: string[]) =>
      lines.filter(line => /Long ago|HYPERLINK/.test(line)).map(line => line.split(',')[1]);
    expect(new Set(senders(first)).size).to.equal(1);
    expect(senders(first)[0]).to.not.equal(senders(second)[0]);
    expect((await olga.ask('/api/v1/export/messages.csv?grade=other')).status).to.equal(400);
    expect((await olga.ask('/api/v1/export/messages.csv?from=soon')).status).to.equal(400);
  });

  it('exports the same as a workbook, whose cells are texts', async () => {
    const { sheets } = await place.download(olga, '/api/v1/export/messages.xlsx');
    expect(sheets.messages![0]!.join(',')).to.equal(columns);
    expect(sheets.messages!.map(row => row[5])).to.include('=HYPERLINK("http://evil.example";"x")');
    expect(sheets.messages).to.have.length(5);
  });

  it('makes invites that work once, and only the newest of a person', async () => {
    const { openInvites } = await import('@rounds/ddocs/chats/invites.ts');
    const { couchStore } = await import('@rounds/ddocs/store/couch-store.ts');
    const invites = openInvites(couchStore(place.couchUrl, place.databases.vault));
    const make = async () => (await olga.ask('/api/v1/participants/pa/invite', { method: 'POST' })).body.invite;
    const [old, newest] = [await make(), await make()];
    expect(await invites.use(old)).to.equal(null);
    const used = await Promise.all([invites.use(newest), invites.use(newest)]);
    expect(used.filter(contact => contact !== null)).to.deep.equal(['pa']);
    expect(await invites.use('../x')).to.equal(null);
  });
});

import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { lineage, type Person, people, type Village, village } from '../replicate/village.ts';

const chat = 'chat:0712345678901234567890';
const minute = 60_000;
const start = Date.UTC(2026, 2, 1, 8);
const now = () => start + 3_600_000;

const inNorth = lineage('north-clinic', 'north', 'district');
const group: Doc = {
  _id: 'g1',
  type: 'contact',
  contact_type: 'study_group',
  name: 'A group',
  parent: lineage('district'),
};
const nia: Doc = { ...people.find(({ _id }) => _id === 'nia')!, phone: '+254711000001', study_id: 'S-07', name: 'Nia' };
const came = (_id: string, at: number, text: string, more: object = {}): Doc => ({
  ...{ _id, type: 'data_record', reported_date: at, contact: { _id: 'nia', parent: inNorth }, from: '+254711000001' },
  ...{ sms_message: { message: text } },
  ...more,
});
const typed = (_id: string, at: number, text: string, to: string, contact?: string): Doc => ({
  ...{ _id, type: 'data_record', kujua_message: true, sent_by: 'rehema', reported_date: at },
  tasks: [
    {
      ...{ state: 'sent', timestamp: new Date(at).toISOString() },
      state_history: [{ state: 'pending', timestamp: new Date(at).toISOString() }],
      messages: [{ uuid: `u-${_id}`, to, message: text, ...(contact ? { contact: { _id: contact } } : {}) }],
    },
  ],
});
const many = Array.from({ length: 120 }, (_, at) =>
  came(`m-${String(at).padStart(3, '0')}`, start + at * 1000, `Note ${at}`),
);

describe('conversations on the server', function () {
  this.timeout(120_000);
  let place: Village;
  let olga: Person;
  before(async () => {
    place = await village({
      now,
      docs: [
        ...[group, nia, ...many],
        typed('t1', start + 10 * minute, 'Please come on Monday', '+254711000001', 'nia'),
        came('by-number', start - minute, 'Before anybody knew me', { contact: undefined }),
        came('in-group', start + 11 * minute, 'Où est la réunion?', { from: chat, chat_message: { group: 'g1' } }),
        came('lost', start, 'Who is this', { contact: undefined, from: '+254799' }),
      ],
      settings: {
        contact_types: [
          { id: 'district_hospital' },
          { id: 'health_center', parents: ['district_hospital'] },
          { id: 'clinic', parents: ['health_center'] },
          { id: 'person', person: true, parents: ['district_hospital', 'health_center', 'clinic'] },
          { id: 'study_group', chat: 'group', parents: ['district_hospital'] },
        ],
        permissions: {
          can_view_messages: ['program_officer', 'chw'],
          ...{ can_view_reports: ['program_officer'], can_view_contacts: ['program_officer'] },
        },
      },
    });
    olga = await place.login('olga');
  });
  after(() => place?.close());

  const list = async (who: Person, query = '') => (await who.ask(`/api/v1/conversations?${query}`)).body;
  const messages = async (who: Person, id: string, query = '') =>
    (await who.ask(`/api/v1/conversations/${encodeURIComponent(id)}/messages?${query}`)).body;

  it('lists groups by name, then people, then numbers of nobody; each once, with what was said last', async () => {
    const { conversations } = await list(olga);
    expect(conversations.map(({ id, kind, name }: Doc) => [id, kind, name])).to.deep.equal([
      ['g1', 'group', 'A group'],
      ['nia', 'person', 'S-07: Nia'],
      ['tel:+254799', 'stranger', '+254799'],
    ]);
    expect(conversations[1].last.text).to.equal('Please come on Monday');
  });

  it('lists what was said last first, by pages that end', async () => {
    const first = await list(olga, 'order=newest&limit=2');
    expect(first.conversations.map(({ id }: Doc) => id)).to.deep.equal(['g1', 'nia']);
    const second = await list(olga, `order=newest&limit=2&after=${first.after}`);
    expect(second.conversations.map(({ id }: Doc) => id)).to.deep.equal(['tel:+254799']);
    expect(second.after).to.equal(undefined);
  });

  const filters: [string, string[]][] = [
    ['kind=group', ['g1']],
    ['kind=individual', ['nia', 'tel:+254799']],
    ['text=s-07', ['nia']],
    ['text=grou', ['g1']],
    ['filter=flagged', []],
    ['filter=unread', []],
    ['filter=mine', []],
    ['filter=resolved', []],
  ];
  for (const [query, ids] of filters)
    it(`finds ${ids.join(', ') || 'none'} by ${query}`, async () => {
      expect((await list(olga, query)).conversations.map(({ id }: Doc) => id)).to.deep.equal(ids);
    });

  it('counts what is new for each user by himself, from when he first looked', async () => {
    const ada = await place.login('ada');
    await list(ada);
    await place.put(came('later', now() + minute, 'One more thing'));
    for (const who of [olga, ada])
      expect((await list(who)).conversations.find(({ id }: Doc) => id === 'nia').unread).to.equal(1);
    await olga.ask('/api/v1/conversations/nia/read', { body: { at: now() + minute } });
    expect((await list(olga)).unread).to.equal(0);
    expect((await list(ada, 'filter=unread')).conversations.map(({ id }: Doc) => id)).to.deep.equal(['nia']);
  });

  it('shows a conversation by pages in both ways, each message once, with those from before the number was known', async () => {
    let part = await messages(olga, 'nia', 'limit=50');
    let keys: string[] = part.messages.map(({ key }: Doc) => key);
    while (part.earlier) {
      part = await messages(olga, 'nia', `limit=50&before=${encodeURIComponent(part.earlier)}`);
      keys = [...part.messages.map(({ key }: Doc) => key), ...keys];
    }
    expect(keys).to.have.length(123);
    expect(new Set(keys).size).to.equal(123);
    expect(keys[0]).to.equal('by-number/in');
    const forth = await messages(olga, 'nia', `limit=200&after=${encodeURIComponent(`0~`)}`);
    expect(forth.messages.map(({ key }: Doc) => key)).to.deep.equal(keys);
    expect(forth.later).to.equal(undefined);
  });

  it('opens around a message that a link names, and goes on from there in both ways', async () => {
    const around = await messages(olga, 'nia', `limit=20&at=${encodeURIComponent('m-060/in')}`);
    const keys = around.messages.map(({ key }: Doc) => key);
    expect(keys).to.include('m-060/in');
    expect(keys).to.have.length(30);
    const earlier = await messages(olga, 'nia', `limit=5&before=${encodeURIComponent(around.earlier)}`);
    expect(earlier.messages.map(({ key }: Doc) => key).at(-1)).to.equal('m-049/in');
    const later = await messages(olga, 'nia', `limit=5&after=${encodeURIComponent(around.later)}`);
    expect(later.messages[0].key).to.equal('m-080/in');
  });

  it('says who on the staff wrote, and who in a group, with a way to his own conversation', async () => {
    const typedOne = (await messages(olga, 'nia')).messages.find(({ doc }: { doc: string }) => doc === 't1');
    expect(typedOne.by).to.deep.equal({ name: 'rehema' });
    const [said] = (await messages(olga, 'g1')).messages;
    expect([said.by.name, said.linked]).to.deep.equal(['S-07: Nia', true]);
  });

  it('finds messages by words without accents, in all conversations', async () => {
    const search = async (text: string) =>
      (await olga.ask(`/api/v1/messages/search?text=${encodeURIComponent(text)}`)).body.messages;
    expect((await search('reunion')).map(({ key, conversation }: Doc) => [key, conversation])).to.deep.equal([
      ['in-group/in', 'g1'],
    ]);
    expect((await search('monday come')).map(({ key }: Doc) => key)).to.deep.equal(['t1/u-t1']);
    expect((await search('MOND')).map(({ key }: Doc) => key)).to.deep.equal(['t1/u-t1']);
    expect(await search('nowhere')).to.deep.equal([]);
  });

  it('keeps flags for each user by himself; a second one says so', async () => {
    const path = `/api/v1/messages/${encodeURIComponent('m-007/in')}/flag`;
    expect((await olga.ask(path, { method: 'PUT' })).body).to.deep.equal({ ok: true, already: false });
    expect((await olga.ask(path, { method: 'PUT' })).body.already).to.equal(true);
    const flagged = async (who: Person) => (await who.ask('/api/v1/messages/flagged')).body.messages;
    expect((await flagged(olga)).map(({ key, conversation_name }: Doc) => [key, conversation_name])).to.deep.equal([
      ['m-007/in', 'S-07: Nia'],
    ]);
    expect(await flagged(await place.login('ada'))).to.deep.equal([]);
    expect((await list(olga, 'filter=flagged')).conversations.map(({ id }: Doc) => id)).to.deep.equal(['nia']);
    await olga.ask(path, { method: 'DELETE' });
    expect(await flagged(olga)).to.deep.equal([]);
    expect(
      (await olga.ask(`/api/v1/messages/${encodeURIComponent('m-007/u9')}/flag`, { method: 'PUT' })).status,
    ).to.equal(404);
  });

  it('lets the first who takes a conversation have it, and tells the second', async () => {
    const ada = await place.login('ada');
    const work = (who: Person, body: object) => who.ask('/api/v1/conversations/g1/work', { method: 'PUT', body });
    const both = await Promise.all([work(olga, { owner: true }), work(ada, { owner: true })]);
    expect(both.map(({ status }) => status).sort()).to.deep.equal([200, 409]);
    const { body } = await work(ada, { owner: true, anyway: true });
    expect(body.work.owner).to.equal(ada.name);
    expect((await work(ada, { state: 'snoozed' })).status).to.equal(400);
    const { body: done } = await work(ada, { state: 'resolved', note: 'Called her' });
    expect([done.state, done.work.notes.at(-1).text]).to.deep.equal(['resolved', 'Called her']);
    expect((await list(olga, 'filter=resolved')).conversations.map(({ id }: Doc) => id)).to.deep.equal(['g1']);
    await place.put(came('again', now() + 2 * minute, 'One question', { chat_message: { group: 'g1' } }));
    expect((await list(olga, 'filter=resolved')).conversations).to.deep.equal([]);
  });

  it('follows a person who gets another name, and a message that goes', async () => {
    await place.put({ ...nia, name: 'Nia Mwende' });
    const stored = (await place.main.get('again'))!;
    await place.main.write([{ _id: 'again', _rev: stored._rev!, _deleted: true }]);
    const { conversations } = await list(olga);
    expect(conversations[1].name).to.equal('S-07: Nia Mwende');
    expect(conversations[0].last.doc).to.equal('in-group');
  });

  const doors = [
    '/api/v1/conversations',
    '/api/v1/conversations/nia/messages',
    '/api/v1/messages/search?text=monday',
    '/api/v1/messages/flagged',
    '/api/v1/canned-replies',
  ];
  for (const door of doors)
    it(`${door} is closed to users of a device, to gateways and to strangers`, async () => {
      for (const name of ['aya', 'gil']) {
        const { status, body } = await (await place.login(name)).ask(door);
        expect([name, status]).to.deep.equal([name, 403]);
        expect(JSON.stringify(body)).to.not.match(/monday/i);
      }
      expect((await place.stranger.ask(door)).status).to.equal(401);
    });
});

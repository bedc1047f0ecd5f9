import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { phoneTalks, serverTalks, type Talks } from '../../../webapp/data/console/talks.ts';
import { conversations } from '../../../webapp/data/messages/conversations.ts';
import { people as openPeople } from '../../../webapp/data/people/people.ts';
import { lineage, people, type Village, village } from '../../scenario/replicate/village.ts';

const start = Date.UTC(2026, 2, 1, 8);
const groupChat = 'chat:0712345678901234567890';
const due = '2099-01-01T08:00:00.000Z';
const contactTypes = [
  { id: 'district_hospital' },
  { id: 'health_center', parents: ['district_hospital'] },
  { id: 'clinic', parents: ['health_center'] },
  { id: 'person', person: true, parents: ['district_hospital', 'health_center', 'clinic'] },
  { id: 'study_group', chat: 'group' as const, parents: ['district_hospital'] },
];
const came = (_id: string, at: number, text: string, more: object = {}): Doc => ({
  ...{ _id, type: 'data_record', reported_date: start + at, contact: { _id: 'nia' }, from: '+254711000001' },
  ...{ sms_message: { message: text } },
  ...more,
});
const docs: Doc[] = [
  ...people.map(doc => (doc._id === 'nia' ? { ...doc, phone: '+254711000001' } : doc)),
  {
    _id: 'g1',
    type: 'contact',
    contact_type: 'study_group',
    name: 'A group',
    parent: lineage('district'),
    addresses: [{ address: groupChat }],
  },
  ...Array.from({ length: 45 }, (_, at) => came(`m-${String(at).padStart(2, '0')}`, at * 1000, `Note ${at}`)),
  // Two at one moment, which a page may part.
  ...['x', 'y', 'z'].map(id => came(`same-${id}`, 20_500, `At once ${id}`)),
  came('in-group', 50_000, 'To all', { chat_message: { group: 'g1' } }),
  {
    ...{ _id: 'later', type: 'data_record', kujua_message: true, sent_by: 'rehema', reported_date: start + 60_000 },
    tasks: [],
    scheduled_tasks: [
      {
        ...{ state: 'scheduled', type: 'typed', due, recipient: groupChat },
        messages: [
          { uuid: 'u2', to: groupChat, message: '', contact: { _id: 'g1' }, chat: { attachments: ['map.png'] } },
        ],
      },
    ],
    _attachments: { 'map.png': { content_type: 'image/png', data: 'aGk=' } },
  },
  came('lost', 10_000, 'Who is this', { contact: undefined, from: '+254799' }),
  {
    ...{ _id: 't1', type: 'data_record', kujua_message: true, sent_by: 'rehema', reported_date: start + 46_000 },
    tasks: [
      {
        ...{ state: 'sent', timestamp: new Date(start + 46_000).toISOString() },
        messages: [{ uuid: 'u1', to: '+254711000001', message: 'Please come', contact: { _id: 'nia' } }],
      },
    ],
  },
];

/** What the console may ask of conversations, wherever they are. */
const suite = (name: string, open: () => Talks): void => {
  describe(`conversations of the console, ${name}`, () => {
    let talks: Talks;
    before(() => {
      talks = open();
    });
    const ids = async (asked: Partial<Parameters<Talks['list']>[0]>) =>
      (await talks.list({ order: 'name', ...asked })).conversations.map(({ id, kind }) => `${kind} ${id}`);

    it('list groups by name, then people, then numbers of nobody', async () => {
      expect(await ids({})).to.deep.equal(['group g1', 'person nia', 'stranger tel:+254799']);
    });

    it('list what was said last first, by pages', async () => {
      const first = await talks.list({ order: 'newest', limit: 2 });
      expect(first.conversations.map(({ id }) => id)).to.deep.equal(['g1', 'nia']);
      expect(first.conversations[1]!.last).to.deep.include({ text: 'Please come', incoming: false, state: 'sent' });
      const rest = await talks.list({ order: 'newest', limit: 2, after: first.after! });
      expect(rest.conversations.map(({ id }) => id)).to.deep.equal(['tel:+254799']);
      expect(rest.after).to.equal(undefined);
    });

    it('list groups alone, people alone, and those of a name', async () => {
      expect(await ids({ kind: 'group' })).to.deep.equal(['group g1']);
      expect(await ids({ kind: 'individual' })).to.deep.equal(['person nia', 'stranger tel:+254799']);
      expect(await ids({ text: 'GROUP' })).to.deep.equal(['group g1']);
      expect(await ids({ text: 'nobody of this name' })).to.deep.equal([]);
    });

    const keysOf = ({ messages }: { messages: readonly { key: string }[] }) => messages.map(({ key }) => key);

    it('show each message once, by pages backwards and forwards, also those of one moment', async () => {
      const back: string[] = [];
      for (let before: string | undefined; ; ) {
        const part = await talks.messages('nia', { limit: 7, ...(before ? { before } : {}) });
        back.unshift(...keysOf(part));
        before = part.earlier;
        if (!before) break;
      }
      expect(back).to.have.length(49);
      expect(new Set(back).size).to.equal(49);
      expect(back.at(-1)).to.equal('t1/u1');
      expect(back.filter(key => key.startsWith('same'))).to.deep.equal(['same-x/in', 'same-y/in', 'same-z/in']);
      const forth: string[] = [];
      for (let after: string | undefined = '0~'; after; ) {
        const part: Awaited<ReturnType<Talks['messages']>> = await talks.messages('nia', { limit: 7, after });
        forth.push(...keysOf(part));
        after = part.later;
      }
      expect(forth).to.deep.equal(back);
    });

    it('open around a message, and go on from there', async () => {
      const around = await talks.messages('nia', { limit: 10, at: 'm-30/in' });
      expect(keysOf(around)).to.include('m-30/in');
      const earlier = await talks.messages('nia', { limit: 3, before: around.earlier! });
      const later = await talks.messages('nia', { limit: 3, after: around.later! });
      const all = [...keysOf(earlier), ...keysOf(around), ...keysOf(later)];
      expect(all.map(key => Number(key.slice(2, 4)))).to.deep.equal(
        all.map((_, index) => Number(all[0]!.slice(2, 4)) + index),
      );
    });

    it('say who wrote, and what became of what was sent', async () => {
      const [last] = (await talks.messages('nia', { limit: 1 })).messages;
      expect(last).to.deep.include({ key: 't1/u1', incoming: false, state: 'sent', text: 'Please come' });
      expect(last!.by).to.deep.equal({ name: 'rehema' });
      const [said] = (await talks.messages('g1', {})).messages;
      expect([said!.text, said!.by?.id]).to.deep.equal(['To all', 'nia']);
    });

    it('say how somebody is written to: herself, a place by its own way, a stranger by his number', async () => {
      const reach = async (id: string) => (await talks.messages(id, { limit: 1 })).reach!;
      expect((await reach('nia')).ways).to.deep.equal([{ by: 'sms', to: '+254711000001' }]);
      expect((await reach('nia')).contact!._id).to.equal('nia');
      expect((await reach('g1')).ways).to.deep.equal([{ by: 'chat', to: groupChat }]);
      expect((await reach('tel:+254799')).ways).to.deep.equal([{ by: 'sms', to: '+254799' }]);
      expect(await reach('tel:+254799')).to.not.have.property('contact');
    });

    it('show what a colleague sends later where it was written, with its time and its files', async () => {
      const { messages } = await talks.messages('g1', {});
      expect(messages.map(({ key }) => key)).to.deep.equal(['in-group/in', 'later/u2']);
      expect(messages[1]).to.deep.include({ at: start + 60_000, due, byChat: true, state: 'scheduled' });
      expect(messages[1]!.attached?.map(({ name, mime }) => [name, mime])).to.deep.equal([['map.png', 'image/png']]);
    });

    it('are empty for somebody with whom nothing was said', async () => {
      expect((await talks.messages('noah', {})).messages).to.deep.equal([]);
    });
  });
};

describe('the port of conversations', function () {
  this.timeout(120_000);
  let place: Village;
  let cookie: string;
  before(async () => {
    const permissions = Object.fromEntries(
      ['can_view_messages', 'can_view_reports', 'can_view_contacts'].map(name => [name, ['program_officer']]),
    );
    place = await village({ docs, settings: { contact_types: contactTypes, permissions } });
    ({ cookie } = await place.login('olga'));
  });
  after(() => place?.close());

  suite('from the server', () =>
    serverTalks(
      async <T>(path: string) => (await (await fetch(place.url + path, { headers: { cookie } })).json()) as T,
    ));

  suite('from the memory of a phone', () => {
    const ends = new AbortController().signal;
    const everybody = openPeople(() => contactTypes);
    everybody.apply(docs);
    const all = conversations(everybody, { isRead: () => true, onChange: () => undefined }, ends);
    all.apply(docs);
    return phoneTalks({
      messages: all,
      store: place.main,
      groupTypes: () => new Set(['study_group']),
      zone: () => undefined,
    });
  });
});

import { openRawUpdates } from '@rounds/api/chats/raw-updates.ts';
import { openChatBook } from '@rounds/ddocs/chats/book.ts';
import { openInvites } from '@rounds/ddocs/chats/invites.ts';
import { userMetaDatabase } from '@rounds/ddocs/documents/databases.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { purgeDatabase, purgedId } from '@rounds/ddocs/documents/purged.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import { openVault, vaultKey } from '@rounds/ddocs/vault/vault.ts';
import type { Update } from 'grammy/types';
import type { World } from '../../world.ts';

export const lineage = (...ids: string[]) =>
  ids.reduceRight<{ _id: string; parent?: object } | undefined>(
    (parent, _id) => (parent ? { _id, parent } : { _id }),
    undefined,
  )!;

/** What must be nowhere afterwards. */
export const secrets = {
  name: 'Wanjiru Unforgotten',
  phone: '+254711987654',
  telegram: 778_899_001_122,
  said: 'my-secret-sentence',
  id: 'b7a1c0de-0000-4000-8000-00000000beef',
  note: 'a-note-of-the-staff-about-her',
};

const at = Date.parse('2026-03-01T08:00:00Z');
const her = () => lineage(secrets.id, 'e-clinic', 'e-north', 'e-district');
export const nurse = lineage('e-nurse', 'e-north', 'e-district');

/** An update of Telegram in which she speaks. */
const update = (id: number, text: string, chat: object): Update =>
  ({
    update_id: id,
    message: {
      ...{ message_id: id, date: at / 1000, text, chat },
      from: { id: secrets.telegram, is_bot: false, first_name: secrets.name },
    },
  }) as Update;

/** Fills a world with somebody and all that the works keep of her, and with others. @returns what is hers, by id */
export const fillWith = async (
  place: World,
  users: readonly string[],
): Promise<{ address: string; hers: string[] }> => {
  const { databases, couchUrl } = place;
  const server = couchServer(couchUrl);
  const vaultStore = couchStore(couchUrl, databases.vault);
  const vault = openVault(vaultStore, () => vaultKey(server), Date.now);
  const book = await openChatBook(vault);
  const address = book.addressOf('bot', secrets.telegram);
  await book.keep(address, { bot: 'bot', chat: secrets.telegram, name: secrets.name });
  await openInvites(vaultStore).make(secrets.id);
  const storeOf = (name: string) => couchStore(couchUrl, name);
  const raw = openRawUpdates({ server, storeOf, main: databases.main, vault, now: () => at });
  const chats = [
    { id: secrets.telegram, type: 'private' },
    { id: -100_123, type: 'supergroup', title: 'A group' },
  ];
  const updates = chats.map((chat, index) => update(index + 1, secrets.said, chat));
  await raw.keep('bot', updates);
  await raw.workedOff('bot', updates.slice(0, 1));

  const sentTo = (uuid: string, message: string, more: object = {}) => ({
    ...{ state: 'sent', timestamp: new Date(at).toISOString() },
    messages: [{ uuid, to: secrets.phone, message, contact: { _id: secrets.id }, ...more }],
  });
  const others: Doc[] = [
    { _id: 'e-district', type: 'district_hospital', name: 'District', reported_date: at },
    { _id: 'e-north', type: 'health_center', name: 'North', reported_date: at, parent: lineage('e-district') },
    {
      ...{
        _id: 'e-clinic',
        type: 'clinic',
        name: 'Clinic',
        reported_date: at,
        parent: lineage('e-north', 'e-district'),
      },
      contact: { _id: secrets.id, parent: lineage('e-clinic', 'e-north', 'e-district') },
    },
    { _id: 'e-nurse', type: 'person', name: 'Nurse', reported_date: at, parent: lineage('e-north', 'e-district') },
    {
      _id: 'e-other',
      type: 'person',
      name: 'Other',
      reported_date: at,
      parent: lineage('e-clinic', 'e-north', 'e-district'),
    },
    {
      ...{ _id: 'e-by-her', type: 'data_record', form: 'visit', reported_date: at, from: secrets.phone },
      ...{ contact: her(), fields: { patient_id: 'e-other', note: 'well' } },
    },
    {
      ...{ _id: 'e-to-both', type: 'data_record', kujua_message: true, sent_by: 'x', reported_date: at },
      tasks: [
        sentTo('u-1', 'Meeting at ten'),
        {
          state: 'sent',
          messages: [{ uuid: 'u-2', to: '+254711000111', message: 'Meeting at ten', contact: { _id: 'e-other' } }],
        },
      ],
    },
  ];
  const hers: Doc[] = [
    {
      ...{
        _id: secrets.id,
        type: 'person',
        name: secrets.name,
        phone: secrets.phone,
        study_id: 'S-77',
        reported_date: at,
      },
      ...{ parent: lineage('e-clinic', 'e-north', 'e-district'), addresses: [{ address }], patient_id: '77665' },
    },
    {
      ...{ _id: 'h-about', type: 'data_record', form: 'visit', reported_date: at, contact: nurse },
      fields: { patient_id: '77665', note: `${secrets.name} is ill` },
      ...{ scheduled_tasks: [sentTo('u-3', `Hello ${secrets.name}`)] },
    },
    {
      ...{ _id: 'h-said', type: 'data_record', reported_date: at, from: address, contact: her() },
      ...{ sms_message: { message: secrets.said }, chat_message: { id: 'ref-1', files: [{ id: 'file:h-photo' }] } },
    },
    {
      ...{ _id: 'h-in-group', type: 'data_record', reported_date: at, from: address, contact: her() },
      ...{ sms_message: { message: secrets.said }, chat_message: { id: 'ref-2', group: 'e-group' } },
    },
    {
      ...{ _id: 'h-to-her', type: 'data_record', kujua_message: true, sent_by: 'x', reported_date: at },
      tasks: [sentTo('u-4', `Dear ${secrets.name}`)],
    },
    {
      ...{ _id: 'file:h-photo', type: 'file', name: 'photo.jpg' },
      _attachments: { file: { content_type: 'text/plain', data: btoa(`a picture of ${secrets.name}`) } },
    },
    {
      _id: `work:${secrets.id}`,
      type: 'work',
      conversation: secrets.id,
      state: 'open',
      since: new Date(at).toISOString(),
      notes: [{ by: 'x', at: '', text: secrets.note }],
    },
    { _id: 'flag:h-said/in:x', type: 'flag', message: 'h-said/in', user: 'x', at: new Date(at).toISOString() },
    { _id: `consent:${secrets.id}:1`, type: 'consent', contact: secrets.id, what: 'given', at, by: 'command', address },
    {
      _id: 'run:hers',
      type: 'run',
      what: { is: 'desk' },
      address,
      contact: secrets.id,
      language: 'en',
      state: 'done',
      events: [{ id: 'e', at, kind: 'text', text: secrets.said }],
      turn: 1,
      choices: [],
      started: at,
      changed: at,
    },
    { _id: 'member:e-group:hers', type: 'member', group: 'e-group', address, contact: secrets.id, isIn: true },
    {
      _id: 'review:not_known:u-4',
      type: 'review',
      kind: 'not_known',
      state: 'open',
      subject: { doc: 'h-to-her', uuid: 'u-4' },
      proposed: { text: secrets.said },
      answers: ['again'],
      created: new Date(at).toISOString(),
    },
  ];
  const main = place.store();
  const results = await main.write([...others, ...hers]);
  const refused = results.find(({ ok }) => !ok);
  if (refused) throw new Error(JSON.stringify(refused));
  // A leaf that lost, with what she said before.
  await main.write(
    [
      {
        _id: 'h-about',
        _rev: '1-0000000000000000000000000000000a',
        type: 'data_record',
        form: 'visit',
        contact: nurse,
        fields: { patient_id: '77665', note: secrets.said },
      },
    ],
    { newEdits: false },
  );
  for (const user of users) {
    const name = userMetaDatabase(databases.main, user);
    await server.createDatabase(name);
    await storeOf(name).write([
      { _id: `read:conversation:${secrets.id}`, at },
      { _id: 'read:report:h-about', at },
      { _id: 'read:report:e-by-her', at },
    ]);
  }
  const purged = purgeDatabase(databases.main, ['chw']);
  await server.createDatabase(purged);
  await storeOf(purged).write([{ _id: purgedId('h-about'), type: 'purged', timestamp: at }]);
  return { address, hers: hers.map(({ _id }) => _id) };
};

/** All texts in which she could be found. */
export const needlesOf = (address: string): string[] => [
  ...[secrets.name, secrets.phone, secrets.said, secrets.note, String(secrets.telegram), address],
  btoa(`a picture of ${secrets.name}`).slice(0, 24),
  'Unforgotten',
];

import { readFileSync } from 'node:fs';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { lineage, people, report } from './village.ts';

/** The table of the README, by kind and writer. */
export const table = new Map(
  readFileSync(new URL('../../../ddocs/validate/README.md', import.meta.url), 'utf8')
    .split('\n')
    .filter(line => line.startsWith('| ') && !line.startsWith('| kind '))
    .map(line => line.split('|').map(cell => cell.trim()))
    .map(([, kind, ...cells]) => [kind!, cells.slice(0, 6)] as const),
);

/** A writer of the table: who logs in, where he is at home, and who lives elsewhere. */
export interface Writer {
  title: string;
  login: string;
  contact: string[];
  /** What he may make at home, and where. */
  type: string;
  home: string[];
  away: string[];
  /** Somebody of his own, and somebody elsewhere. */
  mine: string;
  other: string;
}

const inNorth = ['north-clinic', 'north', 'district'];
const inSouth = ['south-clinic', 'south', 'district'];
const online = {
  contact: ['aya-person', 'north', 'district'],
  type: 'person',
  home: inNorth,
  away: inSouth,
  mine: 'nia',
  other: 'sam',
};
export const writers: Writer[] = [
  { title: 'health worker', login: 'aya', ...online },
  {
    ...{ title: 'supervisor', login: 'sol', contact: ['sol-person', 'district'], type: 'health_center' },
    ...{ home: ['district'], away: inNorth, mine: 'north', other: 'nia' },
  },
  { title: 'online user', login: 'olga', ...online },
  { title: 'gateway', login: 'gil', ...online },
  { title: 'administrator', login: 'ada', ...online },
  { title: 'server', login: '', ...online },
];

/** An example of a kind: another one for each id that it is given, unless there is only one of it. */
export interface Kind {
  of: (writer: Writer, id: string, name: (login: string) => string) => Doc;
  /** What it is tried for; what there is only one of is not made. */
  only?: string;
}

const waits = (to: string, more: object = {}) => ({
  state: 'pending',
  messages: [{ uuid: `u-${Math.random()}`, to, message: 'hello', ...more }],
});
const phones: Record<string, string> = { nia: '+254711000001', north: '+254711000004' };
/** With the phone number that people of the village have here. */
export const withPhone = (doc: Doc): Doc => (phones[doc._id] ? { ...doc, phone: phones[doc._id] } : doc);
const reportOf = (writer: Writer, id: string, subject: string, more: object = {}): Doc =>
  report(id, undefined, writer.contact, { fields: { patient_uuid: subject }, ...more });
const typed = (writer: Writer, id: string, task: object): Doc => ({
  ...{ _id: id, type: 'data_record', kujua_message: true, contact: lineage(...writer.contact), tasks: [task] },
});
const contactOf = ({ type }: Writer, _id: string, above: string[], more: object = {}): Doc => ({
  ...{ _id, type, name: 'x', parent: lineage(...above) },
  ...more,
});
const shared = (type: string, prefix = ''): Kind => ({ of: (_, id) => ({ _id: prefix + id, type, name: 'x' }) });

/** Documents with doors of their own, one kind for each of their beginnings. */
export const served: Record<string, Kind> = {
  'run of a dialogue': shared('run', 'run:'),
  dialogue: shared('dialogue', 'dialogue:'),
  'question to decide': shared('review', 'review:'),
  'entry of consent': shared('consent', 'consent:'),
  campaign: shared('campaign', 'campaign:'),
  'recipient of a campaign': shared('to', 'to:'),
  'member of a group in a chat': shared('member', 'member:'),
  'schedule of a study': shared('schedule', 'schedule:'),
  'file of a chat': shared('file', 'file:'),
  'work on a conversation': shared('work', 'work:'),
  'canned answer': shared('canned', 'canned:'),
  'flag on a message': shared('flag', 'flag:'),
  'request for help': shared('dispatch', 'dispatch:'),
  event: shared('event', 'event:'),
  'room of events': shared('event-room', 'event-room:'),
  'whoever follows events': shared('event-follow', 'event-follow:'),
};

export const kinds: Record<string, Kind> = {
  "contact in one's places": { of: (writer, id) => contactOf(writer, id, writer.home) },
  'contact elsewhere': { of: (writer, id) => contactOf({ ...writer, type: 'person' }, id, writer.away) },
  "one's own place": {
    of: ({ login }) => ({ ...withPhone(people.find(({ _id }) => _id === (login === 'sol' ? 'district' : 'north'))!) }),
    only: 'cd',
  },
  'contact below a wrong kind of place': {
    of: (_, id) => ({ _id: id, type: 'health_center', name: 'x', parent: lineage(...inNorth) }),
    only: 'm',
  },
  'contact with the short code of another': {
    of: (writer, id) => contactOf(writer, id, writer.home, { patient_id: '20015' }),
    only: 'm',
  },
  "report about somebody of one's own": { of: (writer, id) => reportOf(writer, id, writer.mine) },
  'report about somebody elsewhere': { of: (writer, id) => reportOf(writer, id, writer.other) },
  'report in the name of somebody elsewhere': {
    of: (writer, id) =>
      report(id, undefined, writer.login === 'sol' ? ['sue', 'elsewhere'] : ['ben-person', 'south', 'district'], {
        fields: { patient_uuid: writer.mine },
      }),
    only: 'm',
  },
  'report with a message that waits': {
    of: (writer, id) => reportOf(writer, id, writer.mine, { tasks: [waits('+254711000001')] }),
    only: 'm',
  },
  "typed message to one's own": {
    of: (writer, id) => typed(writer, id, waits(phones[writer.mine]!, { contact: { _id: writer.mine } })),
  },
  'report with what was made of it as an announcement': {
    of: (writer, id) => reportOf(writer, id, writer.mine, { post: { source: 'sms', outcome: 'scheduled' } }),
    only: 'm',
  },
  'report that is a question to the staff': {
    of: (writer, id) => reportOf(writer, id, writer.mine, { review: 'review:erasure:x' }),
    only: 'm',
  },
  'typed message with buttons below it': {
    of: (writer, id) =>
      typed(writer, id, {
        ...waits(phones[writer.mine]!, {
          contact: { _id: writer.mine },
          chat: { buttons: [[{ text: 'x', data: 'y' }]] },
        }),
      }),
    only: 'm',
  },
  'typed message to a number of nobody': { of: (writer, id) => typed(writer, id, waits('+4479000000')), only: 'm' },
  'contact with a chat that was linked by nobody': {
    of: (writer, id) => contactOf(writer, id, writer.home, { addresses: [{ address: `chat:${'a'.repeat(22)}` }] }),
    only: 'm',
  },
  'contact who takes part, which she never said': {
    of: (writer, id) =>
      contactOf(writer, id, writer.home, { participation: { state: 'active', since: 1, by: 'consent:x' } }),
    only: 'm',
  },
  'contact who is a volunteer': {
    of: (writer, id) => contactOf(writer, id, writer.home, { volunteer: { status: 'active' } }),
    only: 'm',
  },
  'contact with a message that waits': {
    of: (writer, id) => contactOf(writer, id, writer.home, { tasks: [waits('+254711000001')] }),
    only: 'm',
  },
  "task of one's own": {
    of: ({ login }, id, name) => ({ _id: id, type: 'task', user: `org.couchdb.user:${name(login)}` }),
  },
  'task of another': { of: (_, id, name) => ({ _id: id, type: 'task', user: `org.couchdb.user:${name('ben')}` }) },
  "target of one's own": { of: ({ contact }, id) => ({ _id: id, type: 'target', owner: contact[0]! }) },
  'target of another': {
    of: ({ login }, id) => ({ _id: id, type: 'target', owner: login === 'sol' ? 'nia' : 'ben-person' }),
  },
  'settings of oneself': {
    of: ({ login }, _, name) => ({ _id: `org.couchdb.user:${name(login)}`, type: 'user-settings', name: name(login) }),
    only: 'c',
  },
  'settings of another user': {
    of: (_, id) => ({ _id: `org.couchdb.user:${id}`, type: 'user-settings', name: id, roles: ['chw'] }),
  },
  'settings of the programme': { of: () => ({ _id: 'settings', settings: {} }), only: 'c' },
  resources: { of: () => ({ _id: 'partners', type: 'resources', resources: {} }) },
  form: shared('form', 'form:'),
  'words of a language': { of: (_, id) => ({ _id: `messages-${id}`, type: 'translations', code: 'xx' }) },
  'login link': shared('token_login', 'token:login:'),
  ...served,
  credential: shared('credential', 'credential:'),
  'task of outbound': shared('task:outbound', 'task:outbound:'),
  'purge marker': shared('purged', 'purged:'),
  'design document': { of: (_, id) => ({ _id: `_design/${id}`, views: {} }) },
  'document of another program': shared('diary'),
  'document without a type': { of: (_, id) => ({ _id: id, name: 'x' }) },
};

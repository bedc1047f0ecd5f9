import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type Report, reportSubjectIds } from '@rounds/ddocs/documents/reports.ts';
import { mainDesign } from '@rounds/ddocs/store/design.ts';
import { phoneViewNames, type ViewName, viewNames } from '@rounds/ddocs/store/store.ts';
import { viewFiles, viewModule } from '@rounds/ddocs/store/view-files.ts';
import type { ViewMaps } from '@rounds/ddocs/store/view-index.ts';
import { viewMaps } from '@rounds/ddocs/store/view-maps.ts';
import { expect } from 'chai';

const due = '2026-02-01T08:00:00.000Z';
const clinic: Contact = {
  _id: 'c',
  type: 'clinic',
  name: 'Maombo',
  place_id: '77',
  contact: { _id: 'p' },
  parent: { _id: 'd' },
};
const person: Contact = {
  _id: 'p',
  type: 'contact',
  contact_type: 'nurse',
  name: 'ANA',
  patient_id: '12345',
  rc_code: 'ab1',
  phone: '+1',
  parent: { _id: 'c', parent: { _id: 'd' } },
};
const registration: Report = {
  _id: 'r',
  type: 'data_record',
  form: 'P',
  reported_date: 99,
  patient_id: '12345',
  fields: { patient_id: 12345, patient_uuid: 'p', place_id: '' },
  tasks: [
    {
      state: 'forwarded-to-gateway',
      messages: [
        { uuid: 'u1', to: '+1', message: 'a' },
        { uuid: 'u2', to: '+2', message: 'b' },
      ],
    },
  ],
  scheduled_tasks: [
    { state: 'muted', due },
    { state: 'scheduled', due: 'never' },
  ],
};
const incoming: Doc = { _id: 'm', type: 'data_record', reported_date: 5, sms_message: { gateway_ref: 7 } };

const chat = 'chat:0712345678901234567890';
const dueMs = new Date(due).getTime();
const toChat: Report = {
  _id: 'r2',
  type: 'data_record',
  reported_date: 99,
  tasks: [{ state: 'pending', messages: [{ uuid: 'u1', to: chat, message: 'a' }] }],
  scheduled_tasks: [
    { state: 'scheduled', due, messages: [{ uuid: 'u2', to: chat, message: 'b' }] },
    { state: 'forwarded-to-gateway', due, messages: [{ uuid: 'u3', to: chat, message: 'c' }] },
  ],
};

type Rows = [key: unknown, value: unknown][];
const cases: [ViewName, Doc, Rows][] = [
  [
    'medic/contacts_by_depth',
    clinic,
    [['c'], ['c', 0], ['d'], ['d', 1]].map(key => [key, { shortcode: '77', primary_contact: 'p' }]),
  ],
  [
    'medic/contacts_by_depth',
    { _id: 'd', type: 'district_hospital', parent: '' },
    [['d'], ['d', 0]].map(key => [key, {}]),
  ],
  ['medic/contacts_by_depth', registration, []],
  [
    'medic-client/contacts_by_place',
    person,
    [
      ['c', 1],
      ['d', 2],
    ],
  ],
  ['medic-client/contacts_by_place', { _id: 'd', type: 'clinic', parent: {} }, []],
  [
    'medic-client/contacts_by_reference',
    person,
    [
      [['shortcode', '12345'], null],
      [['external', 'AB1'], null],
    ],
  ],
  ['medic-client/contacts_by_reference', { ...clinic, patient_id: 77 }, [[['shortcode', '77'], null]]],
  ['medic-client/contacts_by_reference', { ...registration }, []],
  ['medic-client/contacts_by_phone', person, [['+1', null]]],
  ['medic-client/contacts_by_phone', clinic, []],
  ['medic-client/contacts_by_type', person, [[['nurse'], 'false false nurse ana']]],
  [
    'medic-client/contacts_by_type',
    { ...clinic, muted: due, date_of_death: due },
    [[['clinic'], 'true true clinic maombo']],
  ],
  ['medic-client/contacts_by_type', { _id: 'x', type: 'contact' }, []],
  [
    'medic-client/reports_by_subject',
    registration,
    [
      ['12345', 99],
      ['p', 99],
    ],
  ],
  ['medic-client/reports_by_subject', { ...registration, type: 'person' }, []],
  ['medic-client/reports_by_date', registration, [[[99], null]]],
  ['medic-client/reports_by_date', incoming, []],
  ['medic-client/doc_by_type', person, [[['contact'], null]]],
  [
    'medic-client/doc_by_type',
    { _id: 'messages-sw', type: 'translations', code: 'sw', name: 'Kiswahili', enabled: true },
    [[['translations'], { code: 'sw', name: 'Kiswahili', enabled: true }]],
  ],
  ['medic-client/doc_by_type', { _id: 'settings' }, []],
  [
    'medic/messages_by_state',
    toChat,
    [
      [['pending', 99], { list: 'tasks', index: 0, uuid: 'u1' }],
      [['scheduled', dueMs], { list: 'scheduled_tasks', index: 0, uuid: 'u2' }],
      [['forwarded-to-gateway', dueMs], { list: 'scheduled_tasks', index: 1, uuid: 'u3' }],
    ],
  ],
  [
    'medic-chats/messages_to_chats',
    toChat,
    [
      [['pending', 0, 99], { list: 'tasks', index: 0, uuid: 'u1', to: chat }],
      [['forwarded-to-gateway', 1, dueMs], { list: 'scheduled_tasks', index: 1, uuid: 'u3', to: chat }],
    ],
  ],
  [
    'medic-chats/messages_to_chats',
    {
      ...{ _id: 'said', type: 'data_record', reported_date: 5 },
      tasks: [
        { messages: [{ uuid: 'u', to: chat, message: 'x' }], state: 'pending', message_class: 'unsolicited', due },
      ],
    } as unknown as Doc,
    [[['pending', 1, dueMs], { list: 'tasks', index: 0, uuid: 'u', to: chat }]],
  ],
  ['medic-chats/messages_to_chats', registration, []],
  [
    'medic-chats/contacts_by_address',
    {
      ...person,
      addresses: [{ address: chat }, null, { address: 7 }, { address: 'chat:other', blocked: true }],
    } as Doc,
    [
      [chat, null],
      ['chat:other', null],
    ],
  ],
  ['medic-chats/contacts_by_address', { ...person, addresses: 'none' } as Doc, []],
  ['medic-chats/contacts_by_address', registration, []],
  [
    'medic-runs/runs',
    {
      _id: 'run:1',
      type: 'run',
      what: { is: 'form', form: 'mute', version: { time: 5 } },
      address: chat,
      state: 'open',
      due: 7,
    } as Doc,
    [
      [['open', chat], null],
      [['due', 7], null],
      [['of', 'mute', '{"time":5}', 'open'], null],
    ],
  ],
  [
    'medic-runs/runs',
    {
      _id: 'run:2',
      type: 'run',
      what: { is: 'dialogue', dialogue: 'd', version: 2 },
      address: chat,
      state: 'done',
      due: 7,
    } as Doc,
    [[['of', 'd', 2, 'done'], null]],
  ],
  [
    'medic-people/contacts_by_word',
    { _id: 'p', type: 'person', name: 'Zoé Moto', patient_id: 20011, parent: { _id: 'c' } } as unknown as Doc,
    ['', 'p', 'c'].flatMap(place => ['20011', 'zoe', 'moto'].map((word): [unknown, unknown] => [[place, word], null])),
  ],
  ['medic-people/contacts_by_word', registration, []],
  [
    'medic-dispatch/dispatches',
    {
      ...{ _id: 'dispatch:1', type: 'dispatch', state: 'announced', changed: 5, due: 7, created: 4 },
      help: { beneficiary: 'ruth' },
      asked: [
        { volunteer: 'ada', address: chat, stage: 'times', at: 0, trail: [{ stage: 'times', turn: 2, at: 6 }] },
        { volunteer: 'ben', address: 'chat:ben', stage: 'thanks', at: 1, time: 9, trail: [] },
      ],
    } as unknown as Doc,
    [
      [['state', 'announced', 5], null],
      [['due', 7], null],
      [['for', 'ruth', 4], null],
      [['owner', null, 4], null],
      [['open', 'ada'], 'asked'],
      [['writes', chat], null],
      [['past', 'ada', '1970-01'], { at: 0, last: 6, yes: false, stage: 'times' }],
      [['past', 'ben', '1970-01'], { at: 1, last: 1, yes: true, stage: 'thanks' }],
    ],
  ],
  [
    'medic-dispatch/dispatches',
    {
      ...{ _id: 'dispatch:2', type: 'dispatch', state: 'assigned', changed: 5, created: 4, owner: 'peter' },
      stops: [],
    } as Doc,
    [
      [['state', 'assigned', 5], null],
      [['owner', 'peter', 4], null],
      [['trip'], null],
    ],
  ],
  ['medic-dispatch/dispatches', registration, []],
  [
    'medic-dispatch/volunteers',
    {
      ...{ _id: 'ada', type: 'person', name: 'Ada', parent: { _id: 'zone' } },
      ...{ latitude: '-0.01', longitude: 36.81, volunteer: { status: 'active' } },
    } as Doc,
    [
      [['status', 'active', 'Ada'], null],
      [
        ['cell', -1, 736],
        [-0.01, 36.81],
      ],
    ],
  ],
  [
    'medic-dispatch/volunteers',
    { _id: 'ben', type: 'person', parent: { _id: 'zone' }, volunteer: { status: 'active' } } as unknown as Doc,
    [
      [['status', 'active', ''], null],
      [['zone', 'zone'], null],
    ],
  ],
  [
    'medic-dispatch/volunteers',
    { _id: 'cat', type: 'person', name: 'Cat', volunteer: { status: 'pending' } } as unknown as Doc,
    [[['status', 'pending', 'Cat'], null]],
  ],
  ['medic-dispatch/volunteers', person, []],
  [
    'medic-progress/stopped_at',
    {
      ...{ _id: 'run:4', type: 'run', contact: 'p', state: 'open', events: [{}] },
      ...{ what: { is: 'dialogue', dialogue: 'd', version: 2 }, derived: { standing: { step: 'ask', answers: [] } } },
    } as unknown as Doc,
    [[['d', 'waits', 'ask'], null]],
  ],
  [
    'medic-progress/stopped_at',
    {
      ...{ _id: 'run:5', type: 'run', contact: 'p', state: 'expired', events: [{}] },
      what: { is: 'dialogue', dialogue: 'd', version: 2 },
      derived: { standing: { step: null, answers: [{ step: 'a' }, { step: 'b' }] } },
    } as unknown as Doc,
    [[['d', 'stopped', 'b'], null]],
  ],
  ...[{ state: 'done' }, { events: [] }, { derived: { trial: 'participant' } }, { what: { is: 'desk' } }].map(
    (more): [ViewName, Doc, []] => [
      'medic-progress/stopped_at',
      {
        ...{ _id: 'run:6', type: 'run', contact: 'p', state: 'left', events: [{}] },
        ...{ what: { is: 'dialogue', dialogue: 'd', version: 2 }, ...more },
      } as unknown as Doc,
      [],
    ],
  ),
  [
    'medic-progress/people',
    {
      ...{ _id: 'ana', type: 'person', name: 'Ana', language: 'ca', prefs: { interval: 48 }, sex: 'female' },
      participation: { state: 'active', since: 1, by: 'x' },
      fields: { area: 'Olot', age: 31, told: 'x'.repeat(61), more: { a: 1 } },
    } as unknown as Doc,
    [[['active'], { since: 1, language: 'ca', interval: 48, profile: { sex: 'female', area: 'Olot', age: '31' } }]],
  ],
  [
    'medic-progress/people',
    { _id: 'ben', type: 'person', addresses: [{ address: 'chat:b' }] } as unknown as Doc,
    [[['invited'], { since: null, language: null, interval: null, profile: {} }]],
  ],
  [
    'medic-progress/people',
    { _id: 'tom', type: 'person', trial: true, addresses: [{ address: 'chat:t' }] } as unknown as Doc,
    [],
  ],
  ['medic-progress/people', { _id: 'cat', type: 'person', name: 'Cat' } as unknown as Doc, []],
  ['medic-runs/runs', { _id: 'run:3', type: 'run', what: { is: 'desk' }, state: 'left' } as Doc, []],
  ['medic-runs/runs', { _id: 'run', type: 'run', what: { is: 'desk' }, state: 'open' } as Doc, []],
  [
    'medic/messages_by_state',
    registration,
    [
      [['forwarded-to-gateway', 99], { list: 'tasks', index: 0, uuid: 'u1' }],
      [['pending-or-forwarded', 99], { list: 'tasks', index: 0, uuid: 'u1' }],
      [['muted', Date.parse(due)], { list: 'scheduled_tasks', index: 0, uuid: null }],
      [['scheduled', null], { list: 'scheduled_tasks', index: 1, uuid: null }],
    ],
  ],
  [
    'medic/messages_by_state',
    { _id: 'x', type: 'token_login', tasks: { no: 'list' }, scheduled_tasks: [null, {}] },
    [],
  ],
  [
    'medic-sms/messages_by_uuid',
    registration,
    [
      ['u1', { list: 'tasks', index: 0 }],
      ['u2', { list: 'tasks', index: 0 }],
    ],
  ],
  ['medic-sms/messages_by_uuid', { _id: 'x', tasks: [null, { messages: [null, {}] }] }, []],
  ['medic-sms/messages_by_gateway_ref', incoming, [['7', null]]],
  ['medic-sms/messages_by_gateway_ref', registration, []],
  [
    'medic-sms/messages_by_gateway_ref',
    {
      _id: 'x',
      tasks: [null, { gateway_ref: 'AT-1', messages: [{ uuid: 'u1' }] }],
      scheduled_tasks: [{ gateway_ref: 9 }],
    },
    [
      ['AT-1', { list: 'tasks', index: 1, uuid: 'u1' }],
      ['9', { list: 'scheduled_tasks', index: 0, uuid: null }],
    ],
  ],
  [
    'medic/docs_by_replication_key',
    registration,
    [
      ['12345', null],
      ['p', null],
    ],
  ],
  ['medic/docs_by_replication_key', incoming, [['_unassigned', null]]],
  [
    'medic/docs_by_replication_key',
    {
      ...{ ...incoming, _id: 'in-a-group', contact: { _id: 'somebody' }, fields: { patient_id: '20086' } },
      chat_message: { group: 'the-group' },
    } as unknown as Doc,
    [['the-group', null]],
  ],
  [
    'medic/docs_by_replication_key',
    { _id: 's', type: 'data_record', fields: { needs_signoff: true }, contact: { _id: 'p', parent: { _id: 'c' } } },
    [
      ['p', null],
      ['c', null],
    ],
  ],
  [
    'medic/docs_by_replication_key',
    {
      ...{ _id: 'typed', type: 'data_record', kujua_message: true, contact: { _id: 'ana' } },
      tasks: [
        { messages: [{ contact: { _id: 'p' } }, { contact: { _id: 'q' } }, null, {}] },
        { messages: [{ contact: { _id: 'p' } }] },
        {},
        null,
      ],
    },
    [
      ['p', null],
      ['q', null],
      ['ana', null],
    ],
  ],
  ['medic/docs_by_replication_key', { _id: 'settings' }, [['_all', null]]],
  ['medic/docs_by_replication_key', { _id: 'form:mute', type: 'form' }, [['_all', null]]],
  [
    'medic/docs_by_replication_key',
    { _id: 'task~1', type: 'task', user: 'org.couchdb.user:ana' },
    [['org.couchdb.user:ana', null]],
  ],
  ['medic/docs_by_replication_key', { _id: 'target~1', type: 'target', owner: 'p' }, [['p', null]]],
  [
    'medic/docs_by_replication_key',
    { _id: 'training:ana:1', type: 'data_record', form: 'training:visits', fields: {} },
    [['org.couchdb.user:ana', null]],
  ],
  [
    'medic/docs_by_replication_key',
    { _id: 'training:ana:1', type: 'data_record', form: 'visits', fields: {} },
    [['_unassigned', null]],
  ],
  ['medic/docs_by_replication_key', person, []],
  ['medic-conflicts/conflicts', { _id: 'x', _rev: '2-b', _conflicts: ['2-a'] }, [['x', ['2-b', '2-a']]]],
  ['medic-conflicts/conflicts', clinic, []],
];

const rowsOf = (maps: ViewMaps, view: ViewName, doc: Doc): Rows => {
  const rows: Rows = [];
  maps[view]!((key, value) => rows.push([key, value]))(doc);
  return rows;
};

describe('a view', () => {
  const maps = viewMaps();
  for (const [view, doc, rows] of cases)
    it(`${view} lists ${doc._id} of type ${doc.type} ${rows.length} times`, () => {
      expect(rowsOf(maps, view, doc)).to.deep.equal(rows);
    });

  it('gives the same rows from the module that browsers get', async () => {
    const { viewMaps: pasted } = (await import(`data:text/javascript,${encodeURIComponent(viewModule())}`)) as {
      viewMaps: ViewMaps;
    };
    expect(Object.keys(pasted)).to.deep.equal(phoneViewNames);
    for (const [view, doc, rows] of cases)
      if (pasted[view]) expect(rowsOf(pasted, view, doc), view).to.deep.equal(rows);
  });

  it('is plain text that every engine runs', () => {
    for (const [name, text] of Object.entries(viewFiles())) {
      expect(text, name)
        .to.match(/^function \(doc\) \{\n/)
        .and.to.match(/\n\}$/);
      expect(text, name).to.not.match(/=>|`|\b(let|const|class)\b/);
    }
  });

  it('ends on a lineage that never ends', () => {
    const loop: { _id: string; parent?: object } = { _id: 'x' };
    loop.parent = loop;
    const doc = { ...loop, type: 'clinic' } as Doc;
    expect(rowsOf(maps, 'medic/contacts_by_depth', doc)).to.have.length(102);
    expect(rowsOf(maps, 'medic-client/contacts_by_place', doc)).to.have.length(50);
  });

  it('lists a report under the ids that the rest of the program expects', () => {
    for (const report of [
      registration,
      { ...registration, case_id: 'case', fields: { place_uuid: 'pl', case_id: 'other' } },
    ])
      expect(rowsOf(maps, 'medic-client/reports_by_subject', report).map(([key]) => key)).to.deep.equal(
        reportSubjectIds(report),
      );
  });

  it('is in the design document of its name, the validation in one of them where it is asked for', () => {
    const designs = mainDesign('function () {}');
    expect(designs.map(({ _id }) => _id)).to.deep.equal([
      '_design/medic',
      '_design/medic-client',
      '_design/medic-sms',
      '_design/medic-chats',
      '_design/medic-runs',
      '_design/medic-people',
      '_design/medic-conflicts',
      '_design/medic-answers',
      '_design/medic-forms',
      '_design/medic-review',
      '_design/medic-talk',
      '_design/medic-study',
      '_design/medic-campaigns',
      '_design/medic-progress',
      '_design/medic-dispatch',
      '_design/medic-events',
      '_design/medic-erasure',
    ]);
    // The first two are on every phone, too, and always up to date.
    expect(designs.map(({ autoupdate }) => autoupdate)).to.deep.equal(
      designs.map((_, at) => (at < 2 ? undefined : false)),
    );
    expect(
      designs.flatMap(({ _id, views }) => Object.keys(views!).map(view => `${_id.slice(8)}/${view}`)),
    ).to.deep.equal([...viewNames]);
    expect(designs.map(({ validate_doc_update }) => !!validate_doc_update)).to.deep.equal(
      designs.map((_, at) => at === 0),
    );
    expect(mainDesign().some(({ validate_doc_update }) => validate_doc_update)).to.equal(false);
  });
});

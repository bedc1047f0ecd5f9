import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { UserCtx } from '@rounds/ddocs/documents/users.ts';
import { compileValidate, refusalBy, validateText } from '@rounds/ddocs/validate/validate.ts';
import { expect } from 'chai';

const chw: UserCtx = { name: 'ana', roles: ['chw'] };
const officer: UserCtx = { name: 'olga', roles: ['program_officer', 'mm-online'] };
const admin: UserCtx = { name: 'boss', roles: ['admin'] };
const server: UserCtx = { name: 'couch', roles: ['_admin'] };
const nobody: UserCtx = { name: null, roles: [] };

const mine: Doc = {
  _id: 'org.couchdb.user:ana',
  type: 'user-settings',
  name: 'ana',
  roles: ['chw'],
  facility_id: 'f',
  contact_id: 'c',
  language: 'en',
};
const person: Doc = { _id: 'p', type: 'person', name: 'P', parent: { _id: 'clinic', parent: { _id: 'district' } } };
const report: Doc = {
  _id: 'r',
  type: 'data_record',
  form: 'visit',
  fields: { patient_id: '1' },
  contact: { _id: 'ana' },
};
/** Planned messages without texts. */
const plans = [{ state: 'scheduled' }, { state: 'muted', messages: null, state_history: [] }];
const said = (state: string, more: object = {}) => ({
  ...{ state, messages: [{ uuid: 'u', to: '+254711000001', message: 'Thank you' }] },
  ...more,
});
const again = said('pending', { again: 'u', messages: [{ uuid: 'v', to: '+254711000001', message: 'Thank you' }] });
/** Who changes the messages of a report, from what to what, and whether it may be. */
type Change = [title: string, before: object | null, after: object, may: boolean, doc?: object];
const plan = (state: string, more: object = {}) => ({
  state,
  type: 'anc',
  group: 1,
  due: 4e12,
  recipient: 'clinic',
  ...more,
});
const older = { _revisions: { start: 4, ids: ['d', 'c', 'b'] } };
const changes: Change[] = [
  ['a new message that waits', null, { tasks: [said('pending')] }, false],
  ['a new message that was sent', null, { tasks: [said('sent')] }, false],
  ['a new message that failed, to be sent again', null, { tasks: [said('failed')] }, false],
  ['a new message without a text', null, { tasks: [{ state: 'pending' }] }, false],
  ['a new message that is planned', null, { scheduled_tasks: [plan('scheduled')] }, false],
  ['a new message that is silent', null, { scheduled_tasks: [plan('muted')] }, false],
  ['messages taken away', { tasks: [said('sent')] }, { tasks: [] }, true],
  ['messages in another order', { tasks: [said('sent'), again] }, { tasks: [again, said('sent')] }, true],
  ['a message twice', { tasks: [again] }, { tasks: [again, again] }, false],
  ['what was sent sent once more', { tasks: [said('sent')] }, { tasks: [said('pending')] }, false],
  ['what was denied sent', { tasks: [said('denied')] }, { tasks: [said('pending')] }, false],
  ['what was sent made to have failed', { tasks: [said('sent')] }, { tasks: [said('failed')] }, false],
  [
    'other words for what waits',
    { tasks: [said('pending')] },
    { tasks: [said('pending', { messages: [{ uuid: 'u', to: '+254711000001', message: 'x' }] })] },
    false,
  ],
  [
    'a phone that was away and knows of an older state',
    { tasks: [said('sent')] },
    { tasks: [said('pending')], ...older },
    true,
  ],
  [
    'a phone that was away and has other words',
    { tasks: [said('sent')] },
    { tasks: [said('pending', { messages: [{ uuid: 'u', to: '1', message: 'x' }] })], ...older },
    false,
  ],
  ['what failed sent again', { tasks: [said('failed')] }, { tasks: [said('failed'), again] }, true],
  [
    'what failed sent again twice',
    { tasks: [said('failed')] },
    { tasks: [said('failed'), again, { ...again, due: undefined, x: 1 }] },
    false,
  ],
  [
    'what failed sent again in other words',
    { tasks: [said('failed')] },
    { tasks: [said('failed'), { ...again, messages: [{ uuid: 'v', to: '1', message: 'x' }] }] },
    false,
  ],
  [
    'a plan that failed sent again',
    { scheduled_tasks: [plan('failed', said('failed'))] },
    { scheduled_tasks: [plan('failed', said('failed'))], tasks: [again] },
    true,
  ],
  ['a plan silenced', { scheduled_tasks: [plan('scheduled')] }, { scheduled_tasks: [plan('muted')] }, true],
  ['a plan brought back', { scheduled_tasks: [plan('muted')] }, { scheduled_tasks: [plan('scheduled')] }, true],
  ['a plan cleared', { scheduled_tasks: [plan('scheduled')] }, { scheduled_tasks: [plan('cleared')] }, true],
  [
    'a cleared plan brought back',
    { scheduled_tasks: [plan('cleared')] },
    { scheduled_tasks: [plan('scheduled')] },
    false,
  ],
  [
    'a plan moved and reworded',
    { scheduled_tasks: [plan('scheduled')] },
    {
      scheduled_tasks: [
        plan('scheduled', { due: 5e12, planned: 4e12, messages: [{ uuid: 'w', to: '', message: 'x' }] }),
      ],
    },
    true,
  ],
  ['a plan sent at once', { scheduled_tasks: [plan('scheduled')] }, { scheduled_tasks: [plan('pending')] }, false],
  [
    'a plan for somebody else',
    { scheduled_tasks: [plan('scheduled')] },
    { scheduled_tasks: [plan('scheduled', { recipient: '+4479000000' })] },
    false,
  ],
  [
    'a plan to another number',
    { scheduled_tasks: [plan('scheduled')] },
    { scheduled_tasks: [plan('scheduled', { messages: [{ uuid: 'w', to: '+4479000000', message: 'x' }] })] },
    false,
  ],
  [
    'a plan twice',
    { scheduled_tasks: [plan('scheduled')] },
    { scheduled_tasks: [plan('scheduled'), plan('muted')] },
    false,
  ],
  [
    'a plan of a phone that was away',
    { scheduled_tasks: [plan('sent')] },
    { scheduled_tasks: [plan('scheduled')], ...older },
    true,
  ],
  ['a typed message', null, { tasks: [said('pending')] }, true, { kujua_message: true, form: undefined }],
  [
    'a typed message that is to jump the queue',
    null,
    { tasks: [said('pending', { due: 0 })] },
    false,
    { kujua_message: true, form: undefined },
  ],
  ['a report in the dress of a typed message', null, { tasks: [said('pending')] }, false, { kujua_message: true }],
];
/** As many levels above a contact. */
const levels = (count: number): object => ({ _id: `l${count}`, ...(count > 1 ? { parent: levels(count - 1) } : {}) });

/** Who writes what over what, and the word that the refusal must hold; nothing when it is allowed. */
type Row = [title: string, who: UserCtx, doc: object, old: Doc | null, refusal?: RegExp];

const rows: Row[] = [
  ['nobody writes without a login', nobody, person, null, /log in/i],

  ['a health worker adds a person', chw, person, null],
  ['a health worker edits a person', chw, { ...person, name: 'Q' }, person],
  ['a health worker deletes a person', chw, { _id: 'p', _deleted: true }, person],
  ['a health worker sends a report', chw, report, null],
  ['a health worker writes a message', chw, { _id: 'm', type: 'data_record', kujua_message: true, tasks: [] }, null],
  [
    'a health worker mutes a person on her phone',
    chw,
    { ...person, muted: '2026-01-14T10:00:00.000Z', muting_history: {} },
    person,
  ],
  ['a health worker stores a task', chw, { _id: 'task~ana~x', type: 'task', user: 'org.couchdb.user:ana' }, null],
  [
    'a message without texts yet, and one with nothing said of it',
    chw,
    { ...report, scheduled_tasks: plans, verified: true },
    { ...report, scheduled_tasks: plans } as Doc,
  ],
  ['a message that is none', chw, { ...report, tasks: [null] }, null, /object/],
  ['a message that is a list', chw, { ...report, scheduled_tasks: [[]] }, null, /object/],
  [
    'a message whose texts are no list',
    chw,
    { ...report, tasks: [{ state: 'pending', messages: {} }] },
    null,
    /"tasks.0.messages" must be a list/,
  ],
  [
    'a message whose history is no list',
    chw,
    { ...report, tasks: [{ state: 'pending', state_history: 'x' }] },
    null,
    /"tasks.0.state_history" must be a list/,
  ],
  [
    'a report is edited whose messages were faulty before',
    chw,
    { ...report, tasks: [null], verified: true },
    { ...report, tasks: [null] } as Doc,
  ],
  ['an id may end in -info', chw, { ...report, _id: 'malaria-info' }, null],

  ...[
    'settings',
    'resources',
    'branding',
    'partners',
    'privacy-policies',
    'service-worker-meta',
    'extension-libs',
    'zscore-charts',
  ].flatMap((_id): Row[] => [
    [`a health worker does not write ${_id}`, chw, { _id, type: 'meta' }, null, /only an administrator.*"/i],
    [`an online user does not write ${_id}`, officer, { _id }, { _id }, /only an administrator/i],
    [`a health worker does not delete ${_id}`, chw, { _id, _deleted: true }, { _id }, /only an administrator/i],
    [`an administrator writes ${_id}`, admin, { _id }, null],
  ]),
  ...[
    'form:mute',
    'messages-en',
    `token:login:${'x'.repeat(64)}`,
    'purged:p',
    'task:outbound:r',
    'credential:x',
  ].flatMap((_id): Row[] => [
    [`a health worker does not write ${_id}`, chw, { _id, type: 'data_record' }, null, /only an administrator/i],
    [
      `a health worker does not delete ${_id}`,
      chw,
      { _id, _deleted: true },
      { _id, type: 'x' },
      /only an administrator/i,
    ],
    [`an administrator writes ${_id}`, admin, { _id, type: 'form' }, null],
  ]),
  ['a form under another id is a form', chw, { _id: 'x', type: 'form' }, null, /only an administrator/i],
  [
    'a form does not become a report',
    chw,
    { ...report, _id: 'x' },
    { _id: 'x', type: 'form' },
    /only an administrator/i,
  ],
  [
    'translations under another id are translations',
    chw,
    { _id: 'x', type: 'translations' },
    null,
    /only an administrator/i,
  ],

  ['a design document is for the server alone', chw, { _id: '_design/x' }, null, /server/],
  ['a design document is for the server alone, not for the programme', admin, { _id: '_design/x' }, null, /server/],
  ['the server writes design documents', server, { _id: '_design/x' }, null],

  ['a user changes her language', chw, { ...mine, language: 'sw', phone: '+1' }, mine],
  ['a user does not change her roles', chw, { ...mine, roles: ['admin'] }, mine, /"roles"/],
  ['a user does not change her place', chw, { ...mine, facility_id: 'district' }, mine, /"facility_id"/],
  ['a user does not change her contact', chw, { ...mine, contact_id: 'x' }, mine, /"contact_id"/],
  ['a user does not change her name', chw, { ...mine, name: 'eve' }, mine, /"name"/],
  ['a user does not take her roles away', chw, { _id: mine._id, type: mine.type, name: mine.name }, mine, /"roles"/],
  ['a user does not change the settings of another', officer, { ...mine, language: 'sw' }, mine, /your own/],
  ['a user does not delete herself', chw, { _id: mine._id, _deleted: true }, mine, /create or delete/],
  ['a user does not make herself', chw, mine, null, /create or delete/],
  ['a user does not make herself again', chw, mine, { ...mine, _deleted: true }, /create or delete/],
  ['settings of a user have their own id', chw, { ...mine, _id: 'x' }, null, /under the id/],
  ['settings of a user do not lie under other documents', chw, { ...mine, _id: 'p' }, person, /under the id/],
  ['an administrator changes anybody', admin, { ...mine, roles: ['nurse'] }, mine],

  ['a document may have no type', chw, { _id: 'x' }, null],
  ['a document has a type that is text', chw, { _id: 'x', type: 3 }, null, /must be text/],
  ['a document without a type may get one', chw, { _id: 'x', type: 'stock' }, { _id: 'x' }],
  ['a document keeps having a type', chw, { _id: 'p', name: 'P' }, person, /needs a type/],
  ['an old document without a type may be edited', chw, { _id: 'x', name: 'new' }, { _id: 'x', name: 'old' }],
  ['a person does not become a report', chw, { ...report, _id: 'p' }, person, /contact keeps its type/],
  ['a person does not become a place', chw, { ...person, type: 'clinic' }, person, /"person", not "clinic"/],
  ['a report does not become a person', chw, { ...person, _id: 'r' }, report, /report keeps its type/],
  [
    'a contact keeps its contact_type',
    chw,
    { _id: 'c', type: 'contact', contact_type: 'b' },
    { _id: 'c', type: 'contact', contact_type: 'a' },
    /"a", not "b"/,
  ],
  [
    'a deleted person may come back as a place',
    chw,
    { ...person, type: 'clinic' },
    { _id: 'p', type: 'person', _deleted: true },
  ],

  ['a contact needs a contact_type', chw, { _id: 'c', type: 'contact' }, null, /"contact_type"/],
  [
    'a contact needs a contact_type that is text',
    chw,
    { _id: 'c', type: 'contact', contact_type: 7 },
    null,
    /"contact_type"/,
  ],
  ...[undefined, null, '', {}].map(
    (parent): Row => [
      `a place at the top may have the parent ${JSON.stringify(parent)}`,
      chw,
      { _id: 'd', type: 'district_hospital', parent },
      null,
    ],
  ),
  ['a place above may end in an empty one', chw, { ...person, parent: { _id: 'a', parent: {} } }, null],
  ['a parent is not an id', chw, { ...person, parent: 'clinic' }, null, /"parent" must be an object/],
  ['a parent is not a list', chw, { ...person, parent: [{ _id: 'clinic' }] }, null, /"parent" must be an object/],
  ['a parent has an id', chw, { ...person, parent: { name: 'Clinic' } }, null, /with an "_id"/],
  ['a parent has an id that is text', chw, { ...person, parent: { _id: 7 } }, null, /with an "_id"/],
  [
    'a place further above has an id',
    chw,
    { ...person, parent: { _id: 'a', parent: { name: 'b' } } },
    null,
    /with an "_id"/,
  ],
  ['nobody is his own parent', chw, { ...person, parent: { _id: 'p' } }, null, /above itself/],
  ['nobody is above himself', chw, { ...person, parent: { _id: 'a', parent: { _id: 'p' } } }, null, /above itself/],
  [
    'no place is above itself',
    chw,
    { ...person, parent: { _id: 'a', parent: { _id: 'b', parent: { _id: 'a' } } } },
    null,
    /"a" is above itself/,
  ],
  ['fifty levels are enough', chw, { ...person, parent: levels(49) }, null],
  ['sixty levels are too many', chw, { ...person, parent: levels(60) }, null, /50 levels/],
  [
    'a fault that was there before is not the editor’s',
    chw,
    { ...person, parent: 'clinic', name: 'Q' },
    { ...person, parent: 'clinic' },
  ],
  ['a programme administrator makes no loops either', admin, { ...person, parent: { _id: 'p' } }, null, /above itself/],
  ['an import through the server is taken as it is', server, { _id: 'p', type: 'person', parent: { _id: 'p' } }, null],
  [
    'a primary contact may lie below its place',
    chw,
    { _id: 'clinic', type: 'clinic', contact: { _id: 'p', parent: { _id: 'clinic' } } },
    null,
  ],
  [
    'a primary contact has an id',
    chw,
    { _id: 'clinic', type: 'clinic', contact: { name: 'P' } },
    null,
    /"contact" must be an object/,
  ],

  ['a report needs no form', chw, { _id: 'r', type: 'data_record', from: '+1' }, null],
  ...[null, 'text', [], 7].map(
    (fields): Row => [
      `a report does not have the fields ${JSON.stringify(fields)}`,
      chw,
      { ...report, fields },
      null,
      /"fields"/,
    ],
  ),
  ['the form of a report is text', chw, { ...report, form: { code: 'x' } }, null, /"form"/],
  ['messages of a report are a list', chw, { ...report, scheduled_tasks: {} }, null, /"scheduled_tasks"/],
  ['errors of a report are a list', chw, { ...report, errors: 'none' }, null, /"errors"/],
  // What anybody reads has the type that readers count on: [document, a field in it, a value that does not fit].
  ...(
    [
      [report, 'reported_date', [1]],
      [report, 'from', { number: '+1' }],
      [report, 'fields', { patient_id: { _id: 'p' } }],
      [report, 'fields', { needs_signoff: [] }],
      [report, 'errors', [null]],
      [report, 'errors', [{ code: {} }]],
      [report, 'sms_message', 'HELLO'],
      [report, 'sms_message', { message: { text: 'HELLO' } }],
      [report, 'tasks', [{ state: 7 }]],
      [report, 'tasks', [{ messages: [null] }]],
      [report, 'tasks', [{ messages: [{ message: { text: 'a' } }] }]],
      [report, 'tasks', [{ messages: [{ to: ['+1'] }] }]],
      [report, 'tasks', [{ messages: [{ contact: 'p' }] }]],
      [report, 'tasks', [{ messages: [{ contact: { _id: {} } }] }]],
      [report, 'tasks', [{ state_history: [null] }]],
      [report, 'scheduled_tasks', [{ due: {} }]],
      [report, 'scheduled_tasks', [{ recipient: [{}] }]],
      [report, 'scheduled_tasks', [{ message: [{ content: [] }] }]],
      [report, 'hidden_fields', 'a'],
      [person, 'name', { toString: 1 }],
      [person, 'name', 'n'.repeat(10_001)],
      [person, 'phone', ['+1']],
      [person, 'patient_id', { code: '1' }],
      [person, 'muted_by', 'a report'],
      [person, 'muting_history', { client_side: {} }],
      [person, 'muting_history', 'muted'],
      [person, 'user_for_contact', [1]],
      [{ _id: 'task~a', type: 'task' }, 'user', {}],
      [{ _id: 'task~a', type: 'task' }, 'stateHistory', [null]],
      [{ _id: 'target~a', type: 'target' }, 'owner', ['a']],
      [{ _id: 'target~a', type: 'target' }, 'targets', [7]],
    ] as const
  ).flatMap(([doc, field, value]): Row[] => {
    const title = `${doc.type}: ${field} ${JSON.stringify(value).slice(0, 60)}`;
    const faulty = { ...doc, [field]: value } as Doc;
    return [
      [`does not fit in ${title}`, chw, faulty, null, new RegExp(`"${field}[.\\w]*" must `)],
      [`was there before the edit in ${title}`, chw, { ...faulty, edited: true }, faulty],
    ];
  }),
  ...(
    [
      [report, 'tasks', [{ state: 'pending', messages: [{ to: '+1', message: null, uuid: 'u', more: {} }], more: [] }]],
      [report, 'scheduled_tasks', [{ state: 'scheduled', due: 0, recipient: ['a', 'b'], group: 1, state_details: {} }]],
      [report, 'errors', [{ code: 'x', message: 'y', ctx: {} }]],
      [report, 'patient_id', 10018],
      [report, 'fields', { patient_id: 10018, group: { a: [1, { b: 2 }] } }],
      [person, 'muted', true],
      [person, 'muting_history', [{ muted: true }]],
      [person, 'roles', ['chw']],
      [{ _id: 'target~a', type: 'target' }, 'targets', [{ id: 'x', value: { pass: 1, total: 2 } }]],
      [{ _id: 'x', type: 'toString' }, 'name', {}],
    ] as const
  ).map(
    ([doc, field, value]): Row => [
      `fits in ${doc.type}: ${field} ${JSON.stringify(value)}`,
      // What waits to be sent only an administrator writes; the shapes are the same for everybody.
      admin,
      { ...doc, [field]: value } as Doc,
      null,
    ],
  ),
  [
    'an old list with a fault in it gets one more entry',
    admin,
    { ...report, tasks: [null, { state: 7 }, { state: 'pending' }] },
    { ...report, tasks: [null, { state: 7 }] } as Doc,
  ],
  [
    'an old list with a fault in it gets no fault more',
    chw,
    { ...report, tasks: [null, { state: 7 }, { state: 8 }] },
    { ...report, tasks: [null, { state: 7 }] } as Doc,
    /"tasks.2.state"/,
  ],
  ['the sender of a report has an id', chw, { ...report, contact: 'ana' }, null, /"contact" must be an object/],
];

describe('what a client may write', () => {
  const validate = compileValidate();
  for (const [title, who, doc, old, refusal] of rows)
    it(title, () => {
      const answer = refusalBy(validate, doc as Doc, old, who);
      if (!refusal) expect(answer).to.equal(null);
      else {
        expect(answer?.reason).to.match(refusal).and.to.match(/\.$/);
        expect(answer?.error).to.equal(who === nobody ? 'unauthorized' : 'forbidden');
      }
    });

  for (const [title, before, after, may, more = {}] of changes)
    it(`${may ? 'takes' : 'refuses'} ${title}`, () => {
      const old = before && ({ ...report, ...more, ...before, _rev: '4-x' } as Doc);
      const answer = refusalBy(validate, { ...report, ...more, ...after } as Doc, old, chw);
      if (may) expect(answer).to.equal(null);
      else expect(answer?.reason).to.match(/server makes the messages/);
      expect(refusalBy(validate, { ...report, ...more, ...after } as Doc, old, admin), 'an administrator').to.equal(
        null,
      );
    });

  for (const doc of [person, mine, { _id: 'x', type: 'stock' }, { _id: 'x' }])
    it(`refuses a message that is to go out on ${doc.type ?? 'a document without a type'}`, () => {
      for (const field of ['tasks', 'scheduled_tasks'])
        for (const state of ['pending', 'forwarded-to-gateway', 'scheduled']) {
          const answer = refusalBy(validate, { ...doc, [field]: [said(state)] } as Doc, doc as Doc, chw);
          expect(answer?.reason, `${field} ${state}`).to.match(/server makes the messages/);
        }
      expect(refusalBy(validate, { ...doc, tasks: [{ name: 'weigh' }, 'x', null] } as Doc, doc as Doc, chw)).to.equal(
        null,
      );
    });

  it('is decided by text that CouchDB runs too', () => {
    expect(validateText()).to.match(/^function \(newDoc, oldDoc, userCtx, secObj\) \{/);
    expect(validateText()).to.not.match(/=>|`|\b(let|const|class)\b/);
  });

  it('is not decided by a fault of the function itself', () => {
    expect(() => refusalBy(compileValidate('function () { throw new Error("broken"); }'), person, null, chw)).to.throw(
      'broken',
    );
  });
});

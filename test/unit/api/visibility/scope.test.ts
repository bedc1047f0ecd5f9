import { type Audience, isForEveryone, mentionsOf } from '@rounds/api/visibility/audience.ts';
import { maySee, type Scope, whyNotLeft } from '@rounds/api/visibility/scope.ts';
import { depthOf } from '@rounds/api/visibility/user-scope.ts';
import { expect } from 'chai';

const types = [{ id: 'district_hospital' }, { id: 'health_center' }, { id: 'clinic' }, { id: 'person', person: true }];

const chw: Scope = {
  ...{ name: 'aya', online: false, admin: false, facilities: ['north'], contactId: 'aya-person' },
  ...{ depth: Infinity, reportDepth: Infinity, primary: new Map(), replicatePrimaryContacts: false, unassigned: false },
  views: { contacts: true, reports: true, users: false },
};
const supervisor: Scope = { ...chw, name: 'sol', facilities: ['district'], contactId: 'sol-person', depth: 1 };
const online: Scope = { ...chw, name: 'olga', online: true, facilities: [], contactId: undefined };

const district = ['district'];
const north = ['north', 'district'];
const clinic = ['clinic', 'north', 'district'];
const nia = ['nia', 'clinic', 'north', 'district'];
const sam = ['sam', 'south-clinic', 'south', 'district'];
const ayaPerson = ['aya-person', 'north', 'district'];
const solPerson = ['sol-person', 'district'];
const benPerson = ['ben-person', 'south', 'district'];

const contact = (lineage: string[]): Audience => ({ kind: 'contact', lineage });
const report = (
  about: string[] | null,
  by: string[] | null,
  more: { hidden?: boolean; signoff?: string[] } = {},
): Audience => ({
  ...{ kind: 'report', about, by, hidden: false, signoff: [] },
  ...more,
});

type Case = [sentence: string, scope: Scope, facts: Audience, sees: boolean];

const table: Case[] = [
  ['settings and forms are for everyone', chw, { kind: 'everyone' }, true],
  ['links to log in are for nobody', chw, { kind: 'secret' }, false],
  ['links to log in are not for online users either', online, { kind: 'secret' }, false],
  ['links to log in are for administrators', { ...online, admin: true }, { kind: 'secret' }, true],
  ['a user sees his own settings', chw, { kind: 'user', name: 'aya' }, true],
  ['a user does not see the settings of another', chw, { kind: 'user', name: 'sol' }, false],
  [
    'an online user sees them with can_view_users',
    { ...online, views: { ...online.views, users: true } },
    { kind: 'user', name: 'sol' },
    true,
  ],
  ['an online user does not see them without', online, { kind: 'user', name: 'sol' }, false],

  ['a place of one’s own', chw, contact(north), true],
  ['a person below it, any depth', chw, contact(nia), true],
  ['the place above', chw, contact(district), false],
  ['the neighbours', chw, contact(sam), false],
  ['one of several places', { ...chw, facilities: ['south', 'north'] }, contact(sam), true],
  ['a user without a place', { ...chw, facilities: [] }, contact(nia), false],
  ['depth 0 is the place itself', { ...supervisor, depth: 0 }, contact(district), true],
  ['depth 0 is not what is below', { ...supervisor, depth: 0 }, contact(north), false],
  ['depth 1 is the next level', supervisor, contact(north), true],
  ['depth 1 is not the level after', supervisor, contact(clinic), false],
  ['a primary contact from elsewhere', { ...supervisor, primary: new Map([['sam', 1]]) }, contact(sam), true],
  ['a contact above whom one’s place is named twice', chw, contact(['x', 'north', 'north', 'district']), true],

  ['a report about somebody of one’s own', chw, report(nia, benPerson), true],
  ['a report about somebody else', chw, report(sam, ayaPerson), false],
  ['a report about nobody, by somebody of one’s own', chw, report(null, ayaPerson), true],
  ['a report about nobody, by somebody else', chw, report(null, benPerson), false],
  ['a report about nobody, by nobody', chw, report(null, null), false],
  ['the same with access to unassigned reports', { ...chw, unassigned: true }, report(null, null), true],
  ['access to unassigned reports opens no others', { ...chw, unassigned: true }, report(sam, benPerson), false],
  ['a report about a person beyond the depth', supervisor, report(nia, ayaPerson), false],
  ['a report about a place within the depth', supervisor, report(north, ayaPerson), true],
  ['a report below the report depth', { ...supervisor, depth: 3, reportDepth: 1 }, report(nia, ayaPerson), false],
  ['a report at the report depth', { ...supervisor, depth: 3, reportDepth: 1 }, report(north, ayaPerson), true],
  [
    'one’s own report below the report depth',
    { ...supervisor, depth: 3, reportDepth: 1 },
    report(nia, solPerson),
    true,
  ],
  ['one’s own report about somebody outside', { ...supervisor, depth: 0 }, report(nia, solPerson), false],
  [
    'a report about a primary contact from elsewhere',
    { ...supervisor, primary: new Map([['sam', 1]]) },
    report(sam, benPerson),
    true,
  ],
  ['needs_signoff: seen above, whatever the depth', supervisor, report(nia, ayaPerson, { signoff: ayaPerson }), true],
  [
    'needs_signoff: not seen beside',
    { ...supervisor, facilities: ['south'] },
    report(nia, ayaPerson, { signoff: ayaPerson }),
    false,
  ],
  ['private about oneself, by somebody one cannot see', chw, report(ayaPerson, solPerson, { hidden: true }), false],
  ['private about one’s place, by somebody one cannot see', chw, report(north, solPerson, { hidden: true }), false],
  [
    'private about oneself, for whom the sender is visible',
    supervisor,
    report(solPerson, solPerson, { hidden: true }),
    true,
  ],
  ['private about somebody else', chw, report(nia, solPerson, { hidden: true }), true],
  ['not private, about oneself', chw, report(ayaPerson, solPerson), true],

  ['a task of one’s own', chw, { kind: 'task', user: 'org.couchdb.user:aya' }, true],
  ['a task of another', chw, { kind: 'task', user: 'org.couchdb.user:sol' }, false],
  ['a target of one’s own', chw, { kind: 'target', owner: ['aya-person'] }, true],
  ['a target of somebody below', supervisor, { kind: 'target', owner: ['north', 'district'] }, true],
  ['a target of the neighbours', chw, { kind: 'target', owner: benPerson }, false],
  ['a document of an unknown kind', chw, { kind: 'other' }, false],
  ['the same for an online user', online, { kind: 'other' }, true],
  [
    'an online user without can_view_contacts',
    { ...online, views: { ...online.views, contacts: false } },
    contact(nia),
    false,
  ],
  [
    'an online user without can_view_reports',
    { ...online, views: { ...online.views, reports: false } },
    report(nia, ayaPerson),
    false,
  ],
  ['that something was deleted of which nothing is known', chw, { kind: 'gone' }, true],
];

describe('who may see a document', () => {
  for (const [sentence, scope, facts, sees] of table)
    it(`${sentence}: ${sees ? 'yes' : 'no'}`, () => expect(maySee(scope, facts)).to.equal(sees));
});

describe('what decides who may see a document', () => {
  const about = (more: object) => {
    const refs = mentionsOf({ _id: 'r', type: 'data_record', ...more }, types);
    return refs.kind === 'report' ? refs.subject : refs.kind;
  };
  const cases: [string, object, string | undefined][] = [
    ['a patient_id', { patient_id: '10018' }, '10018'],
    ['a number', { patient_id: 10018 }, '10018'],
    ['fields.patient_id', { fields: { patient_id: 'a' } }, 'a'],
    ['the patient before the place', { fields: { patient_id: 'a', place_id: 'b' } }, 'a'],
    ['the top level before the fields', { patient_id: 'x', fields: { patient_id: 'a' } }, 'x'],
    ['fields.patient_uuid', { fields: { patient_uuid: 'u' } }, 'u'],
    ['place_id', { fields: { place_id: 'p' } }, 'p'],
    ['nobody, when it is empty', { fields: { patient_id: '' } }, undefined],
    ['nobody, when it is an object', { fields: { patient_id: { a: 1 } } }, undefined],
    [
      'nobody, when the registration was not found',
      { patient_id: 'a', errors: [{ code: 'registration_not_found' }] },
      undefined,
    ],
    ['nobody, when the id was invalid', { patient_id: 'a', errors: [{ code: 'invalid_patient_id' }] }, undefined],
    ['the patient, with another error', { patient_id: 'a', errors: [{ code: 'other' }] }, 'a'],
  ];
  for (const [sentence, doc, subject] of cases)
    it(`a report is about ${sentence}`, () => expect(about(doc)).to.equal(subject));

  it('is nothing but the id for what everyone gets', () => {
    const everyone = [
      'settings',
      'form:mute',
      'resources',
      'branding',
      'partners',
      'privacy-policies',
      'service-worker-meta',
      'extension-libs',
    ];
    for (const _id of [...everyone, 'zscore-charts', '_design/medic-client'])
      expect(isForEveryone({ _id }), _id).to.equal(true);
    for (const _id of ['_design/medic', 'settings2', 'x', 'shortcode-id-length'])
      expect(isForEveryone({ _id }), _id).to.equal(false);
    expect(isForEveryone({ _id: 'messages-en', type: 'translations' })).to.equal(true);
  });
});

describe('a message that somebody typed', () => {
  const message = (to: string[][], by: string[] | null = null, loose = false): Audience => ({
    kind: 'message',
    to,
    loose,
    by,
  });
  const shallow: Scope = { ...supervisor, depth: 3, reportDepth: 0 };
  const cases: [string, Scope, Audience, boolean][] = [
    ['to somebody of one’s own places is seen', chw, message([nia], solPerson), true],
    ['to somebody elsewhere is not', chw, message([sam], benPerson), false],
    ['to several, one of them one’s own, is seen', chw, message([sam, nia], solPerson), true],
    ['that one wrote oneself is seen, wherever it goes', chw, message([sam], ayaPerson), true],
    ['that a colleague of the same place wrote to somebody elsewhere is not', chw, message([sam], nia), false],
    ['is not held back by the depth of reports', shallow, message([nia], solPerson), true],
    ['to nobody one knows is seen by who sees its author', chw, message([], ayaPerson), true],
    ['to nobody one knows by an author elsewhere is not', chw, message([], benPerson), false],
    ['to nobody and by nobody is for who sees what is unassigned', { ...chw, unassigned: true }, message([]), true],
    ['to nobody and by nobody is for nobody else', chw, message([]), false],
    ['is seen by online users', online, message([sam], benPerson), true],
    [
      'is not seen by online users without the permission',
      { ...online, views: { ...online.views, reports: false } },
      message([sam]),
      false,
    ],
  ];
  for (const [sentence, scope, facts, sees] of cases)
    it(`${sentence}`, () => {
      expect(maySee(scope, facts)).to.equal(sees);
    });

  const ofDeep = (more: object) => ({ ...report(nia, solPerson, more), meant: [nia] }) as Audience;
  const toSign = (target: string[]) =>
    ({ ...report(target, ayaPerson, { signoff: ayaPerson }), meant: [target] }) as Audience;
  const writes: [string, Scope, Audience, boolean][] = [
    ['to people of one’s own places', chw, message([nia, ayaPerson], ayaPerson), true],
    ['not to somebody elsewhere, though it goes to one’s own too', chw, message([nia, sam], ayaPerson), false],
    ['not to a number that is nobody’s', chw, message([], ayaPerson, true), false],
    ['not to such a number beside one’s own people', chw, message([nia], ayaPerson, true), false],
    [
      'to such a number by who sees what is unassigned',
      { ...chw, unassigned: true },
      message([], ayaPerson, true),
      true,
    ],
    ['not to nobody', chw, message([], ayaPerson), false],
    ['to anybody, online', online, message([], null), true],
    ['a report is not held to that', chw, report(nia, ayaPerson), true],
    ['a report about somebody too deep is', { ...supervisor }, ofDeep({}), false],
    ['one’s own report to be signed off, however deep its patient', supervisor, ofDeep({ signoff: solPerson }), true],
    ['not that of another', supervisor, { ...ofDeep({ signoff: ayaPerson }), by: ayaPerson } as Audience, false],
    ['not about somebody elsewhere', { ...chw, depth: 1 }, toSign(sam), false],
  ];
  for (const [sentence, scope, facts, may] of writes)
    it(`may be written ${sentence}`, () => {
      expect(whyNotLeft(scope, facts) === undefined).to.equal(may);
    });

  it('goes to the contacts that its messages name, each once, whatever else stands there', () => {
    const tasks = [
      { messages: [{ contact: { _id: 'a' } }, { contact: { _id: 'b' } }] },
      { messages: [{ contact: { _id: 'a' } }, null, {}] },
      {},
      null,
    ];
    const refs = mentionsOf(
      { _id: 'm', type: 'data_record', kujua_message: true, tasks, contact: { _id: 'x' } },
      types,
    );
    expect(refs).to.deep.equal({ kind: 'message', to: ['a', 'b'], loose: true, submitter: ['x'] });
    expect(mentionsOf({ _id: 'm', type: 'data_record', kujua_message: true, tasks: 'x' }, types)).to.deep.equal({
      kind: 'message',
      to: [],
      loose: false,
      submitter: [],
    });
  });
});

describe('how deep a user sees', () => {
  const settings = {
    replication_depth: [
      { role: 'a', depth: 1, report_depth: 0 },
      { role: 'b', depth: 3, report_depth: 1 },
      { role: 'c', depth: 3, report_depth: 2, replicate_primary_contacts: true },
      { role: 'd', depth: 3 },
    ],
  };
  const cases: [string, string[], ReturnType<typeof depthOf>][] = [
    [
      'without an entry: everything below',
      ['x'],
      { depth: Infinity, reportDepth: Infinity, replicatePrimaryContacts: false },
    ],
    ['one entry', ['a'], { depth: 1, reportDepth: 0, replicatePrimaryContacts: false }],
    [
      'the highest depth wins, with its own report depth',
      ['a', 'b'],
      { depth: 3, reportDepth: 1, replicatePrimaryContacts: false },
    ],
    [
      'among equals the largest report depth and any true',
      ['b', 'c'],
      { depth: 3, reportDepth: 2, replicatePrimaryContacts: true },
    ],
    [
      'among equals no report depth is no limit',
      ['c', 'd'],
      { depth: 3, reportDepth: Infinity, replicatePrimaryContacts: true },
    ],
  ];
  for (const [sentence, roles, depth] of cases)
    it(sentence, () => expect(depthOf(settings, roles)).to.deep.equal(depth));
});

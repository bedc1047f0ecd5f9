import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { purgeDatabase, roleSet } from '@rounds/ddocs/documents/purged.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { shortCodeId } from '@rounds/ddocs/documents/short-codes.ts';
import { firstTargetKept, isAgedTask } from '@rounds/sentinel/purging/aged.ts';
import { namedIds, purgeFunction } from '@rounds/sentinel/purging/function.ts';
import { ownerOf, readRecords, sorted } from '@rounds/sentinel/purging/records.ts';
import { openSandbox } from '@rounds/sentinel/sandbox/sandbox.ts';
import { expect } from 'chai';
import { contact, day, sentinelInMemory, wednesday } from '../engine/sentinel-in-memory.ts';

const record = (_id: string, more: Partial<Report> = {}): Report => ({
  _id,
  type: 'data_record',
  reported_date: wednesday,
  ...more,
});
const by = (_id: string) => ({ contact: { _id } });

describe('What a record belongs to', () => {
  const rows: [title: string, record: Report, owner: string | undefined][] = [
    [
      'a report about a patient, to the patient',
      record('a', { form: 'P', fields: { patient_id: '10025' }, ...by('Mary') }),
      '10025',
    ],
    [
      'a report about a place, to the place',
      record('a', { form: 'P', fields: { place_id: 'Okello' }, ...by('Mary') }),
      'Okello',
    ],
    ['a report about nobody, to its sender', record('a', { form: 'P', ...by('Mary') }), 'Mary'],
    [
      'a report about somebody who is not known, to its sender',
      record('a', {
        form: 'P',
        fields: { patient_id: '9' },
        errors: [{ code: 'registration_not_found', message: '' }],
        ...by('Mary'),
      }),
      'Mary',
    ],
    ['a message that came in, to its sender', record('a', by('Mary')), 'Mary'],
    [
      'a message that was typed, to whom it went',
      record('a', {
        kujua_message: true,
        tasks: [{ state: 'sent', messages: [{ uuid: 'u', to: '1', message: 'm', contact: { _id: 'Grace' } }] }],
        ...by('Mary'),
      }),
      'Grace',
    ],
    ['a message from nobody, to nobody', record('a'), undefined],
  ];
  for (const [title, one, owner] of rows)
    it(title, () => {
      expect(ownerOf(one)).to.equal(owner);
    });

  it('is told by any id of a contact, and once', () => {
    const contacts = [contact('Grace', 'person', [], { patient_id: 10025 }), contact('Okello', 'clinic')];
    const records = [
      record('by code', { form: 'P', fields: { patient_id: '10025' } }),
      record('by id', { form: 'P', fields: { patient_uuid: 'Grace' } }),
      record('of the place', { form: 'P', fields: { place_id: 'Okello' }, contact: { _id: 'Grace' } }),
      record('written', by('Grace')),
      record('of others', by('Mary')),
    ];
    expect(
      sorted(contacts, records).map(({ contact: { _id }, reports, messages }) => [
        _id,
        reports.map(r => r._id),
        messages.map(m => m._id),
      ]),
    ).to.deep.equal([
      ['Grace', ['by code', 'by id'], ['written']],
      ['Okello', ['of the place'], []],
    ]);
  });

  it('is told by a short code of the contact that had it first, whichever is read first and whoever else has it', async () => {
    const { main, side } = await sentinelInMemory({});
    const has = { patient_id: '10025' };
    const grace = contact('Grace', 'person', [], { ...has, reported_date: 5 });
    const twin = contact('a-twin', 'person', [], { ...has, reported_date: 9 });
    const other = contact('b-other', 'person', [], { ...has, reported_date: 1 });
    await side.write([{ _id: shortCodeId('10025'), type: 'short-code', cause: 'Grace' }]);
    await main.write([
      ...[grace, twin, other],
      record('by code', { form: 'P', fields: { patient_id: '10025' } }),
      record('by id', { form: 'P', fields: { patient_uuid: 'a-twin' } }),
    ]);
    for (const some of [[twin, grace], [grace], [twin], [other]]) {
      const found: [string, string[]][] = [];
      for await (const { groups } of readRecords({ main, side }, some))
        for (const { contact: one, reports } of groups) found.push([String(one._id), reports.map(({ _id }) => _id)]);
      const wanted: Record<string, string[]> = { Grace: ['by code'], 'a-twin': ['by id'], 'b-other': [] };
      expect(found).to.deep.equal(some.map(({ _id }) => [_id, wanted[_id]]));
    }
  });
});

describe('The purge function of a programme', () => {
  const records = {
    contact: contact('Grace', 'person', [], { muted: '2026-01-01T00:00:00.000Z' }),
    reports: [record('old', { form: 'P', reported_date: 1 }), record('new', { form: 'P' })] as Doc[],
    messages: [record('hello')] as Doc[],
  };
  const permissions = { can_keep: ['nurse'], can_see: ['chw', 'nurse'] };
  const ask = async (fn: string, ...roleSets: string[][]) => {
    const sandbox = await openSandbox();
    const answers = sandbox.call(purgeFunction(fn), [
      roleSets,
      records.contact,
      records.reports,
      records.messages,
      permissions,
    ]);
    return (answers as unknown[]).map(answer => [...namedIds(answer, records)]);
  };

  it('is asked for every set of roles, and sees contact, reports and messages', async () => {
    const fn = `function (userCtx, contact, reports, messages) {
      if (userCtx.roles.indexOf('nurse') !== -1) return [];
      return contact.muted ? reports.filter(r => r.reported_date < 10).concat(messages).map(r => r._id) : [];
    }`;
    expect(await ask(fn, ['chw'], ['chw', 'nurse'])).to.deep.equal([['old', 'hello'], []]);
  });

  it('may ask for permissions', async () => {
    const fn = `(userCtx, contact, reports, messages, cht, permissions) => [
      cht.v1.hasPermissions('can_keep') ? '' : 'old',
      cht.v1.hasPermissions(['can_see', '!can_keep'], userCtx.roles, permissions) ? 'new' : '',
      cht.v1.hasAnyPermission([['can_keep'], ['can_see']]) ? 'hello' : '',
    ]`;
    expect(await ask(fn, ['chw'], ['nurse'], ['guest'])).to.deep.equal([['old', 'new', 'hello'], ['hello'], ['old']]);
  });

  for (const [title, fn] of [
    ['names only what it was given', `() => ['old', 'Grace', 'settings', 7, 'old']`],
    ['may be written as an arrow', `(u, c, reports) => reports.slice(0, 1).map(r => r._id)`],
  ] as const)
    it(title, async () => {
      expect(await ask(fn, ['chw'])).to.deep.equal([['old']]);
    });

  for (const fn of ['() => undefined', '() => "old"', '() => ({ 0: "old" })'])
    it(`purges nothing when it is ${fn}`, async () => {
      expect(await ask(fn, ['chw'])).to.deep.equal([[]]);
    });
});

describe('Tasks and targets on devices', () => {
  const task = (state: string, ended: number, more: object = {}): Doc => ({
    _id: 'task~1',
    type: 'task',
    state,
    emission: { endDate: new Date(wednesday - ended * day).toISOString().slice(0, 10) },
    ...more,
  });
  const rows: [Doc, boolean][] = [
    [task('Completed', 61), true],
    [task('Cancelled', 61), true],
    [task('Failed', 400), true],
    [task('Completed', 59), false],
    [task('Ready', 400), false],
    [task('Draft', 400), false],
    [
      task('Completed', 0, {
        emission: undefined,
        stateHistory: [{ state: 'Completed', timestamp: wednesday - 61 * day }],
      }),
      true,
    ],
    [task('Completed', 0, { emission: undefined }), false],
  ];
  for (const [doc, aged] of rows)
    it(`${aged ? 'lose' : 'keep'} a task ${JSON.stringify([doc.state, doc.emission ?? doc.stateHistory])}`, () => {
      expect(isAgedTask(doc, wednesday)).to.equal(aged);
    });

  it('keep targets of the last six months', () => {
    expect(firstTargetKept(wednesday)).to.equal('target~2025-07');
  });
});

describe('The database of what is purged for roles', () => {
  it("has CHT's name, whatever the order of the roles", () => {
    expect(purgeDatabase('medic', ['chw'])).to.equal('medic-purged-role-dc6aef2f5bbad17a51df3cbf5eea105a');
    expect(purgeDatabase('medic', ['b', 'a', 'b'])).to.equal(purgeDatabase('medic', ['a', 'b']));
    expect(roleSet(['b', 'a', 'b'])).to.deep.equal(['a', 'b']);
  });
});

import { mergeSettings } from '@rounds/config/settings/merge.ts';
import { parseSettings } from '@rounds/config/settings/parse.ts';
import { usableSettings } from '@rounds/config/settings/usable.ts';
import { expect } from 'chai';

const withoutPermissions = ({ permissions, ...rest }: Record<string, unknown>) => rest;

describe('new settings over old', () => {
  const old = { locale: 'en', muting: { mute_forms: ['a', 'b'], messages: [1] }, roles: { chw: { offline: true } } };
  const patch = { muting: { mute_forms: ['c'] }, roles: { nurse: {} } };
  const cases: [how: string, options: object, merged: object][] = [
    [
      'are merged in depth, lists replaced',
      {},
      { locale: 'en', muting: { mute_forms: ['c'], messages: [1] }, roles: { chw: { offline: true }, nurse: {} } },
    ],
    [
      'replace each top-level key when asked',
      { replace: true },
      { locale: 'en', muting: { mute_forms: ['c'] }, roles: { nurse: {} } },
    ],
    ['overwrite everything when asked', { overwrite: true }, patch],
    ['overwrite rather than replace when both are asked', { overwrite: true, replace: true }, patch],
  ];
  for (const [how, options, merged] of cases)
    it(how, () => expect(withoutPermissions(mergeSettings(old, patch, options))).to.deep.equal(merged));

  it('leave neither the old nor the new changed', () => {
    const before = JSON.stringify([old, patch]);
    mergeSettings(old, patch);
    expect(JSON.stringify([old, patch])).to.equal(before);
  });

  for (const options of [{}, { replace: true }, { overwrite: true }])
    it(`have the default permissions filled in and their own kept with ${JSON.stringify(options)}`, () => {
      const merged = mergeSettings(
        { permissions: { can_edit: ['old'] } },
        { permissions: { can_edit: ['vhw'], can_fly: [] } },
        options,
      );
      expect(merged.permissions).to.deep.include({ can_edit: ['vhw'], can_fly: [] });
      expect(merged.permissions).to.have.property('can_view_contacts').that.includes('chw');
    });

  it('put text, lists and null over objects, and objects over them', () =>
    expect(
      withoutPermissions(mergeSettings({ a: { b: 1 }, c: [1], d: 'x' }, { a: null, c: { e: 1 }, d: { f: 1 } })),
    ).to.deep.equal({
      a: null,
      c: { e: 1 },
      d: { f: 1 },
    }));

  it('cannot reach the prototype of objects', () => {
    mergeSettings(
      {},
      JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'),
    );
    expect(({} as Record<string, unknown>).polluted).to.equal(undefined);
  });

  it('that are faulty are stored by nobody: permissions that are no object stay a fault', () =>
    expect(parseSettings(mergeSettings({}, { permissions: 'all' })).faults.map(({ path }) => path)).to.deep.equal([
      'permissions',
    ]));
});

describe('stored settings that are faulty', () => {
  const all = { muting: true, registration: true, accept_patient_reports: true, update_notifications: true };
  const cases: [section: string, raw: object, off: string[]][] = [
    ['muting', { muting: { mute_forms: 'x' } }, ['muting']],
    ['registrations', { registrations: {} }, ['registration']],
    ['schedules', { schedules: [{ name: 'a', messages: [{ offset: 'x' }] }] }, ['registration']],
    ['notifications', { notifications: 'x' }, ['update_notifications']],
    ['contact_types', { contact_types: [{}] }, ['muting', 'registration', 'update_notifications']],
    ['forms', { forms: [] }, ['registration', 'accept_patient_reports']],
    ['locale', { locale: 3 }, []],
  ];
  for (const [section, raw, off] of cases)
    it(`in ${section} turn off ${off.join(', ') || 'nothing'}, and the rest runs`, () => {
      const usable = usableSettings({ muting: { mute_forms: ['mute'] }, transitions: all, ...raw });
      expect(usable.off.map(each => each.section)).to.deep.equal([section]);
      expect(usable.off[0]!.faults).to.have.length.above(0);
      const still = Object.entries(usable.settings.transitions).filter(([name, on]) => name in all && on);
      expect(still.map(([name]) => name)).to.have.members(Object.keys(all).filter(name => !off.includes(name)));
    });

  it('in transitions turn off all of them', () => {
    const { settings, off } = usableSettings({ transitions: 'all', muting: { mute_forms: ['mute'] } });
    expect(off.map(({ section }) => section)).to.deep.equal(['transitions']);
    expect(Object.values(settings.transitions).some(Boolean)).to.equal(false);
  });

  it('in one of the transitions turn off that one', () => {
    const raw = { transitions: { ...all, registration: ['yes'] }, muting: { mute_forms: ['mute'] } };
    const { settings, off } = usableSettings(raw);
    expect(off.map(({ section, transitions }) => [section, transitions])).to.deep.equal([
      ['transitions', ['registration']],
    ]);
    expect(settings.transitions).to.deep.equal({ ...all, registration: false });
  });

  it('without a fault turn off nothing', () => {
    const { settings, off } = usableSettings({ transitions: all, muting: { mute_forms: ['mute'] } });
    expect(off).to.deep.equal([]);
    expect(settings.transitions).to.deep.equal(all);
  });

  const divisible: [what: string, raw: object, section: string, read: unknown][] = [
    [
      'keep the sound contact types',
      { contact_types: [{ id: 'area' }, {}, { id: 'home', parents: ['area'] }] },
      'contact_types',
      [{ id: 'area' }, { id: 'home', parents: ['area'] }],
    ],
    [
      'keep the sound roles',
      { roles: { chw: { offline: true }, nurse: { offline: 'yes' } } },
      'roles',
      { chw: { offline: true } },
    ],
    [
      'keep the service that SMS go through',
      { sms: { outgoing_service: 'africas-talking', reply_to: 20880, duplicate_limit: 'many' } },
      'sms',
      { outgoing_service: 'africas-talking', reply_to: 20880 },
    ],
    [
      'keep the sound replication depths',
      { replication_depth: [{ role: 'chw', depth: 1 }, { depth: 2 }] },
      'replication_depth',
      [{ role: 'chw', depth: 1 }],
    ],
  ];
  for (const [what, raw, section, read] of divisible)
    it(what, () => {
      const { settings, off } = usableSettings(raw);
      expect(off.map(each => each.section)).to.deep.equal([section]);
      expect(settings[section]).to.deep.equal(read);
    });

  it('give a faulty permission to nobody, and keep the others', () => {
    const { permissions } = usableSettings({ permissions: { can_delete_contacts: 'chw', can_edit: ['chw'] } }).settings;
    expect(permissions).to.deep.include({ can_delete_contacts: [], can_edit: ['chw'] });
    expect(permissions.can_view_contacts).to.include('chw');
  });

  it('fall back on the legacy types and the default permissions when these are of no use at all', () => {
    const { settings } = usableSettings({ contact_types: [{}], permissions: [] });
    expect(settings.contact_types.map(({ id }) => id)).to.deep.equal([
      'district_hospital',
      'health_center',
      'clinic',
      'person',
    ]);
    expect(settings.permissions.can_edit).to.include('chw');
  });
});

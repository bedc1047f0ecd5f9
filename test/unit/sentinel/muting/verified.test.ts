import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { settleOnDevice } from '@rounds/sentinel/device/settle.ts';
import { isAboutSelf, verifiersOf } from '@rounds/sentinel/muting/forms.ts';
import { mayVerify, verificationOf } from '@rounds/sentinel/muting/verification.ts';
import { expect } from 'chai';
import {
  contact,
  day,
  mutingSettings,
  report,
  type SentinelInMemory,
  sentinelInMemory,
  village,
  wednesday,
} from '../engine/sentinel-in-memory.ts';

const events = ['waits_for_verification', 'verification_refused'];
const settings = {
  ...mutingSettings,
  muting: {
    ...mutingSettings.muting,
    verify_forms: { mute: 'supervisor' },
    messages: [
      ...mutingSettings.muting.messages,
      ...events.map(event_type => ({ event_type, message: event_type, recipient: 'reporting_unit' })),
    ],
  },
};
const parsed = parseSettings(settings).settings;
const household = ['ann of north', 'ben of north', 'north'];
const said = ({ tasks = [] }: Report) => tasks.map(({ messages }) => messages?.[0]?.message);

describe('A mute that somebody must verify', () => {
  let sentinel: SentinelInMemory;
  beforeEach(async () => {
    sentinel = await sentinelInMemory({ docs: village(), settings });
    await sentinel.settle();
  });
  afterEach(() => sentinel.close());
  const put = async (...docs: Doc[]) => {
    sentinel.clock.now += 1000;
    await sentinel.put(...docs);
    await sentinel.settle();
  };
  const decide = async (id: string, verified: boolean) =>
    put({ ...(await sentinel.report(id)), verified, verified_date: sentinel.clock.now, verified_by: 'rehema' });
  /** Documents as a phone saves them. */
  const onPhone = (docs: Doc[], raw: unknown = settings, now = sentinel.clock.now) =>
    settleOnDevice({ docs, store: sentinel.main, settings: parseSettings(raw).settings, now });

  it('does nothing, says for whom it waits, and tells its author', async () => {
    const mute = report('mute', 'north');
    await put(mute);
    expect(await sentinel.muted()).to.deep.equal([]);
    const waiting = await sentinel.report(mute._id);
    expect(waiting.waits_for).to.deep.equal(['supervisor']);
    expect(waiting.errors).to.equal(undefined);
    expect(said(waiting)).to.deep.equal(['waits_for_verification']);
    sentinel.restart('0');
    await sentinel.settle();
    expect(said(await sentinel.report(mute._id)), 'told once').to.have.length(1);
  });

  it('mutes once it is approved, by the date on which it was made', async () => {
    const mute = report('mute', 'north', { reported_date: wednesday - day });
    await put(mute);
    const unmute = report('unmute', 'south', { reported_date: wednesday });
    await put(unmute);
    await decide(mute._id, true);
    expect(await sentinel.muted()).to.deep.equal(household);
    expect((await sentinel.contact('north')).muted_by?.reported_date).to.equal(wednesday - day);
    expect(said(await sentinel.report(mute._id))).to.deep.equal(['waits_for_verification', 'north is muted']);
    await decide(mute._id, false);
    expect(await sentinel.muted(), 'what was carried out stays').to.deep.equal(household);
  });

  it('mutes nobody when somebody was unmuted after it was made and before it was approved', async () => {
    const mute = report('mute', 'north', { reported_date: wednesday - day });
    await put(mute);
    await put(report('unmute', 'north', { reported_date: wednesday - 1 }));
    await decide(mute._id, true);
    expect(await sentinel.muted()).to.deep.equal([]);
    expect((await sentinel.info('north'))?.muting_events?.map(({ muted }) => muted)).to.deep.equal([true, false]);
  });

  it('says to its author that it is refused, and may still be approved', async () => {
    const mute = report('mute', 'north');
    await put(mute);
    await decide(mute._id, false);
    expect(await sentinel.muted()).to.deep.equal([]);
    const refused = await sentinel.report(mute._id);
    expect(refused.errors?.map(({ code }) => code)).to.deep.equal(['verification_refused']);
    expect(said(refused)).to.deep.equal(['waits_for_verification', 'verification_refused']);
    await decide(mute._id, true);
    expect(await sentinel.muted()).to.deep.equal(household);
    expect((await sentinel.report(mute._id)).errors).to.equal(undefined);
  });

  it('is refused at once for what is wrong with it, before anybody verifies it', async () => {
    const mute = report('mute', 'nobody of nowhere');
    await put(mute);
    expect((await sentinel.report(mute._id)).errors?.map(({ code }) => code)).to.deep.equal(['contact_not_found']);
  });

  it('leaves forms alone that nobody need verify', async () => {
    await put(report('unmute', 'north'));
    expect(await sentinel.muted()).to.deep.equal([]);
  });

  it('waits on the phone too, which mutes nobody', async () => {
    const mute = report('mute', 'north');
    const saved = await onPhone([mute]);
    expect(saved).to.deep.equal([{ ...mute, waits_for: ['supervisor'] }]);
    await put(...saved);
    expect(said(await sentinel.report(mute._id))).to.deep.equal(['waits_for_verification']);
  });

  it('is carried out on the phone of whoever approves it, offline, and the server comes to the same', async () => {
    const mute = report('mute', 'north');
    await put(...(await onPhone([mute])));
    const approved = { ...(await sentinel.report(mute._id)), verified: true, verified_by: 'rehema' };
    const saved = await onPhone([approved]);
    const contacts = saved.filter((doc): doc is Contact => doc.type !== 'data_record');
    expect(contacts.map(({ _id, muted }) => [_id, Boolean(muted)]).sort()).to.deep.equal(
      household.map(id => [id, true]),
    );
    expect(contacts[0]?.muted_by?.reported_date).to.equal(wednesday);
    await put(...contacts);
    await put(...saved.filter(({ type }) => type === 'data_record'));
    expect(await sentinel.muted()).to.deep.equal(household);
    expect((await sentinel.info('ann of north'))?.muting_history).to.have.length(1);
    expect(
      await onPhone([{ ...(await sentinel.report(mute._id)), note: 'edited' } as Report]),
      'an edit',
    ).to.have.length(1);
  });

  it('is not carried out on a phone that knows of a later report; the server decides', async () => {
    const mute = report('mute', 'north', { reported_date: wednesday - day });
    await put(mute);
    await put(report('unmute', 'ann of north', { reported_date: wednesday - 5 }));
    await put(report('unmute', 'north', { reported_date: wednesday - 1 }));
    const saved = await onPhone([{ ...(await sentinel.report(mute._id)), verified: true }]);
    expect(saved).to.have.length(1);
  });

  for (const first of ['contacts', 'report', 'both'] as const)
    it(`takes back what a phone with older settings did by it: ${first} first`, async () => {
      const saved = await onPhone([report('mute', 'north')], mutingSettings);
      const contacts = saved.filter(({ type }) => type !== 'data_record');
      const reports = saved.filter(({ type }) => type === 'data_record');
      if (first === 'both') await put(...saved);
      else for (const docs of first === 'contacts' ? [contacts, reports] : [reports, contacts]) await put(...docs);
      expect(await sentinel.muted()).to.deep.equal([]);
      await decide(reports[0]!._id, true);
      expect(await sentinel.muted()).to.deep.equal(household);
    });

  it('is kept as an older mute that counts when it is approved after another one', async () => {
    const first = report('mute', 'ann of north', { reported_date: wednesday - day });
    const second = report('mute', 'north', { reported_date: wednesday - 1 });
    await put(first, second);
    await decide(second._id, true);
    await decide(first._id, true);
    expect(await sentinel.muted()).to.deep.equal(household);
    expect((await sentinel.contact('ann of north')).muted_by?.report_id).to.equal(first._id);
    expect((await sentinel.contact('ben of north')).muted_by?.report_id).to.equal(second._id);
  });

  it('does nothing once it is deleted', async () => {
    const mute = report('mute', 'north');
    await put(mute);
    await put({ ...(await sentinel.report(mute._id)), _deleted: true });
    expect(await sentinel.muted()).to.deep.equal([]);
  });

  it('reads whom it waits for in either way of writing it', () => {
    const table: [verify: unknown, form: string, roles: string[] | undefined][] = [
      [{ mute: 'supervisor' }, 'MUTE', ['supervisor']],
      [{ mute: ['supervisor', 'nurse'] }, 'mute', ['supervisor', 'nurse']],
      [['mute'], 'mute', []],
      [{ mute: 'supervisor' }, 'unmute', undefined],
      [{ pregnancy: 'supervisor' }, 'pregnancy', undefined],
      [null, 'mute', undefined],
    ];
    for (const [verify_forms, form, roles] of table) {
      const raw = { ...mutingSettings, muting: { ...mutingSettings.muting, verify_forms } };
      expect(verifiersOf(form, parseSettings(raw).settings), JSON.stringify(verify_forms)).to.deep.equal(roles);
    }
  });

  it('may be verified by somebody of one of the roles, or by whoever may verify where no role is named', () => {
    const table: [roles: string[], verifiers: string[], permitted: boolean, may: boolean][] = [
      [['supervisor'], ['supervisor', 'nurse'], false, true],
      [['chw', 'nurse'], ['supervisor', 'nurse'], false, true],
      [['chw'], ['supervisor'], true, false],
      [['chw'], [], true, true],
      [['chw'], [], false, false],
      [['_admin'], ['supervisor'], false, true],
    ];
    for (const [roles, verifiers, permitted, may] of table)
      expect(
        mayVerify(roles, verifiers, () => permitted),
        JSON.stringify([roles, verifiers]),
      ).to.equal(may);
  });

  it('stands as what was said of it', () => {
    const states: [Partial<Report>, string | undefined][] = [
      [{}, 'waits'],
      [{ verified: true }, 'approved'],
      [{ verified: false }, 'refused'],
      [{ errors: [{ code: 'x', message: 'x' }] }, undefined],
      [{ form: 'unmute' }, undefined],
    ];
    for (const [more, state] of states)
      expect(verificationOf({ form: 'mute', ...more }, parsed), JSON.stringify(more)).to.equal(state);
  });
});

const aboutSelf = {
  ...mutingSettings,
  muting: {
    ...mutingSettings.muting,
    mute_forms: ['mute', 'leave'],
    unmute_forms: ['unmute', 'return'],
    scope: { leave: 'self', return: 'self' },
  },
};

describe('A mute of a contact alone', () => {
  let sentinel: SentinelInMemory;
  const open = async (unmute_policy = 'topmost') => {
    sentinel = await sentinelInMemory({
      docs: [...village(), report('pregnancy', 'ann of north', { _id: 'pregnancy', reported_date: wednesday - day })],
      settings: { ...aboutSelf, muting: { ...aboutSelf.muting, unmute_policy } },
    });
    await sentinel.settle();
  };
  afterEach(() => sentinel.close());
  let made = wednesday;
  const put = async (...docs: Doc[]) => {
    sentinel.clock.now += 1000;
    await sentinel.put(...docs);
    await sentinel.settle();
  };
  const tell = (form: string, subject: string) => put(report(form, subject, { reported_date: ++made }));
  beforeEach(() => {
    made = wednesday - 1000;
  });

  const stories: [told: string, reports: [form: string, subject: string][], muted: string[]][] = [
    ['mutes the household and nobody in it', [['leave', 'north']], ['north']],
    [
      'is lifted for the contact alone',
      [
        ['leave', 'north'],
        ['leave', 'ann of north'],
        ['return', 'north'],
      ],
      ['ann of north'],
    ],
    [
      'is not lifted for one alone of a household that is muted',
      [
        ['mute', 'north'],
        ['return', 'ann of north'],
      ],
      household,
    ],
    [
      'is not why a member is muted: nothing is lifted above him',
      [
        ['leave', 'north'],
        ['mute', 'ann of north'],
        ['unmute', 'ann of north'],
      ],
      ['north'],
    ],
    [
      'becomes one of all when the whole household is muted',
      [
        ['leave', 'north'],
        ['mute', 'north'],
      ],
      household,
    ],
    [
      'is lifted with the household',
      [
        ['leave', 'north'],
        ['mute', 'north'],
        ['unmute', 'ben of north'],
      ],
      [],
    ],
  ];
  for (const policy of ['topmost', 'restore'])
    for (const [told, reports, muted] of stories) {
      it(`${told}: ${policy}`, async () => {
        await open(policy);
        for (const [form, subject] of reports) await tell(form, subject);
        expect(await sentinel.muted()).to.deep.equal(muted);
      });
      it(`${told}, in reverse order of arrival: ${policy}`, async () => {
        await open(policy);
        sentinel.clock.now += day;
        const all = reports.map(([form, subject]) => report(form, subject, { reported_date: ++made }));
        for (const one of all.reverse()) await put(one);
        expect(await sentinel.muted()).to.deep.equal(muted);
      });
      it(`${told}, on a phone too: ${policy}`, async () => {
        await open(policy);
        const { settings: known } = parseSettings({
          ...aboutSelf,
          muting: { ...aboutSelf.muting, unmute_policy: policy },
        });
        for (const [form, subject] of reports) {
          const now = ++made;
          const docs = [report(form, subject, { reported_date: now })];
          const saved = await settleOnDevice({ docs, store: sentinel.main, settings: known, now });
          await sentinel.put(...saved);
        }
        expect(await sentinel.muted()).to.deep.equal(muted);
        sentinel.clock.now += 1000;
        await sentinel.settle();
        expect(await sentinel.muted(), 'on the server').to.deep.equal(muted);
      });
    }

  it('silences no message of its members, and mutes nobody who comes to it', async () => {
    await open();
    await tell('leave', 'north');
    await put(contact('eve of north', 'person', ['north', 'centre', 'district']));
    await put(report('pregnancy', 'eve of north', { _id: 'another', reported_date: ++made }));
    expect(await sentinel.muted()).to.deep.equal(['north']);
    for (const id of ['pregnancy', 'another'])
      expect((await sentinel.report(id)).scheduled_tasks?.map(({ state }) => state)).to.deep.equal([
        'scheduled',
        'scheduled',
      ]);
    expect((await sentinel.contact('north')).muted_by?.scope).to.equal('self');
    expect((await sentinel.info('north'))?.muting_history?.[0]?.scope).to.equal('self');
  });
});

describe('Forms that are about a contact alone', () => {
  it('are named by their codes', () => {
    const { settings: known } = parseSettings(aboutSelf);
    expect(['LEAVE', 'return', 'mute', undefined].map(form => isAboutSelf(form, known))).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
  });
});

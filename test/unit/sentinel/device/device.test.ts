import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { previewMuting, settleOnDevice, whyMuted } from '@rounds/sentinel/device/settle.ts';
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

const now = '2026-01-14T10:00:00.000Z';
const { settings } = parseSettings(mutingSettings);
const north = ['north', 'centre', 'district'];
const muted = { muted: '2026-01-01T00:00:00.000Z', muted_by: { report_id: 'earlier', root: 'north', sender: 'chw' } };

/** A phone whose database is that of the world; its sentinel is never run. */
describe('The rules on a device', () => {
  let phone: SentinelInMemory;
  const open = async (docs: Doc[] = village()) => {
    phone = await sentinelInMemory({ docs });
  };
  afterEach(() => phone.close());

  const save = async (docs: Doc[], more: { settings?: typeof settings } = {}) => {
    const saved = await settleOnDevice({ docs, store: phone.main, settings, now: wednesday, ...more });
    return new Map(saved.map(doc => [doc._id, doc as Contact & Report]));
  };
  const withNorthMuted = () =>
    village().map(doc => (doc._id === 'north' || doc.parent?._id === 'north' ? { ...doc, ...muted } : doc));

  it('mutes a household with everyone in it, and writes on each what was done and why', async () => {
    await open();
    const mute = report('mute', 'north');
    const saved = await save([mute]);
    expect([...saved.keys()].sort()).to.deep.equal([mute._id, 'ann of north', 'ben of north', 'north'].sort());
    expect(saved.get(mute._id)?.client_side_transitions).to.deep.equal({ muting: true });
    expect(saved.get('ann of north')).to.deep.include({
      muted: now,
      muted_by: { report_id: mute._id, root: 'north', reported_date: wednesday, sender: 'chw' },
      muting_history: {
        server_side: { muted: false },
        client_side: [{ muted: true, date: now, report_id: mute._id }],
        last_update: 'client_side',
      },
    });
  });

  it('unmutes everyone from the topmost muted place down, and remembers how the server had left them', async () => {
    await open(withNorthMuted());
    const saved = await save([report('unmute', 'ann of north')]);
    const ben = saved.get('ben of north');
    expect(ben).not.to.have.any.keys('muted', 'muted_by');
    expect(ben?.muting_history?.server_side).to.deep.equal({ muted: true, date: muted.muted });
    expect(saved.size).to.equal(4);
  });

  it('leaves everything alone when the subject is not here, or is in that state already', async () => {
    await open(withNorthMuted());
    for (const one of [
      report('mute', 'nobody of nowhere'),
      report('mute', 'ann of north'),
      report('unmute', 'south'),
    ]) {
      const saved = await save([one]);
      expect([...saved.values()]).to.deep.equal([one]);
    }
  });

  it('does only the unmuting of what is saved together', async () => {
    await open(withNorthMuted());
    const saved = await save([report('mute', 'south'), report('unmute', 'north')]);
    expect(saved.has('south')).to.equal(false);
    expect(saved.get('north')).not.to.have.property('muted');
  });

  it('mutes a new contact under a muted place, for the reason of that place', async () => {
    await open(withNorthMuted());
    const saved = await save([contact('baby of north', 'person', north)]);
    expect(saved.get('baby of north')).to.deep.include({ muted: now, muted_by: muted.muted_by });
    expect(saved.get('baby of north')?.muting_history?.client_side).to.deep.equal([
      { muted: true, date: now, report_id: 'earlier' },
    ]);
  });

  it('mutes a new household, a new person in it and the report about it in one go', async () => {
    await open();
    const saved = await save([
      contact('new', 'clinic', ['centre', 'district']),
      contact('eve of new', 'person', ['new', 'centre', 'district']),
      report('mute', 'new'),
    ]);
    expect(saved.get('new')?.muted).to.equal(now);
    expect(saved.get('eve of new')?.muted).to.equal(now);
  });

  it('unmutes the whole place when a new person in it is unmuted; of two new persons only that one is told', async () => {
    await open(withNorthMuted());
    const saved = await save([
      contact('eve of north', 'person', north),
      contact('flo of north', 'person', north),
      report('unmute', 'eve of north'),
    ]);
    expect(saved.get('eve of north')?.muting_history?.client_side).to.have.length(1);
    expect(saved.get('flo of north')).not.to.have.any.keys('muted', 'muting_history');
    expect(saved.get('north')).not.to.have.property('muted');
  });

  it('leaves edits of old reports and contacts alone', async () => {
    await open(withNorthMuted());
    const [mute, ann] = [
      { ...report('mute', 'south'), _rev: '1-a' },
      { ...contact('old of north', 'person', north), _rev: '1-b' },
    ];
    expect([...(await save([mute, ann])).values()]).to.deep.equal([mute, ann]);
  });

  it('silences scheduled messages, and brings back those due today or later', async () => {
    const task = (state: 'scheduled' | 'muted', at: number) => ({ state, due: new Date(at).toISOString() });
    const pregnancy = report('pregnancy', 'ann of north', { scheduled_tasks: [task('scheduled', wednesday + day)] });
    await open([...village(), pregnancy]);
    const mute = report('mute', 'north');
    const saved = await save([mute]);
    expect(saved.get(pregnancy._id)?.scheduled_tasks?.[0]).to.deep.include({
      state: 'muted',
      state_details: { reason: 'muted', by: mute._id, root: 'north' },
    });
    await phone.close();
    await open([
      ...withNorthMuted(),
      { ...pregnancy, scheduled_tasks: [task('muted', wednesday - day), task('muted', wednesday)] },
    ]);
    const after = await save([report('unmute', 'ben of north')]);
    expect(after.get(pregnancy._id)?.scheduled_tasks?.map(({ state }) => state)).to.deep.equal(['muted', 'scheduled']);
  });

  it('asks the database as often for many registrations as for one', async () => {
    const asked = async (registrations: number) => {
      const task = { state: 'scheduled' as const, due: now };
      const of = (at: number) =>
        report('pregnancy', at % 2 ? '20000' : 'ben of north', { fields: { patient_id: at % 2 ? '20000' : '30000' } });
      await open([
        ...village(),
        ...Array.from({ length: registrations }, (_, at) => ({ ...of(at), scheduled_tasks: [task] })),
      ]);
      const calls: string[] = [];
      const query: typeof phone.main.query = (view, options) => {
        calls.push(view);
        return phone.main.query(view, options);
      };
      const store = { ...phone.main, query };
      const preview = await previewMuting({ store, settings, form: 'mute', subjectId: 'north', now: wednesday });
      const saved = await settleOnDevice({ docs: [report('mute', 'north')], store, settings, now: wednesday });
      expect([preview.messages, saved.length]).to.deep.equal([registrations, registrations + 4]);
      await phone.close();
      return calls;
    };
    const few = await asked(1);
    expect(await asked(10)).to.deep.equal(few);
    await open();
  });

  it('writes the faults of an invalid report on it and does nothing', async () => {
    await open();
    const strict = parseSettings({
      ...mutingSettings,
      muting: {
        ...mutingSettings.muting,
        validations: { list: [{ property: 'why', rule: 'lenMin(3)', translation_key: 'say.why' }] },
      },
    });
    const saved = await save([report('mute', 'north')], { settings: strict.settings });
    expect(saved.size).to.equal(1);
    expect([...saved.values()][0]?.errors).to.deep.equal([{ code: 'invalid_why', message: 'why: lenMin(3)' }]);
  });

  it('says what is wrong in the words of the programme, in the language of the report', async () => {
    const generic = { 'say.why': 'Pourquoi {{why}} ? {{#date}}{{reported_date}}{{/date}}' };
    await open([...village(), { _id: 'messages-fr', type: 'translations', code: 'fr', generic } as Doc]);
    const said = async (words: object, locale: string) => {
      const validations = { list: [{ property: 'why', rule: 'lenMin(9)', ...words }] };
      const strict = parseSettings({ ...mutingSettings, muting: { ...mutingSettings.muting, validations } });
      const mute = report('mute', 'north', { locale, fields: { place_id: 'north', why: 'A & B' } });
      return (await save([mute], { settings: strict.settings })).get(mute._id)?.errors?.[0]?.message;
    };
    expect(await said({ translation_key: 'say.why' }, 'fr')).to.equal(`Pourquoi A & B ? ${wednesday}`);
    expect(await said({ message: { en: 'Why?', sw: 'Kwa nini?' } }, 'sw')).to.equal('Kwa nini?');
    expect(await said({ translation_key: 'nowhere' }, 'fr')).to.equal('why: lenMin(9)');
  });

  it('leaves to the server the forms of that name of muting which is for the server only', async () => {
    await open();
    const both = parseSettings({
      ...mutingSettings,
      transitions: { muting: { client_side: false }, update_notifications: true },
      notifications: { off_form: 'off' },
    });
    expect((await save([report('mute', 'north')], { settings: both.settings })).size).to.equal(1);
    expect((await save([report('off', 'north')], { settings: both.settings })).size).to.equal(4);
  });

  it('saves the documents as they are when muting is for the server only, or when something fails', async () => {
    await open();
    const { settings: serverOnly } = parseSettings({
      ...mutingSettings,
      transitions: { muting: { client_side: false } },
    });
    expect((await save([report('mute', 'north')], { settings: serverOnly })).size).to.equal(1);
    const broken = { ...phone.main, query: () => Promise.reject(new Error('full')) };
    expect(
      await settleOnDevice({ docs: [report('mute', 'north')], store: broken, settings, now: wednesday }),
    ).to.have.length(1);
  });

  it('tells before saving whom a form will reach and how many messages it silences', async () => {
    await open([
      ...village(),
      report('pregnancy', 'ann of north', {
        scheduled_tasks: [
          { state: 'scheduled', due: now },
          { state: 'sent', due: now },
        ],
      }),
    ]);
    const preview = await previewMuting({
      store: phone.main,
      settings,
      form: 'mute',
      subjectId: 'north',
      now: wednesday,
    });
    expect({ ...preview, contacts: preview.contacts.map(({ _id }) => _id) }).to.deep.equal({
      event: 'mute',
      root: 'north',
      contacts: ['north', 'ann of north', 'ben of north'],
      messages: 1,
    });
    const nothing = await previewMuting({
      store: phone.main,
      settings,
      form: 'unmute',
      subjectId: '20000',
      now: wednesday,
    });
    expect(nothing).to.deep.include({ event: 'already_unmuted', contacts: [], messages: 0 });
    expect(
      await previewMuting({ store: phone.main, settings, form: 'mute', subjectId: '99999', now: wednesday }),
    ).to.include({
      event: 'contact_not_found',
    });
  });

  it('tells why somebody is muted: since when, by which report, by himself or through which place, and who sent it', async () => {
    await open(withNorthMuted());
    const ann = await phone.contact('ann of north');
    expect(await whyMuted({ store: phone.main, contact: ann })).to.deep.equal({
      since: muted.muted,
      report: 'earlier',
      root: 'north',
      direct: false,
      sender: 'chw',
    });
    expect(await whyMuted({ store: phone.main, contact: await phone.contact('north') })).to.include({ direct: true });
    expect(await whyMuted({ store: phone.main, contact: contact('new of north', 'person', north) })).to.include({
      root: 'north',
      report: 'earlier',
    });
    expect(await whyMuted({ store: phone.main, contact: await phone.contact('south') })).to.equal(null);
  });
});

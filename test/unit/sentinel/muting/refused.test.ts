import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { settleOnDevice } from '@rounds/sentinel/device/settle.ts';
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

/** Only the server can tell whether the household was visited. */
const visited = { property: 'visit', rule: "exists('visited', 'visit')", message: 'Nobody visited {{visit}} yet' };
const settings = {
  ...mutingSettings,
  muting: { ...mutingSettings.muting, validations: { list: [visited] } },
};
const household = ['ann of north', 'ben of north', 'north'];

/** What a phone sends: the report, and the contacts of the household as it left them. */
interface Sent {
  report: Report;
  contacts: Doc[];
}
type Portion = (sent: Sent) => Doc[];

const root: Portion = ({ contacts }) => contacts.filter(({ _id }) => _id === 'north');
const members: Portion = ({ contacts }) => contacts.filter(({ _id }) => _id !== 'north');
const one: Portion = ({ report }) => [report];
const all: Portion = ({ contacts }) => contacts;

/** In which portions a phone's documents may come. */
const orders: [order: string, portions: Portion[]][] = [
  ['the contacts before the report', [all, one]],
  ['the report before the contacts', [one, all]],
  ['all in one batch', [sent => [...all(sent), ...one(sent)]]],
  ['all in one batch, the report first', [sent => [...one(sent), ...all(sent)]]],
  ['the members, the report, the household', [members, one, root]],
  ['the household, the report, the members', [root, one, members]],
  ['the members before the household, then the report', [members, root, one]],
  ['the report before the members, the household last', [one, members, root]],
  ['the members with the report, then the household', [sent => [...members(sent), ...one(sent)], root]],
  ['the household with the report, then the members', [sent => [...root(sent), ...one(sent)], members]],
];

describe('A mute or unmute that a device carried out and the server refuses', () => {
  let sentinel: SentinelInMemory;
  const open = async (docs: readonly Doc[] = village(), raw: object = settings) => {
    sentinel = await sentinelInMemory({ docs, settings: raw });
    await sentinel.settle();
  };
  afterEach(() => sentinel.close());

  /** Saves a report on a phone that holds these contacts, or all. */
  const onPhone = async (report: Report, raw: object = settings): Promise<Sent> => {
    const { settings: known } = parseSettings(raw);
    const now = report.reported_date!;
    const docs = await settleOnDevice({ docs: [report], store: sentinel.main, settings: known, now });
    const isContact = ({ type }: Doc) => type !== 'data_record';
    return { report: docs.find(({ _id }) => _id === report._id) as Report, contacts: docs.filter(isContact) };
  };
  const states = async (ids: readonly string[]) =>
    (await sentinel.main.getMany<Contact>(ids)).map(doc => [doc?._id, doc?.muted, doc?.muted_by]);
  const histories = async () => Promise.all(household.map(async id => (await sentinel.info(id))?.muting_history ?? []));
  const send = async (sent: Sent, portions: readonly Portion[]) => {
    for (const portion of portions) {
      sentinel.clock.now += 1000;
      await sentinel.put(...portion(sent));
      await sentinel.settle();
    }
  };
  const expectTold = async (report: string) => {
    const { errors, tasks = [] } = await sentinel.report(report);
    expect(errors).to.deep.equal([{ code: 'invalid_visit', message: 'Nobody visited V9 yet' }]);
    expect(tasks.map(({ messages }) => messages?.[0]?.message)).to.deep.equal(['Nobody visited V9 yet']);
  };
  const refusable = (form: string, subject: string, more: Partial<Report> = {}): Report => {
    const made = report(form, subject, { reported_date: wednesday + 10, ...more });
    return { ...made, fields: { ...made.fields, visit: 'V9' } };
  };

  for (const [order, portions] of orders) {
    it(`leaves a household that was not muted as it was, and tells its author: ${order}`, async () => {
      await open([...village(), report('pregnancy', 'ann of north', { _id: 'pregnancy' })]);
      const before = await states(household);
      const sent = await onPhone(refusable('mute', 'north'));
      expect(sent.contacts).to.have.length(3);
      await send(sent, portions);
      expect(await states(household)).to.deep.equal(before);
      expect((await histories()).flat()).to.deep.equal([]);
      const { scheduled_tasks: tasks = [] } = await sentinel.report('pregnancy');
      expect(tasks.map(({ state }) => state)).to.deep.equal(['scheduled', 'scheduled']);
      for (const id of household)
        expect((await sentinel.contact(id)).muting_history?.last_update, id).to.equal('server_side');
      await expectTold(sent.report._id);
    });

    it(`leaves a household that was muted as it was, with moment and reason, and tells its author: ${order}`, async () => {
      await open([...village(), report('pregnancy', 'ann of north', { _id: 'pregnancy' })]);
      await sentinel.put(report('visited', 'north', { fields: { visit: 'V1' } }));
      const mute = report('mute', 'north', { fields: { place_id: 'north', visit: 'V1' } });
      await sentinel.put(mute);
      await sentinel.settle();
      const [before, told] = [await states(household), await histories()];
      expect(before.every(([, muted]) => muted)).to.equal(true);
      const sent = await onPhone(refusable('unmute', 'ann of north'));
      expect(sent.contacts.some(doc => (doc as Contact).muted)).to.equal(false);
      await send(sent, portions);
      expect(await states(household)).to.deep.equal(before);
      expect(await histories()).to.deep.equal(told);
      const { scheduled_tasks: tasks = [] } = await sentinel.report('pregnancy');
      expect(tasks.map(({ state }) => state)).to.deep.equal(['muted', 'muted']);
      await expectTold(sent.report._id);
    });

    it(`leaves a household muted whose mute is known by nothing but itself, as in old data: ${order}`, async () => {
      const old = { muted: '2025-06-01T00:00:00.000Z' };
      await open(village().map(doc => (household.includes(doc._id) ? { ...doc, ...old } : doc)));
      const before = await states(household);
      await send(await onPhone(refusable('unmute', 'ann of north')), portions);
      expect(await states(household)).to.deep.equal(before);
    });

    it(`takes back what a device with an old picture unmuted and the server does not: ${order}`, async () => {
      await open(village(), mutingSettings);
      // The phone knows of a mute of the health centre; meanwhile it is lifted, and the household muted by itself.
      await sentinel.put(report('mute', 'centre'));
      await sentinel.settle();
      const held = (await sentinel.main.getMany<Contact>(household)) as Contact[];
      await sentinel.put(report('unmute', 'centre', { reported_date: wednesday + 1 }));
      await sentinel.settle();
      await sentinel.put(report('mute', 'north', { reported_date: wednesday + 2 }));
      await sentinel.settle();
      const before = await states(household);
      const unmute = report('unmute', 'ann of south', { reported_date: wednesday + 10 });
      const claim = { muted: false, date: new Date(wednesday + 10).toISOString(), report_id: unmute._id };
      const contacts = await Promise.all(
        held.map(async ({ _id, muted }) => {
          const { muted: _, muted_by: __, ...now } = await sentinel.contact(_id);
          const server_side = { muted: true, date: muted! };
          return {
            ...now,
            muting_history: { server_side, client_side: [claim], last_update: 'client_side' as const },
          } as Contact;
        }),
      );
      const sent = { report: { ...unmute, client_side_transitions: { muting: true } }, contacts };
      await send(sent, portions);
      expect((await states(household)).map(([id, muted, by]) => [id, Boolean(muted), by])).to.deep.equal(
        before.map(([id, muted, by]) => [id, Boolean(muted), by]),
      );
    });
  }

  // In other orders the server has muted the contacts before they come: those are conflicts.
  const accepted = orders.filter(([order]) => /^(the contacts before|all in|the members before)/.test(order));
  for (const [order, portions] of accepted)
    it(`is carried out when it is accepted: ${order}`, async () => {
      await open();
      await sentinel.put(report('visited', 'north', { fields: { visit: 'V9' } }));
      const sent = await onPhone(refusable('mute', 'north'));
      await send(sent, portions);
      expect(await sentinel.muted()).to.deep.equal(household);
      expect((await histories()).map(entries => entries.map(({ report_id }) => report_id))).to.deep.equal(
        household.map(() => [sent.report._id]),
      );
      expect((await sentinel.report(sent.report._id)).errors).to.equal(undefined);
      expect(await sentinel.info(sent.report._id)).not.to.have.any.keys(
        'muting_claimed',
        'muting_done',
        'muting_intent',
      );
    });

  const reasons: [why: string, change: (report: Report) => Report, raw: object, code: string][] = [
    [
      'whose form mutes no more by the settings',
      doc => doc,
      { ...settings, muting: { ...settings.muting, mute_forms: ['other'] } },
      'muting_form',
    ],
    [
      'about somebody whom only the device knows',
      doc => ({ ...doc, fields: { place_id: 'gone' } }),
      settings,
      'contact_not_found',
    ],
  ];
  for (const [why, change, raw, code] of reasons)
    for (const [order, portions] of orders)
      it(`takes back what was done by a report ${why}: ${order}`, async () => {
        await open(village(), raw);
        const sent = await onPhone(report('mute', 'north', { reported_date: wednesday + 10 }), mutingSettings);
        await send({ ...sent, report: change(sent.report) }, portions);
        expect(await sentinel.muted()).to.deep.equal([]);
        expect((await sentinel.report(sent.report._id)).errors?.map(error => error.code)).to.deep.equal([code]);
      });

  for (const [about, subject] of [
    ['the household', 'north'],
    ['one of its members', 'ben of north'],
  ] as const)
    it(`is lifted by a later unmute of ${about}, though the report that muted it on a device never comes`, async () => {
      await open(village(), mutingSettings);
      const sent = await onPhone(report('mute', 'north', { reported_date: wednesday - day }), mutingSettings);
      await send(sent, [all]);
      expect(await sentinel.muted()).to.deep.equal(household);
      await sentinel.put(report('unmute', subject, { reported_date: wednesday - 1 }));
      await sentinel.settle();
      expect(await sentinel.muted()).to.deep.equal([]);
      await send(sent, [one]);
      expect(await sentinel.muted(), 'nor when it comes late').to.deep.equal([]);
    });

  it('leaves those muted whom a report made meanwhile mutes', async () => {
    await open();
    await sentinel.put(report('visited', 'north', { fields: { visit: 'V1' } }));
    const sent = await onPhone(refusable('mute', 'north'));
    await send(sent, [all]);
    const other = report('mute', 'ann of north', { reported_date: wednesday + day });
    sentinel.clock.now += 2 * day;
    await sentinel.put({ ...other, fields: { ...other.fields, visit: 'V1' } });
    await sentinel.settle();
    await send(sent, [one]);
    expect(await sentinel.muted()).to.deep.equal(['ann of north']);
    expect((await sentinel.contact('ann of north')).muted_by?.report_id).to.equal(other._id);
  });

  it('mutes with the household again who came to it while the phone had it unmuted', async () => {
    await open();
    await sentinel.put(report('visited', 'north', { fields: { visit: 'V1' } }));
    const mute = report('mute', 'north', { fields: { place_id: 'north', visit: 'V1' } });
    await sentinel.put(mute);
    await sentinel.settle();
    const sent = await onPhone(refusable('unmute', 'north'));
    await send(sent, [all]);
    await sentinel.put(contact('eve of north', 'person', ['north', 'centre', 'district']));
    await sentinel.settle();
    await send(sent, [one]);
    expect(await sentinel.muted()).to.deep.equal(['ann of north', 'ben of north', 'eve of north', 'north']);
    expect((await sentinel.contact('eve of north')).muted_by?.report_id).to.equal(mute._id);
  });
});

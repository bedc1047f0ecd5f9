import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { MutingEvent } from '@rounds/ddocs/documents/infodocs.ts';
import type { Report, ScheduledTask } from '@rounds/ddocs/documents/reports.ts';
import { pouchStore } from '@rounds/ddocs/store/pouch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { viewMaps } from '@rounds/ddocs/store/view-maps.ts';
import { settleOnDevice } from '@rounds/sentinel/device/settle.ts';
import { fold } from '@rounds/sentinel/muting/fold.ts';
import { treeOf } from '@rounds/sentinel/muting/tree.ts';
import { expect } from 'chai';
import { seeded } from '../../faults/district.ts';
import { PouchDB } from '../../pouchdb.ts';
import { okellos, type Village, village } from './village.ts';

const maps = viewMaps();

/** A phone with everything on it: it saves by the rules on the device, and replicates when told to. */
interface Phone {
  store: Store;
  save(form: string, subject: string): Promise<void>;
  up(): Promise<void>;
  down(): Promise<void>;
  close(): Promise<void>;
}

describe('Two phones that were away for days', () => {
  const names = okellos.filter(({ _id }) => _id !== 'district').map(({ _id }) => _id);
  let rounds: Village;
  let settings: Settings;
  before(async function () {
    this.timeout(120_000);
    const due = new Date(Date.now() + 90 * 86_400_000).toISOString();
    const pregnancy: Report = {
      _id: 'pregnancy',
      type: 'data_record',
      form: 'pregnancy',
      content_type: 'xml',
      reported_date: 1,
      fields: { patient_id: 'Grace' },
      scheduled_tasks: [{ state: 'scheduled', due, type: 'anc_reminders', group: 1, message_key: 'x' }],
    };
    rounds = await village({ docs: [...okellos, pregnancy] });
    await rounds.settled();
    settings = parseSettings((await rounds.main.get<Doc & { settings: unknown }>('settings'))!.settings).settings;
  });
  after(() => rounds?.close());

  const events: MutingEvent[] = [];
  let clock = Date.now() - 3_600_000;
  const openPhone = async (): Promise<Phone> => {
    const db = new PouchDB(`phone-${crypto.randomUUID()}`, { adapter: 'memory' });
    const { username, password } = new URL(rounds.couchUrl);
    const server = new PouchDB(`${rounds.couchUrl.replace(/\/\/[^@]*@/, '//')}/${rounds.databases.main}`, {
      adapter: 'http',
      auth: { username: decodeURIComponent(username), password: decodeURIComponent(password) },
    });
    const store = pouchStore(db, maps);
    const phone: Phone = {
      store,
      save: async (form, subject) => {
        const now = ++clock;
        const report: Report = {
          _id: `${form}-${now}`,
          type: 'data_record',
          form,
          content_type: 'xml',
          from: '+254700000001',
          reported_date: now,
          fields: { patient_uuid: subject },
        };
        await store.write(await settleOnDevice({ docs: [report], store, settings, now }));
        events.push({ muted: form === 'mute', report_id: report._id, reported_date: now, arrived: now, subject });
      },
      up: async () => {
        await db.replicate.to(server);
      },
      down: async () => {
        await db.replicate.from(server);
      },
      close: () => db.destroy(),
    };
    await phone.down();
    return phone;
  };
  const mutedIn = async (store: Store): Promise<string[]> =>
    (await store.getMany<Contact>(names))
      .filter(doc => doc?.muted)
      .map(doc => doc!._id)
      .sort();
  const messageIn = async (store: Store): Promise<ScheduledTask | undefined> =>
    (await store.get<Report>('pregnancy'))?.scheduled_tasks?.[0];

  it('agree with each other and with the server in the end, in whatever order they come back, and no conflict is left', async function () {
    this.timeout(120_000);
    const random = seeded(3);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    const phones = [await openPhone(), await openPhone()];
    for (let days = 0; days < 6; days++) {
      for (let reports = 0; reports < 5; reports++) await pick(phones).save(pick(['mute', 'unmute']), pick(names));
      for (const phone of random() < 0.5 ? phones : [...phones].reverse()) {
        await phone.up();
        if (random() < 0.5) await rounds.settled();
      }
      await rounds.settled();
      for (const phone of phones) await phone.down();
      const muted = [...fold(treeOf(okellos as Contact[]), events, 'topmost').state.muted.keys()]
        .filter(id => id !== 'district')
        .sort();
      expect(await mutedIn(rounds.main), 'on the server').to.deep.equal(muted);
      for (const [at, { store }] of phones.entries()) {
        expect(await mutedIn(store), `on phone ${at}`).to.deep.equal(muted);
        expect((await messageIn(store))?.state).to.equal(muted.includes('Grace') ? 'muted' : 'scheduled');
      }
    }
    const left = await rounds.main.query('medic-conflicts/conflicts', { limit: 10 });
    expect(left.map(({ id }) => id)).to.deep.equal([]);
    const reports = await rounds.main.getMany<Report>(events.map(({ report_id }) => report_id));
    expect(reports.map(report => report?.tasks?.length)).to.deep.equal(events.map(() => 1));
    for (const phone of phones) await phone.close();
  });
});

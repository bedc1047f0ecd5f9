import { parseSettings } from '@rounds/config/settings/parse.ts';
import { wordsOf } from '@rounds/config/words/translations.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type InfoDoc, infoId } from '@rounds/ddocs/documents/infodocs.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { pouchStore } from '@rounds/ddocs/store/pouch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { viewMaps } from '@rounds/ddocs/store/view-maps.ts';
import { type Engine, openEngine } from '@rounds/sentinel/engine/engine.ts';
import { ownWrites } from '@rounds/sentinel/engine/own-writes.ts';
import type { Sandbox } from '@rounds/sentinel/engine/sandbox.ts';
import type { Programme } from '@rounds/sentinel/feed/in-force.ts';
import { allRules } from '@rounds/sentinel/rules.ts';
import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';

PouchDB.plugin(memory);
const maps = viewMaps();

/** The moment at which every test begins: Wednesday 14 January 2026, ten o'clock UTC. */
export const wednesday = Date.parse('2026-01-14T10:00:00.000Z');
export const day = 86_400_000;

/** Settings with one mute and one unmute form and words in English. */
export const mutingSettings = {
  default_timezone: 'UTC',
  transitions: { muting: true, registration: true },
  registrations: [{ form: 'pregnancy', events: [{ name: 'on_create', trigger: 'assign_schedule', params: 'visits' }] }],
  schedules: [
    {
      name: 'visits',
      messages: [
        { group: 1, offset: '1 week', translation_key: 'visit' },
        { group: 2, offset: '2 weeks', translation_key: 'visit' },
      ],
    },
  ],
  muting: {
    mute_forms: ['mute'],
    unmute_forms: ['unmute'],
    messages: ['mute', 'unmute', 'already_muted', 'already_unmuted', 'contact_not_found', 'muted_in_lineage'].map(
      event_type => ({
        event_type,
        translation_key: event_type,
        recipient: 'reporting_unit',
      }),
    ),
  },
};

const english = {
  mute: '{{patient_name}}{{place_name}} is muted',
  unmute: '{{patient_name}}{{place_name}} is unmuted',
  already_muted: '{{patient_name}}{{place_name}} is muted already',
  already_unmuted: '{{patient_name}}{{place_name}} is not muted',
  contact_not_found: 'Nobody has the number {{patient_id}}{{place_id}}',
  muted_in_lineage: 'A place above {{patient_name}}{{place_name}} is muted',
};

/** A sentinel over two databases in memory, whose batches a test hands on itself. */
export interface SentinelInMemory {
  main: Store;
  side: Store;
  /** The clock, which stands still until a test moves it. */
  clock: { now: number };
  /** The engine that settles; another one after a restart. */
  readonly engine: Engine;
  /** The settings and words in force. */
  programme: Programme;
  put(...docs: Doc[]): Promise<void>;
  /** Settles everything that is new, own writes that come round included. @param size changes per batch */
  settle(size?: number): Promise<void>;
  /**
   * The sentinel starts anew: all that it held in memory is gone.
   * @param from where it takes up the feed; where it was by default
   */
  restart(from?: string): void;
  /** Hands the sentinel its databases through something that disturbs them. Takes effect at the next restart. */
  disturb(through: (store: Store) => Store): void;
  contact(id: string): Promise<Contact>;
  report(id: string): Promise<Report>;
  info(id: string): Promise<InfoDoc | null>;
  /** Names of those who are muted. */
  muted(): Promise<string[]>;
  close(): Promise<void>;
}

export const sentinelInMemory = async (
  options: { settings?: object; docs?: readonly Doc[]; sandbox?: Sandbox } = {},
): Promise<SentinelInMemory> => {
  const open = () => new PouchDB(`sentinel-${crypto.randomUUID()}`, { adapter: 'memory' });
  const [mainDb, sideDb] = [open(), open()];
  const [main, side] = [pouchStore(mainDb, maps), pouchStore(sideDb, maps)];
  const { settings, faults } = parseSettings(options.settings ?? mutingSettings);
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  const words = wordsOf([{ _id: 'messages-en', type: 'translations', code: 'en', generic: english }]);
  const clock = { now: wednesday };
  let through = (store: Store): Store => store;
  const start = () =>
    openEngine(allRules, {
      main: through(main),
      side: through(side),
      programme: () => ({ settings, words }),
      now: () => clock.now,
      own: ownWrites(),
      sandbox: () => options.sandbox,
    });
  let engine = start();
  let seq = '0';

  const put = async (...docs: Doc[]) => {
    for (const result of await main.write(docs)) if (!result.ok) throw new Error(`${result.id}: ${result.error}`);
  };
  await put(...(options.docs ?? []));
  const must = async <T extends Doc>(store: Store, id: string): Promise<T> => {
    const doc = await store.get<T>(id);
    if (!doc) throw new Error(`${id} is missing`);
    return doc;
  };
  return {
    main,
    side,
    clock,
    get engine() {
      return engine;
    },
    programme: { settings, words, off: [] },
    put,
    settle: async (size = 500) => {
      for (;;) {
        const { changes, lastSeq } = await main.changes({ since: seq, limit: size, docs: true, conflicts: true });
        if (changes.length === 0) return;
        await engine.settle(changes);
        seq = lastSeq;
      }
    },
    restart: (from = seq) => {
      seq = from;
      engine = start();
    },
    disturb: disturbance => {
      through = disturbance;
    },
    contact: id => must<Contact>(main, id),
    report: id => must<Report>(main, id),
    info: id => side.get<InfoDoc>(infoId(id)),
    muted: async () => {
      const docs = await main.range<Contact>({ from: '', to: '\ufff0', limit: 10_000 });
      return docs.filter(({ muted }) => muted).map(({ _id }) => _id);
    },
    close: async () => {
      await Promise.all([mainDb.destroy(), sideDb.destroy()]);
    },
  };
};

const lineage = (ids: readonly string[]): object => {
  const [_id, ...rest] = ids;
  return _id === undefined ? {} : { parent: { _id, ...lineage(rest) } };
};

/** A contact. @param above ids of the places above, nearest first */
export const contact = (_id: string, type: string, above: readonly string[] = [], more: object = {}): Contact => ({
  _id,
  type,
  name: _id,
  reported_date: wednesday - 30 * day,
  ...lineage(above),
  ...more,
});

/** A district, a health centre, two households (`north`, `south`) with two people each; `chw` is the health worker. */
export const village = (): Contact[] => [
  contact('district', 'district_hospital'),
  contact('centre', 'health_center', ['district'], { contact: { _id: 'chw' } }),
  contact('chw', 'person', ['centre', 'district'], { phone: '+254700000001' }),
  ...['north', 'south'].flatMap((house, at) => [
    contact(house, 'clinic', ['centre', 'district'], { place_id: `1000${at}` }),
    contact(`ann of ${house}`, 'person', [house, 'centre', 'district'], { patient_id: `2000${at}` }),
    contact(`ben of ${house}`, 'person', [house, 'centre', 'district'], { patient_id: `3000${at}` }),
  ]),
];

let made = 0;
/** A report filled in on a screen by the health worker. @param subject contact id of a person or place */
export const report = (form: string, subject: string, more: Partial<Report> = {}): Report => ({
  _id: `${form}-${++made}`,
  type: 'data_record',
  form,
  content_type: 'xml',
  contact: { _id: 'chw', parent: { _id: 'centre', parent: { _id: 'district' } } },
  reported_date: wednesday,
  fields: subject.includes(' of ') ? { patient_id: subject } : { place_id: subject },
  ...more,
});

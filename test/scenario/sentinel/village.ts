import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { type World, type WorldOptions, world } from '../../world.ts';

const lineage = ([_id, ...rest]: readonly string[]): object =>
  _id === undefined ? {} : { parent: { _id, ...lineage(rest) } };
const contact = (_id: string, type: string, above: readonly string[], more: object = {}): Doc => ({
  _id,
  type,
  name: _id,
  reported_date: 1,
  ...lineage(above),
  ...more,
});

/** A district, a health centre with its health worker Mary, and the household of the Okellos with Grace and Peter. */
export const okellos: readonly Doc[] = [
  contact('district', 'district_hospital', []),
  contact('centre', 'health_center', ['district'], { contact: { _id: 'Mary' } }),
  contact('Mary', 'person', ['centre', 'district'], { phone: '+254700000001', patient_id: '10007' }),
  contact('Okello', 'clinic', ['centre', 'district'], { place_id: '10011' }),
  contact('Grace', 'person', ['Okello', 'centre', 'district'], { patient_id: '10025' }),
  contact('Peter', 'person', ['Okello', 'centre', 'district'], { patient_id: '10038' }),
];

const mary = {
  contact: { _id: 'Mary', parent: { _id: 'centre', parent: { _id: 'district' } } },
  from: '+254700000001',
};

/** The default programme with the Okellos, database and sentinel as processes. */
export interface Village extends World {
  main: Store;
  side: Store;
  /** Mary fills in a form on her screen. @returns its id */
  report(form: string, fields: Record<string, unknown>, more?: Partial<Report>): Promise<string>;
  /** Mary sends an SMS, as the api stores it. @returns its id */
  sms(form: string, fields: Record<string, unknown>, more?: Partial<Report>): Promise<string>;
  /** Names of those who are muted, when everything is settled. */
  muted(): Promise<string[]>;
  /** What was said to the reporter of a report. */
  said(id: string): Promise<string[]>;
  /** States of a report's scheduled messages. */
  states(id: string): Promise<string[]>;
}

let made = 0;

export const village = async (options: WorldOptions = {}): Promise<Village> => {
  const rounds = await world({ api: false, docs: okellos, ...options });
  const [main, side] = [rounds.store(), rounds.store(rounds.databases.sentinel)];
  const put = async (report: Partial<Report>): Promise<string> => {
    const doc = {
      _id: `report-${++made}`,
      type: 'data_record',
      reported_date: Date.now(),
      ...mary,
      ...report,
    } as Report;
    const [result] = await main.write([doc]);
    if (!result?.ok) throw new Error(JSON.stringify(result));
    return doc._id;
  };
  const get = async (id: string) => (await main.get<Report>(id))!;
  return {
    ...rounds,
    main,
    side,
    report: (form, fields, more = {}) => put({ form, fields, content_type: 'xml', ...more }),
    sms: (form, fields, more = {}) => put({ form, fields, ...more }),
    muted: async () => {
      await rounds.settled();
      const docs = await main.getMany<Contact>(okellos.map(({ _id }) => _id));
      return docs.filter(doc => doc?.muted).map(doc => doc!._id);
    },
    said: async id => ((await get(id)).tasks ?? []).map(({ messages }) => messages?.[0]?.message ?? ''),
    states: async id => ((await get(id)).scheduled_tasks ?? []).map(({ state }) => state),
  };
};

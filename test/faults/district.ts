import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type InfoDoc, infoId } from '@rounds/ddocs/documents/infodocs.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { expect } from 'chai';
import { type World, world } from '../world.ts';

/** Random numbers that are the same in every run. @returns numbers from 0 up to, not including, 1 */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

export const wait = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms));

const lineage = ([_id, ...rest]: readonly string[]): object =>
  _id === undefined ? {} : { parent: { _id, ...lineage(rest) } };
export const contact = (_id: string, type: string, above: readonly string[], more: object = {}): Doc => ({
  _id,
  type,
  name: _id,
  reported_date: 1,
  ...lineage(above),
  ...more,
});

/** Far enough away that no message falls due while a test runs. */
const due = new Date(Date.now() + 90 * 86_400_000).toISOString();

/**
 * A health centre with so many contacts below it, in households of five people; every fifth contact has a pregnancy
 * with messages.
 */
export const centre = (id: string, contacts: number): Doc[] => {
  const docs = [contact(id, 'health_center', ['district'])];
  for (let n = 1, house = ''; n < contacts; n++) {
    if (n % 6 === 1) house = `${id}-house-${n}`;
    docs.push(
      n % 6 === 1
        ? contact(house, 'clinic', [id, 'district'])
        : contact(`${id}-person-${n}`, 'person', [house, id, 'district']),
    );
    if (n % 6 === 3)
      docs.push({
        _id: `${id}-pregnancy-${n}`,
        type: 'data_record',
        form: 'pregnancy',
        content_type: 'xml',
        reported_date: 1,
        fields: { patient_id: `${id}-person-${n}` },
        scheduled_tasks: [{ state: 'scheduled', due, group: 1, type: 'visits', message_key: 'visit' }],
      });
  }
  return docs;
};

let clock = Date.now() - 3_600_000;
/** A report from the health worker's screen, each made a little later than the one before. */
export const report = (form: 'mute' | 'unmute', subject: string, more: Partial<Report> = {}): Report => ({
  _id: `${form}-${subject}-${++clock}`,
  type: 'data_record',
  form,
  content_type: 'xml',
  from: '+254700000001',
  reported_date: clock,
  fields: { place_id: subject },
  ...more,
});

/** A programme with a district whose pregnancies are registrations; the sentinel runs, no api. */
export const district = async (
  docs: readonly Doc[],
  more: { sentinel?: boolean; settings?: object; lease?: number } = {},
): Promise<World & { main: Store; side: Store }> => {
  const rounds = await world({
    api: false,
    sentinel: false,
    docs: [contact('district', 'district_hospital', []), ...docs],
    settings: settings => ({ ...settings, registrations: [{ form: 'pregnancy', events: [] }], ...more.settings }),
    env: { LEASE_MS: String(more.lease ?? 1500) },
  });
  if (more.sentinel !== false) {
    await rounds.sentinel.start();
    await rounds.settled();
  }
  return { ...rounds, main: rounds.store(), side: rounds.store(rounds.databases.sentinel) };
};

/** Writes a document whatever revision it has. */
export const put = async (store: Store, ...docs: Doc[]): Promise<void> => {
  for (const result of await store.write(docs)) if (!result.ok) throw new Error(`${result.id}: ${result.error}`);
};

/**
 * Expects that a place, everyone in it and all their messages are muted or not, at one moment, with one history entry
 * for each report, and that each report was answered once.
 */
export const expectSettled = async (
  rounds: { main: Store; side: Store },
  docs: readonly Doc[],
  reports: readonly Report[],
): Promise<void> => {
  const muted = reports.at(-1)!.form === 'mute';
  const contacts = docs.filter(({ type }) => type !== 'data_record').map(({ _id }) => _id);
  const after = await rounds.main.getMany<Contact>(contacts);
  expect(after.filter(one => Boolean(one?.muted) !== muted).map(one => one?._id)).to.deep.equal([]);
  expect(new Set(after.map(one => one?.muted)).size, 'moments').to.equal(1);
  expect(new Set(after.map(one => one?.muted_by?.report_id)).size, 'reasons').to.equal(1);

  const infos = await rounds.side.getMany<InfoDoc>(contacts.map(infoId));
  const told = infos.map(info => JSON.stringify(info?.muting_history?.map(({ report_id }) => report_id)));
  expect([...new Set(told)]).to.deep.equal([JSON.stringify(reports.map(({ _id }) => _id))]);
  for (const [at] of reports.entries())
    expect(new Set(infos.map(info => info?.muting_history?.[at]?.date)).size, 'dates').to.equal(1);

  const registrations = await rounds.main.getMany<Report>(
    docs.filter(({ type }) => type === 'data_record').map(({ _id }) => _id),
  );
  const states = registrations.flatMap(one => one?.scheduled_tasks?.map(({ state }) => state) ?? []);
  expect([...new Set(states)]).to.deep.equal([muted ? 'muted' : 'scheduled']);

  for (const answered of await rounds.main.getMany<Report>(reports.map(({ _id }) => _id)))
    expect(answered?.tasks, answered?._id).to.have.length(1);
};

import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { ScheduledTask } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** A health worker for so many people. */
const peopleEach = 500;
const day: Ms = 86_400_000;

const lineage = ([_id, ...above]: readonly string[]): object => ({
  _id,
  ...(above.length > 0 ? { parent: lineage(above) } : {}),
});

const place = (_id: string, type: string, ...above: string[]): Doc => ({
  _id,
  type,
  name: _id,
  reported_date: 1,
  ...(above.length > 0 ? { parent: lineage(above) } : {}),
});

/** The short number of a person, by which messages name her. */
export const codeOf = (person: number): string => String(1_000_000 + person);
/** The phone of the health worker of a person. */
export const phoneOf = (person: number): string => `+2547${String(10_000_000 + Math.floor(person / peopleEach))}`;

/** A district with so many women, in areas of five hundred with a health worker each. */
export const district = (people: number): Doc[] => {
  const docs = [place('district', 'district_hospital')];
  for (let person = 0; person < people; person += 1) {
    const area = `area-${Math.floor(person / peopleEach)}`;
    if (person % peopleEach === 0)
      docs.push(place(area, 'health_center', 'district'), {
        ...place(`${area}-chw`, 'person', area, 'district'),
        phone: phoneOf(person),
      });
    docs.push({ ...place(`person-${person}`, 'person', area, 'district'), patient_id: codeOf(person) });
  }
  return docs;
};

/** A pregnancy as it was registered, with one scheduled message at each of these moments. */
export const pregnancy = (_id: string, person: number, dues: readonly Ms[]): Doc => {
  const at = new Date(Date.now() - 30 * day).toISOString();
  return {
    _id,
    type: 'data_record',
    form: 'P',
    from: phoneOf(person),
    contact: { _id: `area-${Math.floor(person / peopleEach)}-chw` },
    reported_date: Date.now() - 30 * day,
    fields: { patient_id: codeOf(person), weeks_since_lmp: 4 },
    errors: [],
    tasks: [],
    scheduled_tasks: dues.map(
      (due, index): ScheduledTask => ({
        due: new Date(due).toISOString(),
        group: index + 1,
        type: 'anc_reminders',
        message_key: 'messages.schedules.anc_reminders.visit_1',
        recipient: 'reporting_unit',
        state: 'scheduled',
        state_history: [{ state: 'scheduled', timestamp: at }],
      }),
    ),
  };
};

/** Moments so many days from now, a day apart. */
export const daysAhead = (first: number, count: number): Ms[] =>
  Array.from({ length: count }, (_, at) => Date.now() + (first + at) * day);

/** Writes documents a thousand at a time. @throws Error when one is refused */
export const seed = async (store: Store, docs: Iterable<Doc>): Promise<void> => {
  let page: Doc[] = [];
  const flush = async (): Promise<void> => {
    const refused = (await store.write(page)).find(({ ok }) => !ok);
    if (refused) throw new Error(`The benchmark's data could not be written: ${JSON.stringify(refused)}`);
    page = [];
  };
  for (const doc of docs) {
    page.push(doc);
    if (page.length === 1000) await flush();
  }
  if (page.length > 0) await flush();
};

import type { Doc } from '@rounds/ddocs/documents/doc.ts';

let codes = 100_000;
/** A contact as programmes have them, with its short code. */
export const place = (_id: string, type: string, above: readonly string[]): Doc => ({
  _id,
  type,
  name: _id,
  [type === 'person' ? 'patient_id' : 'place_id']: String(codes++),
  reported_date: 1,
  ...(above.length > 0 ? { parent: lineage(above) } : {}),
});
const lineage = ([_id, ...rest]: readonly string[]): object => ({
  _id,
  ...(rest.length > 0 ? { parent: lineage(rest) } : {}),
});

const due = new Date(Date.now() + 30 * 86_400_000).toISOString();
const pregnancy = (patient_id: string): Doc => ({
  _id: `${patient_id}-pregnancy`,
  type: 'data_record',
  form: 'pregnancy',
  content_type: 'xml',
  reported_date: Date.now(),
  fields: { patient_id },
  scheduled_tasks: [1, 2, 3].map(group => ({ state: 'scheduled', due, group, type: 'bench', message_key: 'bench' })),
});

/**
 * A place with so many contacts below it: households of six.
 * @param registrations how many of the people have scheduled messages
 */
export const tree = (root: string, contacts: number, registrations: number): Doc[] => {
  const docs = [place(root, contacts === 0 ? 'person' : 'health_center', ['district'])];
  for (let n = 0, house = ''; n < contacts; n++) {
    if (n % 6 === 0) house = `${root}-h${n}`;
    docs.push(
      n % 6 === 0
        ? place(house, 'clinic', [root, 'district'])
        : place(`${root}-p${n}`, 'person', [house, root, 'district']),
    );
  }
  const people = docs.filter(({ type }) => type === 'person').slice(0, registrations);
  return [...docs, ...people.map(({ _id }) => pregnancy(_id))];
};

/** A report that mutes a place, or the one person of a tree without contacts below. */
export const mute = (place_id: string): Doc => ({
  _id: `${place_id}-mute`,
  type: 'data_record',
  form: 'mute',
  content_type: 'xml',
  from: '+254700000001',
  reported_date: Date.now(),
  fields: { place_id },
});

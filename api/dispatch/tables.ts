import { type DispatchDoc, isDispatch } from '@rounds/ddocs/dispatch/dispatch.ts';
import { volunteerOf } from '@rounds/ddocs/dispatch/volunteer.ts';
import { type Contact, typeOf } from '@rounds/ddocs/documents/contacts.ts';
import { csvRow } from '../study/cells.ts';
import type { People } from './board.ts';

const text = (value: unknown): string =>
  value === undefined || value === null || typeof value === 'object' ? '' : String(value);

/** The day of a contact's making, and of a person's age at a moment. */
const day = (at: number | undefined): string => (at ? new Date(at).toISOString().slice(0, 10) : '');
const ageAt = ({ date_of_birth: born, age }: Contact & { age?: unknown }, now: number): string =>
  born ? String(Math.max(0, Math.floor((now - Date.parse(born)) / 31_556_952_000))) : text(age);

/** The first word of a name, and the rest: whoever keeps them apart says so. */
const names = (contact: Contact): [last: string, first: string] => {
  const { first_name: first, last_name: last } = contact as { first_name?: unknown; last_name?: unknown };
  if (first || last) return [text(last), text(first)];
  const [one = '', ...rest] = (contact.name ?? '').split(' ');
  return [rest.join(' '), one];
};

/** The zone above somebody, by its name. */
const zoneIn = (contact: Contact, people: People, zoneTypes: readonly string[]): string => {
  for (let at = contact.parent; at; at = at.parent) {
    const place = people.get(at._id);
    if (place && zoneTypes.includes(typeOf(place) ?? '')) return place.name ?? '';
  }
  return text((contact as { zone?: unknown }).zone);
};

/** What tables are written from. */
export interface TableFacts {
  people: People;
  zoneTypes: readonly string[];
  now: number;
}

const fields = (contact: Contact, keys: readonly string[]): string[] =>
  keys.map(key => text((contact as Record<string, unknown>)[key]));

const helpedColumns =
  'last_name first_name age phone landline zone address apartment entrance floor black_list created_at created_by special_condition latitude longitude';

const helpedCells = (contact: Contact, { people, zoneTypes, now }: TableFacts): string[] => [
  ...names(contact),
  ...[ageAt(contact, now), text(contact.phone), ...fields(contact, ['landline'])],
  ...[
    zoneIn(contact, people, zoneTypes),
    ...fields(contact, ['address', 'apartment', 'entrance', 'floor', 'black_list']),
  ],
  ...[day(contact.reported_date), ...fields(contact, ['created_by', 'special_condition', 'latitude', 'longitude'])],
];

const volunteerColumns =
  'last_name first_name age phone zone address email facebook_profile role availability_hours_start availability_hours_end availability_days status created_at created_by';

const volunteerCells = (contact: Contact, { people, zoneTypes, now }: TableFacts): string[] => {
  const { activities = [], hours, days = [], status } = volunteerOf(contact) ?? {};
  return [
    ...names(contact),
    ...[ageAt(contact, now), text(contact.phone), zoneIn(contact, people, zoneTypes)],
    ...fields(contact, ['address', 'email', 'facebook_profile']),
    ...[activities.join(' '), text(hours?.[0]), text(hours?.[1]), days.join(' '), text(status)],
    ...[day(contact.reported_date), ...fields(contact, ['created_by'])],
  ];
};

/** Status words of the peers, for each of our states. */
const statusOf: Record<DispatchDoc['state'], string> = {
  new: 'new',
  confirmed: 'confirmed',
  announced: 'confirmed',
  reopened: 'confirmed',
  assigned: 'in_process',
  on_the_way: 'in_process',
  done: 'solved',
  surveyed: 'solved',
  archived: 'archived',
  cancelled: 'canceled',
};

const lines = (columns: string, rows: readonly string[][]): string =>
  [columns.split(' '), ...rows].map(csvRow).join('');

/** Volunteers as a table, in the columns that dispatch systems exchange. */
export const volunteersTable = (contacts: readonly Contact[], facts: TableFacts): string =>
  lines(
    volunteerColumns,
    contacts.map(contact => volunteerCells(contact, facts)),
  );

/** People who were helped, likewise. */
export const beneficiariesTable = (contacts: readonly Contact[], facts: TableFacts): string =>
  lines(
    helpedColumns,
    contacts.map(contact => helpedCells(contact, facts)),
  );

/** Requests, with who is helped and who goes. */
export const requestsTable = (docs: readonly DispatchDoc[], facts: TableFacts): string => {
  const helped = helpedColumns.split(' ').map(column => `beneficiary_${column}`);
  const nobody = { _id: '', type: 'person' };
  return lines(
    [
      ...helped,
      'type',
      'status',
      'has_symptoms',
      'comments',
      'volunteer_last_name',
      'volunteer_first_name',
      'volunteer_age',
      'volunteer_phone',
    ].join(' '),
    // A trip is told by its requests.
    docs
      .filter(doc => isDispatch(doc) && !doc.stops)
      .map(doc => {
        const volunteer = facts.people.get(
          doc.assigned ?? doc.asked.find(({ stage }) => stage === 'thanks')?.volunteer ?? '',
        );
        return [
          ...helpedCells(facts.people.get(doc.help.beneficiary) ?? nobody, facts),
          ...[doc.help.needs.join(' '), statusOf[doc.state], String(doc.help.symptoms), doc.help.remarks ?? ''],
          ...(volunteer ? [...names(volunteer), ageAt(volunteer, facts.now), text(volunteer.phone)] : ['', '', '', '']),
        ];
      }),
  );
};

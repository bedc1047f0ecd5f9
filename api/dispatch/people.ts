import type { Settings } from '@rounds/config/settings/settings.ts';
import { type Contact, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { limitsOf } from '@rounds/sentinel/dispatch/limits.ts';
import { newDispatch } from '@rounds/sentinel/dispatch/open.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';
import { normalPhone } from '@rounds/sentinel/text/phone-numbers.ts';
import type { Caller } from '../session/caller.ts';
import { visible } from '../visibility/visible.ts';
import type { DispatchDoorParts } from './parts.ts';

/** Somebody as other systems and tables name him. */
export interface Somebody {
  name: string;
  phone?: string;
  /** Name of a zone. */
  zone?: string;
  [more: string]: unknown;
}

/** What finding and making people takes. */
export interface PeopleParts {
  main: Store;
  settings: Settings;
  now: number;
  /** Whether who asks may see a contact: others are not found. */
  sees: (contact: Contact) => Promise<boolean>;
}

const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();

/** The zones of the programme. */
export const zonesIn = async ({ main, settings }: Pick<PeopleParts, 'main' | 'settings'>): Promise<Contact[]> => {
  const types = settings.dispatch?.zone_types ?? [];
  const rows = await main.query<string, Contact>('medic-client/contacts_by_type', {
    ...{ keys: types.map(type => [type]), limit: 5000, docs: true },
  });
  return rows.flatMap(({ doc }) => doc ?? []);
};

/** The zone of a name; undefined where there is none. */
export const zoneNamed = async (parts: PeopleParts, name: string): Promise<Contact | undefined> =>
  (await zonesIn(parts)).find(place => folded(place.name ?? '') === folded(name));

/** Where somebody stands who says a zone, or none. */
export const placeFor = async (parts: PeopleParts, zone: string | undefined): Promise<Contact | undefined> => {
  const under = parts.settings.dispatch?.people_under;
  const usual = under === undefined ? null : parts.main.get<Contact>(under);
  const place = zone ? await zoneNamed(parts, zone) : await usual;
  return place && (await parts.sees(place)) ? place : undefined;
};

/** Somebody by his phone number; null where nobody has it. */
export const byPhone = async ({ main, settings, sees }: PeopleParts, phone: string): Promise<Contact | null> => {
  const normal = normalPhone(phone, settings);
  const rows = await main.query<null, Contact>('medic-client/contacts_by_phone', {
    ...{ keys: [...new Set([normal, phone])], limit: 1, docs: true },
  });
  const found = rows[0]?.doc ?? null;
  return found && (await sees(found)) ? found : null;
};

const isOldType = (type: string): boolean => ['person', 'clinic', 'health_center', 'district_hospital'].includes(type);

/** What finding and making people takes, for somebody who asks at a door. */
export const peopleFor = async (
  parts: Pick<DispatchDoorParts, 'main' | 'settings' | 'now' | 'scope' | 'audiences'>,
  caller: Caller,
): Promise<PeopleParts> => {
  const scope = await parts.scope(caller);
  return {
    ...{ main: parts.main, settings: parts.settings.current(), now: parts.now() },
    sees: async contact => (await visible(parts, scope, [contact])).length > 0,
  };
};

/** A new person, with an id made from who it is: the same row makes nobody twice. */
export const newPerson = ({ settings, now }: PeopleParts, somebody: Somebody, place: Contact | undefined): Contact => {
  const { name, phone, zone: _, ...more } = somebody;
  const type = settings.telegram?.participant_type ?? 'person';
  const parent = place ? minifyLineage(place) : undefined;
  return {
    _id: idFrom('dispatch person', name, phone ?? '', place?._id ?? ''),
    ...(isOldType(type) ? { type } : { type: 'contact', contact_type: type }),
    ...{ name, reported_date: now },
    ...(phone ? { phone: normalPhone(phone, settings) } : {}),
    ...(parent ? { parent } : {}),
    ...more,
  };
};

/** A request as a report, with what becomes of it: written together, so that a door can answer with both. */
export const newRequest = (
  { settings, now }: PeopleParts,
  { id, by, fields }: { id: string; by: string; fields: Record<string, unknown> },
  beneficiary: Contact,
  confirmed = settings.dispatch?.confirm === 'auto',
) => {
  const report: Report = {
    ...{ _id: id, type: 'data_record', form: settings.dispatch?.form ?? 'help_request', reported_date: now },
    ...{ content_type: 'xml', sent_by: by, errors: [], tasks: [] },
    fields: { patient_uuid: beneficiary._id, patient_name: beneficiary.name ?? '', ...fields },
    contact: minifyLineage(beneficiary)!,
  };
  const limits = limitsOf(settings.dispatch!);
  return {
    report,
    dispatch: newDispatch(report, beneficiary, { confirmed, limits, zone: settings.default_timezone, at: now }),
  };
};

import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Invites } from '@rounds/ddocs/chats/invites.ts';
import { type Contact, minifyLineage, reachedAt } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';
import { normalPhone } from '@rounds/sentinel/text/phone-numbers.ts';

/** A participant as a workbook has him. */
export interface ParticipantRow {
  /** As Excel counts: the heads are row 1. */
  row: number;
  study_id: string;
  phone: string;
  name: string;
  /** Name, short code or id of a place. */
  arm: string;
}

/**
 * What became of a row: reached by phone or chat; waits until the person writes, or opens his invite; there is another
 * of this study id or number; cannot be used.
 */
export interface ParticipantOutcome {
  row: number;
  study_id: string;
  state: 'linked' | 'pending' | 'duplicate' | 'invalid';
  message: string;
  contact?: string;
  /** For `/start`, once; shown here and nowhere again. */
  invite?: string;
}

/** What taking participants stands on. */
export interface Taking {
  main: Store;
  settings: Settings;
  invites: Invites;
  now: Ms;
  /** Nothing is written. */
  dry: boolean;
  /** Numbers become those of the contacts, for a study by SMS; else they only find people who are there. */
  keepPhones: boolean;
  /** Those of the contacts that the user may see. */
  seen: (contacts: readonly (Contact | null)[]) => Promise<Contact[]>;
}

const digits = /^\+?[\d\s().-]+$/;

/** A phone number as it is stored; null for one that is none. */
const phoneIn = (text: string, settings: Settings): string | null => {
  if (!digits.test(text)) return null;
  const phone = normalPhone(text, settings);
  const count = phone.replace(/\D/g, '').length;
  return count >= 9 && count <= 15 ? phone : null;
};

const folded = (text: string): string => text.trim().toLowerCase().normalize('NFC');

/** Places by what a workbook may call them. */
const placesBy = (places: readonly Contact[]): ReadonlyMap<string, Contact | null> => {
  const found = new Map<string, Contact | null>();
  for (const place of places) {
    for (const key of [place._id, String(place.place_id ?? '')]) if (key) found.set(folded(key), place);
    const name = folded(place.name ?? '');
    // Two of one name: nobody can tell which is meant.
    if (name) found.set(name, found.has(name) && found.get(name) !== place ? null : place);
  }
  return found;
};

/** Arms that are named to somebody who wrote another. */
const mostNamed = 5;

/** Why an arm is not found, with what to write instead. */
const whyNoArm = (arm: string, places: ReadonlyMap<string, Contact | null>, arms: readonly Contact[]): string => {
  if (places.get(folded(arm)) === null)
    return `Several places are called "${arm}": write the short code or the id of the one that is meant`;
  const names = arms.flatMap(({ name }) => name || []).slice(0, mostNamed);
  const instead = names.length > 0 ? `write the name, short code or id of one, such as ${names.join(', ')}` : '';
  return `There is no place "${arm}": ${instead || 'add it under People first'}`;
};

/** Takes participants of a workbook. Repeated it changes nothing. @param arms places that may be named */
export const takeParticipants = async (
  rows: readonly ParticipantRow[],
  arms: readonly Contact[],
  taking: Taking,
): Promise<ParticipantOutcome[]> => {
  const { main, settings, seen } = taking;
  const places = placesBy(arms);
  const usual = settings.telegram?.participants_under;
  const [under] = typeof usual === 'string' ? await seen([await main.get<Contact>(usual)]) : [];
  const idsHere = new Map<string, number>();
  const outcomes: ParticipantOutcome[] = [];
  for (const { row, study_id, phone, name, arm } of rows) {
    const told = (state: ParticipantOutcome['state'], message: string, more: object = {}) =>
      outcomes.push({ row, study_id, state, message, ...more });
    const id = study_id.trim();
    if (id === '') {
      told('invalid', 'The study id is missing');
      continue;
    }
    const first = idsHere.get(id);
    if (first !== undefined) {
      told('duplicate', `Row ${first} has this study id, too`);
      continue;
    }
    idsHere.set(id, row);
    const number = phone.trim() === '' ? undefined : phoneIn(phone.trim(), settings);
    if (number === null) {
      told('invalid', `"${phone}" is no phone number: give it with +, the country and 9 to 15 digits`);
      continue;
    }
    const place = arm.trim() === '' ? under : places.get(folded(arm));
    const known = await main.query('medic-study/contacts_by_study_id', { key: id, limit: 2, prompt: true });
    const owners = number
      ? await main.query('medic-client/contacts_by_phone', { key: number, limit: 2, prompt: true })
      : [];
    const [participant] = await seen(await main.getMany<Contact>(known.map(one => one.id)));
    const [owner] = await seen(await main.getMany<Contact>(owners.map(one => one.id)));
    if (known.length > 0 && !participant) {
      told('duplicate', 'This study id belongs to somebody outside your places');
      continue;
    }
    if (owner && participant && owner._id !== participant._id) {
      told('duplicate', `The number belongs to another participant, ${String(owner.study_id ?? owner.name ?? '')}`);
      continue;
    }
    if (owner && !participant && owner.study_id !== undefined && String(owner.study_id).trim() !== id) {
      told('duplicate', `The number belongs to ${String(owner.study_id)}`);
      continue;
    }
    if (!participant && !owner && !place) {
      told('invalid', arm.trim() === '' ? 'Say in which arm: a name, short code or id' : whyNoArm(arm, places, arms));
      continue;
    }
    await take(
      {
        row,
        id,
        name: name.trim(),
        number,
        arm: arm.trim() === '' ? undefined : (place ?? undefined),
        under: place ?? under,
      },
      participant ?? owner,
      taking,
      told,
    );
  }
  return outcomes;
};

type Told = (state: ParticipantOutcome['state'], message: string, more?: object) => unknown;

interface Wanted {
  row: number;
  id: string;
  name: string;
  number: string | undefined;
  /** Where the workbook says that he is. */
  arm: Contact | undefined;
  /** Where he is made when he is new. */
  under: Contact | undefined;
}

const take = async (wanted: Wanted, there: Contact | undefined, taking: Taking, told: Told): Promise<void> => {
  const { main, settings, invites, now, dry, keepPhones } = taking;
  const { id, name, number, arm, under } = wanted;
  const lineageOf = (place: Contact) => minifyLineage(place)!;
  const type = String(settings.telegram?.participant_type ?? 'person');
  const isOld = ['person', 'clinic', 'health_center', 'district_hospital'].includes(type);
  const base: Contact = there ?? {
    _id: idFrom('participant', id),
    ...(isOld ? { type } : { type: 'contact', contact_type: type }),
    name: name || id,
    reported_date: now,
    parent: lineageOf(under!),
  };
  const next: Contact = {
    ...base,
    study_id: id,
    ...(name ? { name } : {}),
    ...(arm && base.parent?._id !== arm._id ? { parent: lineageOf(arm) } : {}),
    ...(keepPhones && number && !base.phone ? { phone: number } : {}),
  };
  const same = there && JSON.stringify(there) === JSON.stringify(next);
  if (!dry && !same) {
    const [result] = await main.write([next]);
    if (!result?.ok) {
      told('duplicate', 'Somebody else changed this participant at the same time: upload it once more');
      return;
    }
  }
  if (reachedAt(next) !== undefined) {
    told('linked', there ? (same ? 'Was there already' : 'Brought up to date') : 'New', { contact: next._id });
    return;
  }
  const invite = dry ? undefined : await invites.make(next._id);
  told('pending', 'Waits until the person opens the invite', { contact: next._id, ...(invite ? { invite } : {}) });
};

import type { Settings } from '@rounds/config/settings/settings.ts';
import { translationsId, wordsOf } from '@rounds/config/words/translations.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { type Report, type ScheduledTask, subjectOf } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Placed } from '../contacts/placed.ts';
import { localesFor, type Spoken, textOf } from '../messages/wording.ts';
import { type Local, openLocal } from './holdings.ts';

/** What planned texts are written from on a device. */
export interface Planning {
  report: Report;
  store: Store;
  settings: Settings;
  /** Registrations about the same contact, the oldest first. */
  registrations: readonly Report[];
}

/**
 * Writes the planned messages of a report as they will be, in the programme's words and from what the device holds; ''
 * where it has no words for one. The server writes them when they fall due, with all it knows then.
 */
export const plannedTexts = async (planning: Planning): Promise<(task: ScheduledTask) => string> => {
  const { report, store, settings, registrations } = planning;
  const local = openLocal(store, settings.contact_types);
  const { patient, place } = subjectOf(report);
  const placed = (reference: string | undefined) => placedAt(local, reference);
  const spoken: Spoken = {
    ...{ report, settings, registrations, words: {} },
    sender: await placed(report.contact?._id),
    subject: { patient: await placed(patient), place: await placed(place) },
  };
  const words = wordsOf(await store.getMany(localesFor(spoken).map(translationsId)));
  return ({ messages, message_key, message }) => {
    const written = messages?.map(each => each.message).filter(Boolean);
    return written?.length
      ? written.join(' ')
      : textOf({ translation_key: message_key, message }, { ...spoken, words });
  };
};

/** A contact with the places above it and their primary contacts, as far as the device holds them. */
const placedAt = async (local: Local, reference: string | undefined): Promise<Placed | null> => {
  const contact = reference === undefined ? null : await local.resolve(reference);
  if (!contact) return null;
  const lineage = await local.lineage(contact);
  const primaries = new Map<string, Contact>();
  for (const each of [contact, ...lineage]) {
    const primary = each.contact?._id ? await local.get(each.contact._id) : null;
    if (primary) primaries.set(each._id, primary);
  }
  const phones = new Map([...primaries].flatMap(([id, { phone }]) => (phone ? [[id, String(phone)] as const] : [])));
  return { contact, lineage, phones, primaries };
};

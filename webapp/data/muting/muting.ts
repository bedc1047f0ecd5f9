import { type Contact, isMuted } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { quickStore } from '../database/quick-store.ts';
import type { People } from '../people/people.ts';
import { codeSettings } from '../programme/code-settings.ts';
import type { PhoneProgramme } from '../programme/phone-programme.ts';
import { loadRules } from '../reports/device-rules.ts';
import type { CareDoor } from '../tasks/care-door.ts';

/** What a mute or unmute will do, before it is saved. */
export interface Preview {
  event: 'mute' | 'unmute' | 'already_muted' | 'already_unmuted' | 'muted_in_lineage' | 'contact_not_found';
  /** The contact from which it goes down. */
  root: string;
  /** Contacts that change. */
  contacts: readonly Doc[];
  /** Scheduled messages silenced, or revived. */
  messages: number;
  /** Whether it is about the contact alone, whoever is below it. */
  alone?: boolean;
  /** Roles of which somebody must verify it first; none for whoever may verify. */
  verifiers?: readonly string[];
  /** Tasks that can be done now and will not be shown any more. */
  tasks?: number;
}

/** Why a contact is muted. */
export interface Why {
  since: string | undefined;
  report: string | undefined;
  root: string;
  direct: boolean;
  sender: string | undefined;
}

/** What it takes to say what a form will do, or why somebody is muted. */
export interface Foreseeing {
  programme: Pick<PhoneProgramme, 'rawSettings' | 'mutes'>;
  people: Pick<People, 'get' | 'silent' | 'below'>;
  store: Store;
  clock: () => Ms;
  care?: CareDoor;
}

/** What a form will do to a contact; null when it neither mutes nor unmutes. */
export const preview = async (phone: Foreseeing, form: string, subjectId: string): Promise<Preview | null> => {
  if (!phone.programme.mutes(form)) return null;
  const [{ previewMuting }, { usableSettings }] = await loadRules();
  const { settings } = usableSettings(phone.programme.rawSettings());
  const found = await previewMuting({
    store: quickStore(phone.store, phone.store.name).store,
    settings,
    form,
    subjectId,
    now: phone.clock(),
  });
  const tasks = found.event === 'mute' ? await tasksOf(phone, subjectId, !!found.alone) : 0;
  return tasks > 0 ? { ...found, tasks } : found;
};

/** How many tasks of a contact and of everybody below it can be done now; 0 where muted contacts keep theirs. */
const tasksOf = async ({ care, people, programme }: Foreseeing, id: string, alone: boolean): Promise<number> => {
  if (!care || codeSettings({ programme }).tasks?.muted === 'keep') return 0;
  const below = new Set([id, ...(alone ? [] : people.below(id).map(each => each.id))]);
  const found = (await care.open()).ready();
  return found.filter(({ owner, requester }) => below.has(owner ?? '') || below.has(requester ?? '')).length;
};

/** Why a contact is muted, or a place above it; null when none is. */
export const why = async (phone: Pick<Foreseeing, 'people' | 'store'>, contact: Contact): Promise<Why | null> => {
  const person = phone.people.get(contact._id);
  if (!isMuted(contact) && !(person && phone.people.silent(person))) return null;
  const [{ whyMuted }] = await loadRules();
  return whyMuted({ store: phone.store, contact });
};

import { type Volunteer, volunteerOf } from '@rounds/ddocs/dispatch/volunteer.ts';
import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import { type Contact, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import { ledgerOf } from '@rounds/sentinel/dispatch/candidates.ts';
import type { DispatchParts } from '@rounds/sentinel/dispatch/parts.ts';
import { type Say, sayTo } from '@rounds/sentinel/dispatch/scene.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';
import { win } from '@rounds/sentinel/engine/win.ts';
import { said } from '@rounds/sentinel/messages/said.ts';
import type { ChatCommand, ChatWords } from '../chats/takers.ts';
import { beginDialogue } from '../dialogues/begin.ts';

type Who = Pick<ChatCommand, 'event' | 'address' | 'contact' | 'language'>;

const sayIn = ({ programme }: DispatchParts, contact: Contact | null, language: string | undefined): Say =>
  sayTo(programme(), typeof contact?.language === 'string' ? contact.language : language);

const answer = (parts: DispatchParts, { event, address }: Who, contact: Contact | null, text: string) =>
  parts.main.write([
    said({
      ...{ cause: [event, 'volunteer'], to: address, text, by: 'dispatch', at: parts.now(), class: 'answer' },
      ...(contact ? { contact: { _id: contact._id } } : {}),
    }),
  ]);

/** Somebody whom nobody knows and who wants to help becomes a contact, below the place that the settings name. */
const newcomer = async (
  parts: DispatchParts,
  address: Address,
  language: string | undefined,
): Promise<Contact | null> => {
  const { settings } = parts.programme();
  const type = settings.telegram?.participant_type ?? 'person';
  const under = settings.dispatch?.people_under;
  const place = under === undefined ? null : await parts.main.get<Contact>(under);
  const parent = place ? minifyLineage(place) : undefined;
  const id = idFrom('volunteer', address);
  const isOld = ['person', 'clinic', 'health_center', 'district_hospital'].includes(type);
  const contact: Contact = {
    ...{ _id: id, ...(isOld ? { type } : { type: 'contact', contact_type: type }) },
    ...{ name: sayIn(parts, null, language)('dispatch.say.newcomer'), reported_date: parts.now() },
    ...{ addresses: [{ address }], volunteer: { status: 'pending' } },
    ...(language ? { language: language.slice(0, 2).toLowerCase() } : {}),
    ...(parent ? { parent } : {}),
  };
  await parts.main.write([contact]);
  return parts.main.get<Contact>(id);
};

const setVolunteer = async (
  parts: DispatchParts,
  id: string,
  change: (volunteer: Volunteer) => Volunteer,
): Promise<void> => {
  await win<Contact>(parts.main, id, contact => {
    const volunteer = contact && volunteerOf(contact);
    if (!contact || !volunteer) return contact;
    const next = change(volunteer);
    return JSON.stringify(next) === JSON.stringify(volunteer) ? contact : ({ ...contact, volunteer: next } as Contact);
  });
};

/** How it went with somebody: told to the volunteer alone. */
const ledgerText = async (parts: DispatchParts, contact: Contact, say: Say): Promise<string> => {
  const past = (await ledgerOf(parts.main, [contact._id], parts.now())).past.get(contact._id) ?? [];
  const count = (of: (stage: string) => boolean) => past.filter(({ stage }) => of(stage)).length;
  const values = {
    asked: past.length,
    yes: past.filter(({ yes }) => yes).length,
    declined: count(stage => stage === 'declined'),
    silent: count(stage => stage === 'silent'),
    done: count(stage => ['amount', 'receipt', 'mood', 'symptoms', 'again', 'remarks', 'thanks'].includes(stage)),
  };
  return [say('dispatch.say.ledger', values), say('dispatch.say.how_available')].join('\n\n');
};

/**
 * `/volunteer` asks who is none what must be known of one, and tells who is one how it went; `/away` and `/available` say
 * whether somebody may be asked.
 */
export const registrationCommand = async (parts: DispatchParts, command: ChatCommand): Promise<boolean> => {
  const { name, address, language, event, contact: id } = command;
  if (!['volunteer', 'available', 'away'].includes(name)) return false;
  const found = id === undefined ? null : await parts.main.get<Contact>(id);
  const status = found ? volunteerOf(found)?.status : undefined;
  const say = sayIn(parts, found, language);
  if (found && (status === 'active' || status === 'pending') && name !== 'volunteer') {
    await setVolunteer(parts, found._id, volunteer => ({ ...volunteer, available: name === 'available' }));
    await answer(parts, command, found, say(`dispatch.say.${name}`));
    return true;
  }
  if (name !== 'volunteer') return false;
  if (found && status === 'active') {
    await answer(parts, command, found, await ledgerText(parts, found, say));
    return true;
  }
  if (status === 'blacklist') {
    await answer(parts, command, found, say('dispatch.say.not_wanted'));
    return true;
  }
  const contact = found ?? (await newcomer(parts, address, language));
  const dialogue = parts.programme().settings.dispatch?.application_form ?? 'volunteer_application';
  if (!contact) return false;
  await beginDialogue(
    { main: parts.main, settings: { current: () => parts.programme().settings }, now: parts.now },
    { cause: [event], dialogue, contact, address, language },
  );
  return true;
};

/** A place that a volunteer sends is where he is looked for. @returns whether a volunteer sent it */
export const takePlace = async (parts: DispatchParts, words: ChatWords): Promise<boolean> => {
  const { location, contact: id } = words;
  const found = id === undefined ? null : await parts.main.get<Contact>(id);
  if (!location || !found || !volunteerOf(found)) return false;
  await win<Contact>(parts.main, found._id, contact =>
    !contact || (contact.latitude === location.latitude && contact.longitude === location.longitude)
      ? contact
      : ({ ...contact, latitude: location.latitude, longitude: location.longitude } as Contact),
  );
  await answer(parts, words, found, sayIn(parts, found, words.language)('dispatch.say.place_noted'));
  return true;
};

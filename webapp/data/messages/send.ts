import { plainNumber } from '@rounds/ddocs/conversations/message-rows.ts';
import { type Contact, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Message, Report } from '@rounds/ddocs/documents/reports.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';
import { withAgain } from '@rounds/sentinel/messages/again.ts';
import { ownContact } from '../people/own-contact.ts';
import type { People, Person } from '../people/people.ts';
import { type Saving, save } from '../reports/save.ts';

/** Somebody who can be written to, and where. */
export interface Recipient {
  /** Null for a number that no contact has. */
  person: Person | null;
  phone: string;
}

/**
 * Where a contact is written to: its own number, or for a place that of its main contact. Null when neither has one.
 */
export const recipientFor = (people: People, person: Person): Recipient | null => {
  if (person.phone) return { person, phone: person.phone };
  const primary = people.get(person.primary);
  return !person.person && primary?.phone ? { person: primary, phone: primary.phone } : null;
};

/** Everyone at a place, at any depth, who lives and has a number; each number once. */
export const everyoneAt = (people: People, place: string): Recipient[] =>
  onceEach(
    people
      .below(place)
      .filter(({ person, died, phone }) => person && !died && phone)
      .map(person => ({ person, phone: person.phone })),
  );

/** Recipients, each number once. */
export const onceEach = (recipients: readonly Recipient[]): Recipient[] =>
  [...new Map([...recipients].reverse().map(each => [plainNumber(each.phone), each])).values()].reverse();

/** What a message typed by a person is made of. */
export interface Typed {
  id: string;
  text: string;
  recipients: readonly { contact: Contact | null; phone: string }[];
  /** Contact of the person who types. */
  sender: Contact | null;
  /** Name of the user. */
  user: string;
  now: Ms;
}

/** An outgoing message as CHT stores it, one task for each recipient. */
export const typedMessage = ({ id, text, recipients, sender, user, now }: Typed): Report => {
  const timestamp = new Date(now).toISOString();
  const from = minifyLineage(sender);
  return {
    _id: id,
    type: 'data_record',
    kujua_message: true,
    ...(from ? { contact: from } : {}),
    ...(sender?.phone ? { from: sender.phone } : {}),
    sent_by: user,
    reported_date: now,
    errors: [],
    tasks: recipients.map(({ contact, phone }) => {
      const to = contact ? minifyLineage(contact) : undefined;
      const message: Message = {
        uuid: idFrom('typed', id, plainNumber(phone)),
        to: phone,
        ...(to ? { contact: to } : {}),
        message: text,
      };
      return { messages: [message], state: 'pending', timestamp, state_history: [{ state: 'pending', timestamp }] };
    }),
  };
};

/**
 * Sends a text: at once into the phone's database, to the gateway when there is a network.
 * @returns id of the document
 */
export const send = async (phone: Saving, recipients: readonly Recipient[], text: string): Promise<string> => {
  const id = crypto.randomUUID();
  const found = await phone.store.getMany<Contact>(recipients.map(({ person }) => person?.id ?? ''));
  const sender = await ownContact(phone);
  const typed: Typed = {
    id,
    text,
    recipients: recipients.map(({ phone: number }, at) => ({ contact: found[at] ?? null, phone: number })),
    sender,
    user: phone.user.name,
    now: phone.clock(),
  };
  await save(phone, async () => [typedMessage(typed)]);
  return id;
};

/** Sends a failed message once more. @throws AppError `doc/missing` when its document is no longer on this phone */
export const sendAgain = async (phone: Saving, doc: string, uuid: string, to?: string): Promise<void> => {
  const at = new Date(phone.clock()).toISOString();
  await changeReport(phone, doc, report => withAgain(report, uuid, { user: phone.user.name, at, phone: to }));
};

/** Changes a report as it stands now. @throws AppError `doc/missing` when it is no longer on this phone */
export const changeReport = async (phone: Saving, id: string, change: (report: Report) => Report): Promise<void> => {
  await save(phone, async () => {
    const report = await phone.store.get<Report>(id);
    if (!report) throw new AppError('doc/missing', `There is no document ${id} on this phone`);
    const next = change(report);
    return next === report ? [] : [next];
  });
};

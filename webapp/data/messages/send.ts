import { plainNumber } from '@rounds/ddocs/conversations/message-rows.ts';
import { isChatAddress } from '@rounds/ddocs/documents/addresses.ts';
import { type Contact, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Attachment, Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import {
  type InChat,
  type Message,
  type Report,
  type Task,
  type TaskState,
  withTaskState,
} from '@rounds/ddocs/documents/reports.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';
import { withAgain } from '@rounds/sentinel/messages/again.ts';
import { ownContact } from '../people/own-contact.ts';
import type { People, Person } from '../people/people.ts';
import { type Saving, save } from '../reports/save.ts';

/** Somebody who can be written to, and where. */
export interface Recipient {
  /** Null for a number that no contact has. */
  person: Pick<Person, 'id'> | null;
  /** A number, or the address of a chat. */
  phone: string;
}

/** What a message may have beside its text. */
export interface Beside {
  /** The message that it answers: the uuid of one of ours, or the channel's reference of any. In a chat alone. */
  reply?: string;
  /** Files that it brings, by the names of attachments. In a chat alone. */
  files?: Readonly<Record<string, Attachment & { data: string }>>;
  /** It goes out then, and not before. */
  due?: Iso;
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
  beside?: Beside;
}

/** What a message has in a chat: what it answers, and what it brings. */
const inChat = ({ reply, files = {} }: Beside): { chat?: InChat } => {
  const attachments = Object.keys(files);
  if (reply === undefined && attachments.length === 0) return {};
  return { chat: { ...(reply === undefined ? {} : { reply }), ...(attachments.length > 0 ? { attachments } : {}) } };
};

/**
 * An outgoing message as CHT stores it, one task for each recipient. One that is to go later is a scheduled task, which
 * the sentinel releases.
 */
export const typedMessage = ({ id, text, recipients, sender, user, now, beside = {} }: Typed): Report => {
  const { due, files } = beside;
  const timestamp = new Date(now).toISOString();
  const from = minifyLineage(sender);
  const tasks = recipients.map(({ contact, phone }): Task => {
    const to = contact ? minifyLineage(contact) : undefined;
    const message: Message = {
      uuid: idFrom('typed', id, isChatAddress(phone) ? phone : plainNumber(phone)),
      to: phone,
      ...(to ? { contact: to } : {}),
      message: text,
      ...inChat(beside),
    };
    const state: TaskState = due === undefined ? 'pending' : 'scheduled';
    const stands = { messages: [message], state, state_history: [{ state, timestamp }] };
    // What was typed to a number is as CHT has it; silence in chats is judged by what kind of message it is.
    const kind = isChatAddress(phone) || due !== undefined ? { message_class: 'typed' as const } : {};
    return due === undefined
      ? { ...stands, ...kind, timestamp }
      : { ...stands, ...kind, due, type: 'typed', recipient: phone };
  });
  return {
    _id: id,
    type: 'data_record',
    kujua_message: true,
    ...(from ? { contact: from } : {}),
    ...(sender?.phone ? { from: sender.phone } : {}),
    sent_by: user,
    reported_date: now,
    errors: [],
    ...(due === undefined ? { tasks } : { tasks: [], scheduled_tasks: tasks }),
    ...(files && Object.keys(files).length > 0 ? { _attachments: { ...files } } : {}),
  };
};

/**
 * Sends a text: at once into the phone's database, to the gateway when there is a network.
 * @param id of the document; where one stands already it was sent before, and nothing is written
 * @returns id of the document
 */
export const send = async (
  phone: Saving,
  recipients: readonly (Recipient & { contact?: Contact })[],
  text: string,
  beside: Beside = {},
  id: string = crypto.randomUUID(),
): Promise<string> => {
  const found = await phone.store.getMany<Contact>(recipients.map(({ person }) => person?.id ?? ''));
  const sender = await ownContact(phone);
  const typed: Typed = {
    id,
    text,
    recipients: recipients.map(({ phone: number, contact }, at) => ({
      contact: found[at] ?? contact ?? null,
      phone: number,
    })),
    sender,
    user: phone.user.name,
    now: phone.clock(),
    beside,
  };
  await save(phone, async () => ((await phone.store.get(id)) ? [] : [typedMessage(typed)]));
  return id;
};

/** Sends a failed message once more. @throws AppError `doc/missing` when its document is no longer on this phone */
export const sendAgain = async (phone: Saving, doc: string, uuid: string, to?: string): Promise<void> => {
  const at = new Date(phone.clock()).toISOString();
  await changeReport(phone, doc, report => withAgain(report, uuid, { user: phone.user.name, at, phone: to }));
};

/** Takes back a message that waits for its time. @throws AppError `doc/missing` when it is not on this phone */
export const takeBackMessage = async (phone: Saving, doc: string, uuid: string): Promise<void> => {
  const at = new Date(phone.clock()).toISOString();
  await changeReport(phone, doc, report => withoutPlanned(report, uuid, { user: phone.user.name, at }));
};

/** A report in which a message that waits for its time will not go; the same where it went already. */
export const withoutPlanned = (report: Report, uuid: string, by: { user: string; at: Iso }): Report => {
  const tasks = report.scheduled_tasks ?? [];
  const at = tasks.findIndex(({ state, messages }) => state === 'scheduled' && messages?.some(m => m.uuid === uuid));
  if (at < 0) return report;
  const cleared = withTaskState(tasks[at]!, 'cleared', by.at, { reason: 'taken back', user: by.user });
  return { ...report, scheduled_tasks: tasks.with(at, cleared) };
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

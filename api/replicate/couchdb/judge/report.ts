import type { Settings } from '@rounds/config/settings/settings.ts';
import { ancestorIds, type Contact } from '@rounds/ddocs/documents/contacts.ts';
import { isReport, type Message, type Report, subjectOf, type Task } from '@rounds/ddocs/documents/reports.ts';
import { placesNamed } from '@rounds/sentinel/registration/named-places.ts';
import { normalPhone, samePhone } from '@rounds/sentinel/text/phone-numbers.ts';
import type { Caller } from '../../../session/caller.ts';
import { depthWithin, livesWith, type Scope, whyNotLeft } from '../../../visibility/scope.ts';
import type { Facts, Naming } from './facts.ts';
import { isLineage } from './lineage.ts';
import { idIn, isNew, type Wanted } from './wanted.ts';

type WantedReport = Wanted & { doc: Report };

/** Whether a document to be judged is a report or a message. */
export const isOfReport = (wanted: Wanted): wanted is WantedReport => isReport(wanted.doc) && !wanted.doc._deleted;

/** Whether a report that somebody edits is about whom it was about before; that is not the editor's doing. */
const isAboutTheSame = ({ doc, stored }: WantedReport): boolean => {
  if (!isReport(stored) || doc.form !== stored.form || doc.kujua_message || stored.kujua_message) return false;
  const [now, before] = [subjectOf(doc), subjectOf(stored)];
  return now.patient === before.patient && now.place === before.place;
};

/** Tasks with messages that are some. */
const tasksOf = (tasks: unknown): Task[] =>
  (Array.isArray(tasks) ? (tasks as (Task | null)[]) : []).flatMap(task =>
    Array.isArray(task?.messages) ? [{ ...task, messages: task.messages.filter(message => !!message) }] : [],
  );

/** A message that a person typed, or sends again by this document. */
interface NewMessage extends Message {
  /** Where the one that failed went. */
  before?: string | undefined;
}

/** Messages that are not stored yet. */
const newMessages = ({ doc, stored }: WantedReport): NewMessage[] => {
  const lists = isReport(stored) ? [...tasksOf(stored.tasks), ...tasksOf(stored.scheduled_tasks)] : [];
  const before = new Map(lists.flatMap(({ messages }) => messages!.map(({ uuid, to }) => [uuid, to] as const)));
  // What is typed for later goes where the same may go at once.
  const typedForLater = doc.kujua_message ? tasksOf(doc.scheduled_tasks) : [];
  return [...tasksOf(doc.tasks), ...typedForLater].flatMap(({ messages, again }) =>
    messages!
      .filter(({ uuid }) => !before.has(uuid))
      .map(message => ({ ...message, ...(again === undefined ? {} : { before: before.get(String(again)) }) })),
  );
};

const authorOf = ({ doc }: WantedReport, { contactId }: Scope): string | undefined => doc.contact?._id ?? contactId;

/** Places into which a report would register somebody, which it did not name before. */
const newPlaces = ({ doc, stored }: WantedReport, settings: Settings): string[] => {
  const before = isReport(stored) ? placesNamed(stored, settings) : [];
  return placesNamed(doc, settings).filter(place => !before.includes(place));
};

/** What must be known to judge a report. */
export const namedByReport = (wanted: WantedReport, settings: Settings, scope: Scope): Naming => {
  const { doc, after } = wanted;
  const author = isNew(wanted, 'from') && doc.from ? authorOf(wanted, scope) : undefined;
  const by = 'by' in after ? (after.by ?? []) : [];
  const claimed = isNew(wanted, 'contact') && doc.contact ? ancestorIds(doc.contact) : [];
  const messages = newMessages(wanted);
  const repeats = messages.some(({ before }) => before !== undefined) ? (idIn(doc.contact) ?? []) : [];
  const loose = scope.online ? [] : messages.filter(({ contact }) => idIn(contact) === undefined);
  return {
    docs: [...messages.flatMap(({ contact }) => idIn(contact) ?? []), ...(author ? [author] : []), repeats].flat(),
    phones: loose.flatMap(({ to }) => phonesOf(String(to), settings)),
    contacts: [...claimed.filter((id, level) => by[level + 1] !== id), ...newPlaces(wanted, settings)],
    codes: [],
  };
};

/** Why a report is not in the name of its author: answers to it go to whom it names. */
const whyNotBy = (settings: Settings, scope: Scope, wanted: WantedReport, facts: Facts): string | undefined => {
  const { doc, after } = wanted;
  const by = 'by' in after ? after.by : null;
  if (by && isNew(wanted, 'contact')) {
    if (by[0] !== scope.contactId && !livesWith(scope, by))
      return `You may not write in the name of "${by[0]}", who is outside your places`;
    if (!isLineage(scope, ancestorIds(doc.contact!), by.slice(1), facts))
      return `The places above "${by[0]}" are others: ${by.slice(1).join(', ') || 'none'}`;
  }
  if (isNew(wanted, 'sms_message')) return 'What came in as an SMS comes through a gateway, not with "sms_message"';
  if (!doc.contact && doc.refid && isNew(wanted, 'refid')) return 'Name the sender in "contact", not by "refid"';
  if (!doc.from || !isNew(wanted, 'from')) return undefined;
  const phone = (facts.named(authorOf(wanted, scope) ?? '')?.doc as Contact | undefined)?.phone;
  // An answer to a form of the app goes to the number of its author, whatever older one his phone may know.
  const isLeftAside = doc.content_type === 'xml' && !!doc.contact && !!phone;
  return isLeftAside || samePhone(String(doc.from), phone && String(phone), settings)
    ? undefined
    : 'The number in "from" must be that of the contact who writes';
};

/** Ids of the primary contacts of places that messages go to. */
export const primariesOf = (wanted: WantedReport, facts: Facts): string[] =>
  newMessages(wanted).flatMap(({ contact }) => idIn(facts.named(idIn(contact) ?? '')?.doc.contact) ?? []);

/** Why messages go where they may not: to a number that is not that of the contact whom they name. */
const whyNotTo = (settings: Settings, scope: Scope, wanted: WantedReport, facts: Facts): string | undefined => {
  const isOne = (to: unknown, phones: readonly unknown[], chats: readonly unknown[]) =>
    chats.includes(to) || phones.some(phone => phone && samePhone(String(to), String(phone), settings));
  for (const { to, contact, before } of newMessages(wanted)) {
    const id = idIn(contact) ?? (before === undefined ? undefined : idIn(wanted.doc.contact));
    const doc = id === undefined ? undefined : (facts.named(id)?.doc as Contact | undefined);
    const primary = facts.named(idIn(doc?.contact) ?? '')?.doc as Contact | undefined;
    const isHis = isOne(
      to,
      [before, doc?.phone, primary?.phone, (doc?.contact as Contact | undefined)?.phone],
      [...chatsOf(doc), ...chatsOf(primary)],
    );
    if ((id !== undefined || before !== undefined) && !isHis)
      return `"${String(to)}" is not the phone of "${id ?? 'whom the message went to before'}"`;
    if (id === undefined && !scope.online && isChat(to))
      return `"${String(to)}" is a chat: name the contact whose it is`;
    if (id === undefined && facts.holdersOf(phonesOf(String(to), settings)).some(each => !isSeen(scope, each)))
      return `"${String(to)}" is the number of somebody outside your places`;
  }
  return undefined;
};

const isChat = (to: unknown): boolean => String(to).startsWith('chat:');

/** Chats in which a contact is written to. */
const chatsOf = (contact: Contact | undefined): string[] =>
  (Array.isArray(contact?.addresses) ? contact.addresses : []).flatMap(entry =>
    entry?.address && !entry.blocked ? [entry.address] : [],
  );

const isSeen = (scope: Scope, lineage: readonly string[]): boolean =>
  scope.online || depthWithin(scope, lineage) !== undefined;

/** A number as contacts may have it. */
const phonesOf = (to: string, settings: Settings): string[] => [...new Set([to, normalPhone(to, settings)])];

/** Why a user may not write a report or a message; undefined where nothing of this speaks against it. */
export const whyNotReport = (
  settings: Settings,
  caller: Caller,
  scope: Scope,
  wanted: WantedReport,
  facts: Facts,
): string | undefined => {
  if (caller.admin) return undefined;
  // The group that it names decides who sees it.
  if (isNew(wanted, 'chat_message')) return 'What was said in a chat comes from there, not with "chat_message"';
  const misdirected = whyNotTo(settings, scope, wanted, facts);
  if (scope.online || misdirected) return misdirected;
  const unfit = isAboutTheSame(wanted) ? undefined : whyNotLeft(scope, wanted.after);
  if (unfit) return unfit;
  const outside = newPlaces(wanted, settings).find(place => {
    const lineage = facts.lineage(place);
    return lineage !== undefined && !(livesWith(scope, lineage) && depthWithin(scope, lineage) !== undefined);
  });
  if (outside !== undefined) return `This report names "${outside}", which is outside your places`;
  return whyNotBy(settings, scope, wanted, facts);
};

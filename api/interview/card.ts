import { findWord } from '@rounds/config/words/translations.ts';
import { ancestorIds, type Contact, isContact, subjectIds, typeOf } from '@rounds/ddocs/documents/contacts.ts';
import { momentDue, type Report, type ScheduledTask } from '@rounds/ddocs/documents/reports.ts';
import { previewMuting, whyMuted } from '@rounds/sentinel/device/settle.ts';
import type { Asker } from './asker.ts';
import type { InterviewParts } from './parts.ts';
import { moment, sayIn } from './say.ts';

/** Messages and names that are shown at once. */
const [mostMessages, mostNames] = [5, 8];

/** What is known of somebody, in words; null for one whom the asker may not see. */
export const cardOf = async (
  parts: InterviewParts,
  asker: Asker,
  id: string,
): Promise<{ contact: Contact; text: string } | null> => {
  const contact = await asker.store.get<Contact>(id);
  const settings = parts.settings.current();
  if (!isContact(contact, settings.contact_types)) return null;
  const say = sayIn(parts, asker.locales);
  const above = await asker.store.getMany<Contact>(ancestorIds(contact));
  const type = settings.contact_types.find(each => each.id === typeOf(contact)) as { name_key?: string } | undefined;
  const typeName = findWord(parts.settings.words(), type?.name_key ?? `contact.type.${typeOf(contact)}`, asker.locales);
  const code = contact.patient_id ?? contact.place_id;
  const lines = [
    [contact.name, typeName, code].filter(Boolean).join(' · '),
    above.flatMap(each => (each?.name ? [String(each.name)] : [])).join(', '),
    contact.date_of_death ? say('chats.card.died') : '',
    await mutedWords(parts, asker, contact),
    await nextMessages(parts, asker, contact),
  ];
  return { contact, text: lines.filter(Boolean).join('\n') };
};

/** Since when somebody is muted, by whom and by whose report. */
const mutedWords = async (parts: InterviewParts, asker: Asker, contact: Contact): Promise<string> => {
  const why = await whyMuted({ store: parts.main, contact });
  const say = sayIn(parts, asker.locales);
  if (!why) return say('chats.card.active');
  const [root, sender] = await asker.store.getMany<Contact>([why.root, why.sender ?? '']);
  const zone = parts.settings.current().default_timezone;
  return [
    why.since
      ? say('chats.card.muted_since', { date: moment(Date.parse(why.since), asker.locales, zone) })
      : say('chats.card.muted'),
    why.direct || !root?.name ? '' : say('chats.card.muted_with', { name: String(root.name) }),
    sender?.name ? say('chats.card.muted_by', { name: String(sender.name) }) : '',
  ]
    .filter(Boolean)
    .join(' ');
};

const planned = new Set(['scheduled', 'pending', 'muted']);

/** The next messages that are planned about somebody, with those that are silent. */
const nextMessages = async (parts: InterviewParts, asker: Asker, contact: Contact): Promise<string> => {
  const rows = await parts.main.query('medic-client/reports_by_subject', { keys: subjectIds(contact), limit: 500 });
  const reports = await asker.store.getMany<Report>([...new Set(rows.map(({ id }) => id))]);
  const tasks = reports
    .flatMap(report => (Array.isArray(report?.scheduled_tasks) ? report.scheduled_tasks : []))
    .filter(task => planned.has(task?.state) && momentDue(task) >= parts.now())
    .sort((a, b) => momentDue(a) - momentDue(b));
  const say = sayIn(parts, asker.locales);
  if (tasks.length === 0) return say('chats.card.no_messages');
  const zone = parts.settings.current().default_timezone;
  const line = (task: ScheduledTask): string =>
    `• ${moment(momentDue(task), asker.locales, zone)}: ${nameOf(parts, asker, task)}${task.state === 'muted' ? ` (${say('chats.card.silent')})` : ''}`;
  return [say('chats.card.next', { count: tasks.length }), ...tasks.slice(0, mostMessages).map(line)].join('\n');
};

const nameOf = ({ settings }: InterviewParts, asker: Asker, { messages, type }: ScheduledTask): string => {
  const text = messages?.[0]?.message;
  if (text) return text.replace(/\s+/g, ' ').slice(0, 160);
  return type ? (findWord(settings.words(), `schedule.${type}`, asker.locales) ?? type.replaceAll('_', ' ')) : '…';
};

/** What a form that mutes or unmutes will do, before it is filled in: as the app says it. */
export const previewOf = async (
  parts: InterviewParts,
  asker: Asker,
  form: string,
  contact: Contact,
): Promise<string> => {
  const settings = parts.settings.current();
  const found = await previewMuting({ store: parts.main, settings, form, subjectId: contact._id, now: parts.now() });
  const say = sayIn(parts, asker.locales);
  const { event, contacts, messages, verifiers } = found;
  if (event !== 'mute' && event !== 'unmute')
    return say(`chats.preview.${event}`, { name: String(contact.name ?? '') });
  const seen = await asker.store.getMany<Contact>(contacts.slice(0, 200).map(({ _id }) => _id));
  const names = seen.flatMap(each => (each?.name ? [String(each.name)] : []));
  const left = contacts.length - Math.min(names.length, mostNames);
  const shown =
    names.slice(0, mostNames).join(', ') + (left > 0 ? ` ${say('chats.preview.more', { count: left })}` : '');
  return [
    say(`chats.preview.${event}`, { name: String(contact.name ?? ''), count: contacts.length, messages }),
    shown,
    verifiers ? say('chats.preview.verified') : '',
  ]
    .filter(Boolean)
    .join('\n');
};

import type { Reply } from '@rounds/config/sections/text.ts';
import type { Iso } from '@rounds/ddocs/doc.ts';
import type { Report, ReportError, Task, TaskState } from '@rounds/ddocs/reports.ts';
import { idFrom } from './cause.ts';
import { fieldOf } from './check.ts';
import type { Placed } from './submission.ts';
import { type Spoken, textOf } from './words.ts';

const looksLikePhone = (text: string): boolean => /^\+?[\d\s()-]{5,}$/.test(text);

const primaryPhone = (placed: Placed | null, find: (type: string, above: number) => boolean): string | undefined => {
  const at = placed ? [placed.contact, ...placed.lineage] : [];
  const place = at.find((contact, above) => find(String(contact.contact_type ?? contact.type), above));
  return place && placed!.phones.get(place._id);
};

/** Phone of the person who sent the report; undefined for a report from a screen by somebody without a phone. */
export const senderPhone = ({ report, sender }: Pick<Spoken, 'report' | 'sender'>): string | undefined =>
  report.from || sender?.contact.phone || undefined;

const typeNames: Record<string, string> = { clinic: 'clinic', health_center: 'health_center', district: 'district_hospital' };

const resolve = (recipient: string, spoken: Spoken): string | undefined => {
  const { report, sender, subject } = spoken;
  const name = recipient.trim();
  const about = subject.patient ?? subject.place ?? sender;
  if (name === '' || name === 'reporting_unit') return senderPhone(spoken);
  if (name === 'parent') return primaryPhone(sender, (_, above) => above === 2);
  if (name === 'grandparent') return primaryPhone(sender, (_, above) => above === 3);
  const type = typeNames[name] ?? (name.startsWith('ancestor:') ? name.slice('ancestor:'.length) : undefined);
  if (type !== undefined) return primaryPhone(about, found => found === type) ?? primaryPhone(sender, found => found === type);
  const field = fieldOf(report, name);
  if (typeof field === 'string' && field !== '') return field;
  return looksLikePhone(name) ? name : undefined;
};

/** Where a message goes: the first recipient that resolves, else the sender. Undefined when nobody has a number. @see sms.md §4.8 */
export const phoneFor = (recipient: Reply['recipient'], spoken: Spoken): string | undefined => {
  const { settings } = spoken;
  const wanted = ([] as string[]).concat(recipient ?? 'reporting_unit');
  const found = wanted.map(one => resolve(one, spoken)).find(phone => phone);
  const phone = found ?? (settings.sms?.default_to_sender === false ? undefined : senderPhone(spoken));
  if (!phone) return undefined;
  const { outgoing_phone_replace: begin, outgoing_phone_filters: filters = [] } = settings;
  const replaced = begin?.match && phone.startsWith(begin.match) ? begin.replace + phone.slice(begin.match.length) : phone;
  return filters.reduce((text, { match, replace }) => text.replace(new RegExp(match), replace), replaced);
};

/** In which state a message to this sender begins: `denied` for numbers that must not be answered. @see sms.md §4.8 */
export const firstState = ({ report, settings }: Pick<Spoken, 'report' | 'settings'>): TaskState => {
  const from = report.from;
  if (!from) return 'pending';
  const digits = from.toLowerCase();
  const { outgoing_deny_list: list = [], outgoing_deny_shorter_than: shortest = 0, outgoing_deny_with_alphas: noLetters } = settings;
  const denied =
    from === settings.gateway_number ||
    list.some(start => digits.startsWith(start)) ||
    from.length < shortest ||
    (noLetters && /[a-z]/i.test(from));
  return denied ? 'denied' : 'pending';
};

/** An outgoing message whose id is made from its cause, so that the same cause never sends it twice. */
export const taskFor = (
  cause: readonly string[],
  said: { text: string; recipient?: Reply['recipient'] },
  spoken: Spoken,
  at: Iso,
): Task => {
  const phone = phoneFor(said.recipient, spoken);
  const to = phone ?? [said.recipient ?? 'reporting_unit'].flat().join(' ');
  const state = phone ? firstState(spoken) : 'denied';
  const details = phone ? {} : { state_details: { reason: 'no phone number' } };
  return {
    messages: [{ uuid: idFrom(...cause), to, message: said.text }],
    state,
    ...details,
    state_history: [{ state, ...details, timestamp: at }],
  };
};

/** A report with a message added, unless it has it already. */
export const withTask = (report: Report, task: Task): Report => {
  const has = report.tasks?.some(({ messages }) => messages?.some(({ uuid }) => uuid === task.messages?.[0]?.uuid));
  return has ? report : { ...report, tasks: [...(report.tasks ?? []), task] };
};

/** A report with a fault added, unless it has one of that code. */
export const withError = (report: Report, error: ReportError): Report =>
  report.errors?.some(({ code }) => code === error.code) ? report : { ...report, errors: [...(report.errors ?? []), error] };

/** The message configured for an event type, filled in; undefined when there is none, or no words for it. */
export const messageFor = (
  messages: readonly Reply[],
  eventType: string,
  spoken: Spoken,
): { text: string; recipient?: Reply['recipient'] } | undefined => {
  const reply = messages.find(({ event_type }) => event_type === eventType);
  const text = reply ? textOf(reply, spoken) : '';
  return text === '' ? undefined : { text, ...(reply?.recipient === undefined ? {} : { recipient: reply.recipient }) };
};

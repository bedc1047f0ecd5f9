import type { Reply } from '@rounds/config/sections/text.ts';
import { isChatAddress } from '@rounds/ddocs/documents/addresses.ts';
import type { Iso } from '@rounds/ddocs/documents/doc.ts';
import {
  type Message,
  type Report,
  type ReportError,
  reportSubjectIds,
  type StateDetails,
  subjectOf,
  type Task,
  type TaskState,
} from '@rounds/ddocs/documents/reports.ts';
import { idFrom } from '../engine/cause.ts';
import { withError } from '../reports/with-error.ts';
import { samePhone } from '../text/phone-numbers.ts';
import { sized } from './message-size.ts';
import { recipientOf, senderOf } from './recipients.ts';
import { missingWords, type Spoken, textOf } from './wording.ts';

/** A message ready to be sent: its words, and to whom. */
export interface Ready {
  text: string;
  recipient?: Reply['recipient'];
}

/**
 * Somebody to whom a message goes, whatever its number is replaced by: the first recipient that resolves, else the
 * sender.
 */
export const receiverFor = (recipient: Reply['recipient'], spoken: Spoken): ReturnType<typeof senderOf> => {
  const wanted = ([] as string[]).concat(recipient ?? 'reporting_unit');
  const found = wanted.map(one => recipientOf(one, spoken)).find(one => one !== undefined);
  return found ?? (spoken.settings.sms?.default_to_sender === false ? undefined : senderOf(spoken));
};

/**
 * Where a message goes: the first recipient that resolves, else the sender. Undefined when nobody has a number.
 */
export const phoneFor = (recipient: Reply['recipient'], spoken: Spoken): string | undefined => {
  const phone = receiverFor(recipient, spoken)?.phone;
  if (!phone || isChatAddress(phone)) return phone;
  const { outgoing_phone_replace: begin, outgoing_phone_filters: filters = [] } = spoken.settings;
  const replaced =
    begin?.match && phone.startsWith(begin.match) ? begin.replace + phone.slice(begin.match.length) : phone;
  return filters.reduce((text, { match, replace }) => text.replace(new RegExp(match), replace), replaced);
};

/**
 * In which state a message to this sender begins: `denied` for numbers that must not be answered. What is said of
 * numbers does not count for chats.
 */
export const firstState = ({ report, settings }: Pick<Spoken, 'report' | 'settings'>): TaskState => {
  if (!report.from || isChatAddress(report.from)) return 'pending';
  // An import may have left the number as one.
  const from = String(report.from);
  const digits = from.toLowerCase();
  const {
    outgoing_deny_list: list = [],
    outgoing_deny_shorter_than: shortest = 0,
    outgoing_deny_with_alphas: noLetters,
  } = settings;
  const denied =
    samePhone(from, settings.gateway_number, settings) ||
    list.some(start => digits.startsWith(start)) ||
    from.length < shortest ||
    (noLetters && /\p{L}/u.test(from));
  return denied ? 'denied' : 'pending';
};

/**
 * A message as it is stored, with an id made from its cause: to a number cut to the SMS that it may need, to a chat
 * whole. `error` where it must not be sent: the report names a person or place that had registrations and is not there
 * any more.
 */
export const messageOf = (cause: readonly string[], { text, recipient }: Ready, spoken: Spoken): Message => {
  const to = phoneFor(recipient, spoken) ?? [recipient ?? 'reporting_unit'].flat().join(' ');
  const error = gone(spoken);
  return {
    uuid: idFrom(...cause),
    to,
    ...(isChatAddress(to) ? { message: text } : sized(text, spoken.settings.multipart_sms_limit)),
    ...(error === undefined ? {} : { error }),
  };
};

/**
 * A place mistyped beside a patient who is there never was registered: that is no reason to leave the sender without an
 * answer.
 */
const gone = ({ registrations = [], subject, report }: Spoken): string | undefined => {
  const wasRegistered = (id: string | undefined) =>
    id !== undefined && registrations.some(one => reportSubjectIds(one).includes(id));
  const { patient, place } = subjectOf(report);
  if (!subject.patient && wasRegistered(patient)) return 'messages.errors.patient.missing';
  return !subject.place && wasRegistered(place) ? 'messages.errors.place.missing' : undefined;
};

/** An outgoing message whose id is made from its cause, so that the same cause never sends it twice. */
export const taskFor = (cause: readonly string[], said: Ready, spoken: Spoken, at: Iso): Task => {
  const message = messageOf(cause, said, spoken);
  const { state, details } = stateOf(message, said, spoken);
  return taskOf(message, state, at, details);
};

const stateOf = ({ error }: Message, said: Ready, spoken: Spoken): { state: TaskState; details?: StateDetails } => {
  if (error !== undefined) return { state: 'skipped', details: { reason: error } };
  if (phoneFor(said.recipient, spoken) === undefined)
    return { state: 'denied', details: { reason: 'no phone number' } };
  const state = firstState(spoken);
  return state === 'denied' ? { state, details: { reason: 'sender not answered' } } : { state };
};

const taskOf = (message: Message, state: TaskState, at: Iso, details?: StateDetails): Task => {
  const why = details ? { state_details: details } : {};
  return { messages: [message], state, ...why, state_history: [{ state, ...why, timestamp: at }] };
};

/** A report with a message added, unless it has it already. */
export const withTask = (report: Report, task: Task): Report => {
  const has = report.tasks?.some(({ messages }) => messages?.some(({ uuid }) => uuid === task.messages?.[0]?.uuid));
  return has ? report : { ...report, tasks: [...(report.tasks ?? []), task] };
};

/** The message configured for an event type, filled in; undefined when there is none, or no words for it. */
export const messageFor = (messages: readonly Reply[], eventType: string, spoken: Spoken): Ready | undefined => {
  const reply = messages.find(({ event_type }) => event_type === eventType);
  return reply && readyOf(reply, spoken);
};

const readyOf = (reply: Reply, spoken: Spoken): Ready | undefined => {
  const text = textOf(reply, spoken);
  return text === '' ? undefined : { text, ...(reply.recipient === undefined ? {} : { recipient: reply.recipient }) };
};

/**
 * A report with a configured message added; one whose translation has no words in any language is kept as skipped, so
 * that somebody sees it. The same report where the message says nothing.
 */
export const withReply = (doc: Report, cause: readonly string[], reply: Reply, spoken: Spoken, at: Iso): Report => {
  const said = readyOf(reply, spoken);
  if (said) return withTask(doc, taskFor(cause, said, spoken, at));
  const key = missingWords(reply, spoken);
  return key === undefined ? doc : withTask(doc, wordless(cause, { ...reply, text: key }, spoken, at));
};

/** A message that has no words but its key: it is not sent, and stands there for somebody to see. */
const wordless = (cause: readonly string[], said: Ready, spoken: Spoken, at: Iso): Task => {
  const message = { ...messageOf(cause, said, spoken), error: 'messages.errors.message.empty' };
  return taskOf(message, 'skipped', at, { reason: message.error });
};

/**
 * The answer to an event that is always answered: the message configured for it, else the words of
 * `messages.generic.<event>`. Undefined only where no language has such words.
 */
export const answerTo = (event: string, messages: readonly Reply[], spoken: Spoken): Ready | undefined => {
  const text = () => textOf({ translation_key: `messages.generic.${event}` }, spoken);
  return messageFor(messages, event, spoken) ?? (text() === '' ? undefined : { text: text() });
};

/**
 * A report that is refused: with a fault whose code is the event, and an answer.
 * @param rule the transition that refuses; the answer's id is made from it and the event
 */
export const withRefusal = (
  doc: Report,
  rule: string,
  event: string,
  messages: readonly Reply[],
  spoken: Spoken,
  at: Iso,
): Report => {
  // A person who is told that somebody was not found is told so even where there once were registrations.
  const { registrations: _, ...told } = spoken;
  const said = answerTo(event, messages, told);
  const text = said?.text ?? `messages.generic.${event}`;
  const cause = [doc._id, rule, event];
  const task = said ? taskFor(cause, said, told, at) : wordless(cause, { text }, told, at);
  return withTask(withError(doc, { code: event, message: text }), task);
};

/**
 * A report with the answers to its acceptance: messages for `report_accepted`, or for no event in particular.
 * @param rule the transition that accepts
 * @param holds whether the `bool_expr` of a message holds
 */
export const withAccepted = (
  doc: Report,
  rule: string,
  messages: readonly Reply[],
  holds: (bool_expr: string | undefined) => boolean,
  spoken: Spoken,
  at: Iso,
): Report =>
  messages
    .map((message, index) => ({ message, index }))
    .filter(
      ({ message: { event_type, bool_expr } }) => (!event_type || event_type === 'report_accepted') && holds(bool_expr),
    )
    .reduce((told, { message, index }) => withReply(told, [doc._id, rule, String(index)], message, spoken, at), doc);

/**
 * A report refused for what is wrong with its answers: with all faults, and told all of them or the first.
 * @param rule the transition that refuses, or the whole cause of the message
 */
export const withFaults = (
  doc: Report,
  rule: string | readonly string[],
  faults: readonly ReportError[],
  { join_responses }: { join_responses: boolean },
  spoken: Spoken,
  at: Iso,
): Report => {
  const [first] = faults;
  if (!first) return doc;
  const { registrations: _, ...told } = spoken;
  const words = faults.map(({ message }) => message).filter(message => message !== '');
  const text = join_responses ? [...new Set(words)].join('  ') : first.message;
  const cause = typeof rule === 'string' ? [doc._id, rule, 'invalid'] : rule;
  const task = text === '' ? wordless(cause, { text: first.code }, told, at) : taskFor(cause, { text }, told, at);
  return withTask(
    faults.map(({ message, ...one }) => ({ ...one, message: message || one.code })).reduce(withError, doc),
    task,
  );
};

import { type Asked, type DispatchDoc, type DispatchEvent, isDispatch } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { isBusy } from '@rounds/sentinel/dispatch/candidates.ts';
import { type Happened, happenTo, sceneOf } from '@rounds/sentinel/dispatch/happen.ts';
import type { DispatchParts } from '@rounds/sentinel/dispatch/parts.ts';
import { wordsFor } from '@rounds/sentinel/dispatch/telling.ts';
import { readTokenOf } from '@rounds/sentinel/dispatch/token.ts';
import { goOn } from '@rounds/sentinel/dispatch/wave.ts';
import { said } from '@rounds/sentinel/messages/said.ts';
import type { ChatPress, ChatWords, Taker } from '../chats/takers.ts';
import { amountIn, timeIn } from './read-time.ts';
import { registrationCommand, takePlace } from './registration.ts';

const at = ({ asked }: DispatchDoc, address: string): Asked | undefined => asked.find(each => each.address === address);

/** Says something to somebody about a request beside its questions. */
const reply = async (
  parts: DispatchParts,
  doc: DispatchDoc,
  asked: Asked,
  { event, key, reply: to }: { event: string; key: string; reply?: string },
): Promise<void> => {
  const spoken = { doc, asked, scene: await sceneOf(parts, doc), at: parts.now() };
  await parts.main.write([
    said({
      ...{ cause: [event, key], to: asked.address, text: wordsFor(spoken, key), by: 'dispatch', at: parts.now() },
      ...{ class: 'answer', contact: { _id: asked.volunteer } },
      ...(to ? { chat: { reply: to } } : {}),
    }),
  ]);
};

/** After something happened it goes on at once with what that brings: whoever gave up is replaced. */
const happens = async (
  parts: DispatchParts,
  id: string,
  event: (doc: DispatchDoc) => DispatchEvent | undefined,
): Promise<Happened> => {
  const happened = await happenTo(parts, id, event);
  if (happened.changed) await goOn(parts, id);
  return happened;
};

/** What is said to who presses a button of a question that is over: what became of the request. */
const closedKey = ({ stage }: Asked): string => {
  if (stage === 'found' || stage === 'relieved') return 'found';
  if (stage === 'cancelled') return 'called_off';
  return stage === 'declined' || stage === 'withdrawn' ? 'declined' : 'closed';
};

/** Presses that lead to an offer: somebody who is on another mission is asked to end that one first. */
const offers = (asked: Asked, code: string): boolean =>
  code !== 'no' && ['offer', 'times', 'grid', 'silent'].includes(asked.stage);

const takePress = async (parts: DispatchParts, press: ChatPress): Promise<boolean> => {
  const token = readTokenOf(press.data);
  if (!token) return false;
  const { id, turn, code } = token;
  const doc = await parts.main.get<DispatchDoc>(id);
  const asked = isDispatch(doc) ? at(doc, press.address) : undefined;
  if (!doc || !asked) return false;
  const event: DispatchEvent = { id: press.event, at: parts.now(), kind: 'press', who: asked.volunteer, turn, code };
  if (asked.turn === turn && offers(asked, code)) {
    const contact = await parts.main.get<Contact>(asked.volunteer);
    if (contact && (await isBusy(parts.main, contact, id))) {
      await reply(parts, doc, asked, { event: press.event, key: 'busy' });
      return true;
    }
  }
  const { doc: after, changed } = await happens(parts, id, () => event);
  const now = after && at(after, press.address);
  if (!changed && after && now)
    await reply(parts, after, now, { event: press.event, key: closedKey(now), reply: press.message });
  return true;
};

/** How long a question waits for words: later ones are taken for something else. */
const patience = 24 * 3_600_000;

/** The request whose question waits for words at an address, the one that asked last. */
const waitingAt = async (
  parts: DispatchParts,
  address: string,
): Promise<{ doc: DispatchDoc; asked: Asked } | undefined> => {
  const rows = await parts.main.query<number, DispatchDoc>('medic-dispatch/dispatches', {
    ...{ key: ['writes', address], limit: 50, docs: true, prompt: true },
  });
  const open = rows.flatMap(({ doc }) => {
    const asked = isDispatch(doc) ? at(doc, address) : undefined;
    const since = asked?.trail.at(-1)?.at ?? 0;
    return doc && asked && since > parts.now() - patience ? [{ doc, asked, since }] : [];
  });
  return open.sort((a, b) => b.since - a.since)[0];
};

/** The event that words are; a key of words where they are not understood; undefined where they mean nothing here. */
const eventOf = (
  parts: DispatchParts,
  { stage, volunteer: who }: Asked,
  { event: id, text, kind, files = [] }: ChatWords,
): DispatchEvent | 'not_time' | 'not_amount' | 'not_photo' | undefined => {
  const base = { id, at: parts.now(), who };
  if (stage === 'receipt') {
    const file = files.find(each => each.id)?.id;
    return file ? { ...base, kind: 'photo', file } : 'not_photo';
  }
  if (kind !== undefined || text.trim() === '') return undefined;
  const { settings } = parts.programme();
  if (stage === 'times' || stage === 'grid') {
    const time = timeIn(text, parts.now(), settings.default_timezone);
    if (time !== undefined) return { ...base, kind: 'typed', text, time };
    return /\d/.test(text) && text.length <= 12 ? 'not_time' : undefined;
  }
  if (stage === 'amount') {
    const amount = amountIn(text);
    return amount === undefined ? 'not_amount' : { ...base, kind: 'typed', text, amount };
  }
  return { ...base, kind: 'typed', text: text.trim().slice(0, 1000) };
};

/** Whether words came before and were taken. */
const wasTaken = (doc: DispatchDoc, { event }: ChatWords): boolean => doc.events.some(({ id }) => id === event);

const takeWords = async (parts: DispatchParts, words: ChatWords): Promise<boolean> => {
  if (words.location && (await takePlace(parts, words))) return true;
  const waiting = await waitingAt(parts, words.address);
  if (!waiting) return false;
  const { doc, asked } = waiting;
  if (wasTaken(doc, words)) return true;
  const event = eventOf(parts, asked, words);
  if (event === undefined) return false;
  if (typeof event === 'string') {
    await reply(parts, doc, asked, { event: words.event, key: event });
    return true;
  }
  return (await happens(parts, doc._id, () => event)).changed;
};

/** Takes what volunteers press and write about requests for help. */
export const dispatchTaker = (parts: DispatchParts): Taker => ({
  name: 'dispatch',
  press: press => takePress(parts, press),
  message: words => (parts.programme().settings.dispatch ? takeWords(parts, words) : Promise.resolve(false)),
  command: command =>
    parts.programme().settings.dispatch ? registrationCommand(parts, command) : Promise.resolve(false),
});

import type { Choosing, Field, Filling } from '../forms/filling.ts';
import { type Ask, type Asked, askAt, askBefore, asksOf, nextAfter, plainWords } from './asks.ts';
import { buttons, type Fault, type Found, type Input, type Place, type Stepped } from './place.ts';
import { readAnswer } from './read-answer.ts';

/** A form that somebody fills in question by question. */
export interface Led {
  filling: Pick<Filling, 'fields' | 'answer' | 'add' | 'remove' | 'faults'>;
  /** Puts what is known of the contacts chosen into their fields. */
  follow: () => Promise<void>;
  /** Contacts that a question may choose, by words. */
  find: (choosing: Choosing, words: string) => Promise<Found>;
}

/** The place at which a form begins. */
export const beginning = (filling: Pick<Filling, 'fields'>): Place => place(asksOf(filling.fields()).asks[0]?.at);

const place = (at: string | undefined, more: Partial<Place> = {}): Place => ({
  ...(at === undefined ? {} : { at }),
  page: 0,
  ...more,
});

/** What follows from what somebody wrote or pressed. */
export const step = async (led: Led, here: Place, input: Input): Promise<Stepped> => {
  const asked = asksOf(led.filling.fields());
  // A question that is there no longer gives way to the first one, should the form have changed meanwhile.
  const ask = here.at === undefined ? undefined : (askAt(asked, here.at) ?? asked.asks[0]);
  const button = input.is === 'button' ? input.button : '';
  if (button === buttons.cancel) return { place: here, end: 'cancel' };
  if (button === buttons.back) return { place: place((askBefore(asked, ask?.at) ?? ask)?.at) };
  if (!ask) return atTheEnd(led, here, button);
  const page = /^page:(\d+)$/.exec(button)?.[1];
  if (page !== undefined) return { place: { ...here, page: Number(page) } };
  return ask.more ? another(led, asked, ask, input) : answer(led, asked, ask, here, input);
};

/** All was read again: it is sent, unless something is missing. */
const atTheEnd = ({ filling }: Led, here: Place, button: string): Stepped => {
  if (button !== buttons.send) return { place: here };
  const wrong = new Set(filling.faults());
  const first = asksOf(filling.fields()).asks.find(({ field }) => wrong.has(field.id));
  if (!first) return { place: here, end: 'send' };
  return { place: place(first.at), ...faultOf(first.field) };
};

const faultOf = ({ fault }: Field): { fault?: Fault } =>
  fault ? { fault: { is: fault.kind, words: fault.words } } : {};

/** Whether a repeat has another instance. */
const another = (led: Led, asked: Asked, { at, field }: Ask, input: Input): Stepped => {
  const { filling } = led;
  const button = input.is === 'button' ? input.button : '';
  const onward = (): Stepped => ({ place: place(nextAfter(at, asked, asksOf(filling.fields()))) });
  if (button === buttons.goOn || button === buttons.skip) return onward();
  if (button === buttons.remove && field.children.length > 0) {
    filling.remove(field.id, field.children.length - 1);
    return { place: place(at) };
  }
  if (button !== buttons.add) return { place: place(at), fault: { is: 'unread', why: 'button' } };
  const known = new Set(asked.asks.map(ask => ask.at));
  filling.add(field.id);
  const now = asksOf(filling.fields());
  const first = now.asks.find(ask => ask.at.startsWith(`${field.path}[`) && !known.has(ask.at));
  return first ? { place: place(first.at) } : { place: place(at) };
};

const answer = async (led: Led, asked: Asked, { at, field }: Ask, here: Place, input: Input): Promise<Stepped> => {
  const { filling } = led;
  const onward = (): Stepped => ({ place: place(nextAfter(at, asked, asksOf(filling.fields()))) });
  const set = async (value: string): Promise<Fault | undefined> => {
    if (!filling.answer(field.id, value)) return { is: 'unread', why: 'number' };
    await led.follow();
    const now = askAt(asksOf(filling.fields()), at)?.field;
    return now ? faultOf(now).fault : undefined;
  };
  const answered = async (value: string): Promise<Stepped> => {
    const fault = await set(value);
    return fault ? { place: place(at), fault } : onward();
  };

  if (input.is === 'button') {
    const { button } = input;
    if (button === buttons.keep || button === buttons.done) {
      const { fault } = faultOf(field);
      return fault ? { place: place(at), fault } : onward();
    }
    if (button === buttons.skip) return answered('');
    const [sign, value] = [button.charAt(0), button.slice(1)];
    if (sign === '=' && field.kind === 'rank') return ranked(field, here, value, answered);
    if (sign === '=') return answered(value);
    if (sign === '~') {
      const fault = await set(toggled(field, value));
      // Too few of several are not told while somebody still chooses.
      return { place: { ...here, at }, ...(fault?.is === 'constraint' && fault.words ? { fault } : {}) };
    }
    return { place: { ...here, at } };
  }
  if (field.kind === 'contact') return search(led, at, field, input.text);
  const read = readAnswer(field, input.text, ({ label, rich }) => plainWords(rich ?? [], label));
  if ('value' in read) return answered(read.value);
  if ('several' in read && field.kind !== 'rank')
    return { place: place(at, { narrowed: read.several.map(({ value }) => value) }) };
  return { place: place(at), fault: { is: 'unread', why: 'not' in read ? read.not : 'choice' } };
};

/** One more of an order: it is an answer when all are in it. */
const ranked = async (
  { options }: Field,
  here: Place,
  value: string,
  answered: (value: string) => Promise<Stepped>,
): Promise<Stepped> => {
  const picked = [...(here.narrowed ?? []).filter(each => each !== value), value];
  return picked.length < options.length ? { place: { ...here, narrowed: picked } } : answered(picked.join(' '));
};

/** The values chosen with one more or fewer, in the order of the choices. */
const toggled = ({ value, options }: Field, one: string): string => {
  const before = value.split(' ').filter(Boolean);
  const after = before.includes(one) ? before.filter(each => each !== one) : [...before, one];
  return options
    .map(option => option.value)
    .filter(each => after.includes(each))
    .join(' ');
};

const search = async (led: Led, at: string, { choosing }: Field, words: string): Promise<Stepped> => {
  const found = await led.find(choosing!, words.trim());
  if (found.people.length === 0) return { place: place(at), fault: { is: 'nobody', words: words.trim() } };
  return { place: place(at, { found }) };
};

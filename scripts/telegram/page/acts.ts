import * as people from '../bot-api/people.ts';
import { badRequest } from '../bot-api/refusal.ts';
import type { User } from '../bot-api/shapes.ts';
import type { Bot, Room, Telegram } from '../bot-api/telegram.ts';

/** Something that a person does on the page: `act` says what, the rest with whom and what. */
export type Act = Readonly<Record<string, unknown>> & { act?: unknown };

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const personIn = (telegram: Telegram, { person }: Act): User => {
  const found = telegram.people.get(Number(person));
  if (!found) throw badRequest('there is no such person');
  return found;
};

const roomIn = (telegram: Telegram, { chat }: Act): Room => {
  const found = telegram.rooms.get(text(chat));
  if (!found) throw badRequest('there is no such chat');
  return found;
};

/** A picture as the page sends it, `data:image/png;base64,…`. */
const pictureIn = (value: unknown): { bytes: Uint8Array; mime_type: string } => {
  const [, mime_type = '', data = ''] = /^data:(image\/[\w+.-]+);base64,([\w+/=]+)$/.exec(text(value)) ?? [];
  if (!data) throw badRequest('this is no picture');
  return { bytes: new Uint8Array(Buffer.from(data, 'base64')), mime_type };
};

const acts: Readonly<Record<string, (telegram: Telegram, bot: Bot, act: Act) => unknown>> = {
  start: (telegram, bot, act) => people.start(telegram, bot, personIn(telegram, act)),
  write: (telegram, _, act) => {
    const reply = Number(act.reply);
    const beside = reply ? { reply_to: reply } : {};
    if (text(act.text).trim() === '') throw badRequest('message text is empty');
    return people.write(telegram, roomIn(telegram, act), personIn(telegram, act), text(act.text), beside);
  },
  photo: (telegram, _, act) => {
    const caption = text(act.text);
    const photo = { kind: 'photo' as const, ...pictureIn(act.picture), ...(caption ? { caption } : {}) };
    return people.send(telegram, roomIn(telegram, act), personIn(telegram, act), photo);
  },
  location: (telegram, _, act) =>
    people.sendContent(telegram, roomIn(telegram, act), personIn(telegram, act), {
      location: { latitude: -0.0917, longitude: 34.768 },
    }),
  edit: (telegram, _, act) =>
    people.edit(telegram, roomIn(telegram, act), personIn(telegram, act), Number(act.message), text(act.text)),
  press: (telegram, bot, act) =>
    people.press(telegram, bot, roomIn(telegram, act), personIn(telegram, act), Number(act.message), text(act.data)),
  block: (telegram, bot, act) => people.setBlocked(telegram, bot, personIn(telegram, act), act.blocked === true),
  person: (telegram, _, act) => {
    const name = text(act.name).trim();
    if (!name) throw badRequest('somebody needs a name');
    return people.addPerson(telegram, name);
  },
  group: (telegram, bot, act) => {
    const title = text(act.title).trim();
    if (!title) throw badRequest('a group needs a title');
    const by = personIn(telegram, act);
    const others = [...telegram.people.values()].filter(({ id }) => id !== by.id);
    return people.makeGroup(telegram, by, title, [...others, bot.user], 'supergroup');
  },
  leave: (telegram, _, act) => {
    const person = personIn(telegram, act);
    return people.leave(telegram, roomIn(telegram, act), person, person);
  },
};

/** Does what somebody did on the page. @throws Refusal where it cannot be done */
export const doAct = (telegram: Telegram, bot: Bot, act: Act): void => {
  const known = Object.hasOwn(acts, text(act.act)) ? acts[text(act.act)] : undefined;
  if (!known) throw badRequest('nobody can do this');
  known(telegram, bot, act);
  telegram.changed();
};

import { realClock } from './bot-api/clock.ts';
import { addPerson } from './bot-api/people.ts';
import { addBot, type Bot, openTelegram, type Telegram } from './bot-api/telegram.ts';
import { updateQueue } from './bot-api/updates.ts';

/** People of the demonstration, and one whom nobody knows. Their numbers stay, so that Rounds knows them again. */
const people = [
  { id: 700_000_111, name: 'Amina Wanjala', language_code: 'en' },
  { id: 700_000_121, name: 'Juma Barasa', language_code: 'sw' },
  { id: 700_000_101, name: 'Rehema Kiprotich', language_code: 'en' },
  { id: 700_000_801, name: 'Vera, who wants to help', language_code: 'en' },
  { id: 700_000_802, name: 'Victor, who wants to help', language_code: 'sw' },
  { id: 700_000_999, name: 'A stranger', language_code: 'fr' },
];

/** The bot of the demonstration; its token is worth something on this machine alone. */
const botToken = '700000001:loopback-of-the-demonstration';

/**
 * A Telegram with the people of the demonstration and its bot. Numbers go on from the clock: those of an earlier time are
 * known to Rounds, which would take what has one of them for something that it has seen.
 */
export const openDemonstration = (): { telegram: Telegram; bot: Bot } => {
  const telegram = openTelegram(realClock);
  const seconds = Math.floor(realClock.now() / 1000);
  let next = seconds * 1000;
  telegram.nextId = () => next++;
  telegram.firstMessage = seconds - 1_700_000_000;
  for (const { id, name, language_code } of people) addPerson(telegram, name, { id, language_code });
  const bot = addBot(telegram, 'rounds_demo_bot', { token: botToken, name: 'Rounds' });
  bot.queue = updateQueue(realClock, seconds);
  return { telegram, bot };
};

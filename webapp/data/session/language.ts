import { type UserSettings, userId } from '@rounds/ddocs/documents/users.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { writeOwn } from '../replicate/waiting.ts';
import { cookie } from './cookies.ts';

/** What is needed of the phone. */
interface Account {
  user: { name: string };
  db: PouchDB.Database;
  store: Store;
  clock: () => number;
  sync: { now: () => void };
}

const tries = 3;

/** Where this device remembers the language of a user, so that the first screen is in it already. */
const key = (user: string): string => `rounds-language:${user}`;
/** Where it remembers a choice until it stands in the database: the app may be closed before. */
const chosenKey = (user: string): string => `rounds-language-chosen:${user}`;

/** The language of a user's account, as far as this device knows it: before the database is open, offline too. */
export const languageKnown = (user: string): string | null =>
  localStorage.getItem(key(user)) ?? cookie(document.cookie, 'locale') ?? localStorage.getItem('rounds-language');

/** Remembers the language of a user's account on this device. */
export const rememberLanguage = (user: string, language: string): void => localStorage.setItem(key(user), language);

/**
 * The language that stands in the settings of a user, or that he chose a moment before the app was closed; '' where he
 * chose none, or the phone does not hold his settings.
 */
export const ownLanguage = async (account: Account): Promise<string> => {
  const { user, store } = account;
  const chosen = localStorage.getItem(chosenKey(user.name));
  if (chosen) await chooseLanguage(account, chosen);
  return chosen ?? (await store.get<UserSettings>(userId(user.name)))?.language ?? '';
};

/**
 * Sets the language of the user's account. It waits to be sent like anything else that he writes, and then holds on each
 * of his devices. For a user of whom the phone holds no settings it holds on this device.
 */
export const chooseLanguage = async (account: Account, language: string): Promise<void> => {
  const { user } = account;
  rememberLanguage(user.name, language);
  localStorage.setItem(chosenKey(user.name), language);
  await writeLanguage(account, language);
  // Unless he has chosen another meanwhile.
  if (localStorage.getItem(chosenKey(user.name)) === language) localStorage.removeItem(chosenKey(user.name));
};

const writeLanguage = async ({ user, store, db, clock, sync }: Account, language: string): Promise<void> => {
  for (let left = tries; ; left -= 1) {
    const own = await store.get<UserSettings>(userId(user.name));
    if (!own || own.language === language) return;
    try {
      await writeOwn(db, [{ ...own, language }], clock());
      return sync.now();
    } catch (error) {
      // The server's version came at this very moment.
      if ((error as { status?: number }).status !== 409 || left <= 1) throw error;
    }
  }
};

import { randomBytes } from 'node:crypto';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { LocalText } from '@rounds/config/words/translations.ts';
import { findWord, localeChain, pickText, type Words, wordsOf } from '@rounds/config/words/translations.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { type Task, withTaskState } from '@rounds/ddocs/documents/reports.ts';
import {
  type TokenLogin,
  type TokenLoginDoc,
  tokenLoginId,
  type UserDoc,
  type UserSettings,
  userId,
} from '@rounds/ddocs/documents/users.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import Mustache from 'mustache';
import { idFrom } from '../engine/cause.ts';
import type { UserParts } from './check.ts';
import { changeStored } from './stored.ts';

/** How long a link can be used, in ms. */
export const tokenLasts = 24 * 3600 * 1000;

/** A link that nobody can guess: 256 random bits. */
export const newToken = (now: Ms): TokenLogin => ({
  active: true,
  token: randomBytes(32).toString('hex'),
  expiration_date: now + tokenLasts,
});

/** A password that nobody knows: a user who logs in by a link has none of his own. */
export const unknownPassword = (): string => randomBytes(32).toString('base64url');

/** The text that explains the link, in the user's language; '' where the programme has none. */
const helpText = (settings: Settings, words: Words, own: UserSettings): string => {
  const locales = localeChain(own.language, settings.locale_outgoing, settings.locale);
  const { translation_key: key, message } = settings.token_login ?? {};
  const text = (key && findWord(words, key, locales)) || pickText(message as LocalText | undefined, locales) || '';
  return Mustache.render(text, own, {}, { escape: value => value });
};

/**
 * The document that brings a link to a phone: a text that explains, and the link alone, so that every phone makes it
 * one to tap. Its messages go out like any other, and their ids come from the token, so that the same link is never
 * sent twice.
 */
export const tokenDoc = (
  { token }: TokenLogin,
  { settings, words, own, to, now }: { settings: Settings; words: Words; own: UserSettings; to: string; now: Ms },
): TokenLoginDoc => {
  const timestamp = new Date(now).toISOString();
  const link = `${String(settings.app_url).replace(/\/+$/, '')}/medic/login/token/${token}`;
  const texts = [
    ['help', helpText(settings, words, own)],
    ['link', link],
  ] as const;
  const tasks = texts.flatMap(([what, message]): Task[] =>
    message === ''
      ? []
      : [
          {
            messages: [{ uuid: idFrom('token-login', token, what), to, message }],
            state: 'pending',
            state_history: [{ state: 'pending', timestamp }],
            timestamp,
          },
        ],
  );
  return { _id: tokenLoginId(token), type: 'token_login', user: own._id, reported_date: now, tasks };
};

/** Sends a link, unless it was sent already. @throws `store/refused` */
export const sendToken = async (
  { main, settings, now }: UserParts,
  own: UserSettings,
  token: TokenLogin,
  to: string,
): Promise<void> => {
  const words = wordsOf(await main.range({ from: 'messages-', to: 'messages-\ufff0', limit: 500 }));
  const [result] = await main.write([tokenDoc(token, { settings: settings(), words, own, to, now: now() })]);
  if (!result!.ok && result!.error !== 'conflict') throw new AppError('store/refused', result!.reason);
};

const unsent = new Set(['pending', 'forwarded-to-gateway']);

/** Takes back the messages of a link that have not gone out: it would not work any more. */
export const recallToken = async (main: Store, { token }: TokenLogin, now: Ms): Promise<void> => {
  const id = tokenLoginId(token);
  const stored = await main.get<TokenLoginDoc>(id);
  if (!stored?.tasks?.some(({ state }) => unsent.has(state))) return;
  const at = new Date(now).toISOString();
  const clear = (task: Task) =>
    unsent.has(task.state) ? withTaskState(task, 'cleared', at, { reason: 'link withdrawn' }) : task;
  await changeStored<TokenLoginDoc>(main, id, doc => ({ ...(doc ?? stored), tasks: (doc ?? stored).tasks.map(clear) }));
};

const invalid = () =>
  new AppError('token/invalid', 'This link does not work, or was used before', { hint: 'Ask for a new one' });

/**
 * Uses a link: it works no more, and the user has a password that only the caller knows, for a moment. Of two who use
 * it at once, one gets in.
 * @throws `token/invalid`, `token/expired`
 */
export const useToken = async (
  { main, users, now }: UserParts,
  token: string,
): Promise<{ name: string; password: string }> => {
  if (!/^[0-9a-f]{64}$/.test(token)) throw invalid();
  const doc = await main.get<TokenLoginDoc>(tokenLoginId(token));
  const user = doc ? await users.get<UserDoc>(doc.user) : null;
  const link = user?.token_login;
  if (!user || !link || link.token !== token || !link.active) throw invalid();
  if (link.expiration_date <= now())
    throw new AppError('token/expired', 'This link was for one day, which is over', { hint: 'Ask for a new one' });
  const password = unknownPassword();
  const { password_change_required: _, ...kept } = user;
  const [used] = await users.write([{ ...kept, password, token_login: { ...link, active: false } }]);
  if (!used!.ok) throw invalid();
  const { expiration_date } = link;
  await changeStored<UserSettings>(main, userId(user.name), own => ({
    ...own!,
    token_login: { active: false, expiration_date },
  }));
  await recallToken(main, link, now());
  return { name: user.name, password };
};

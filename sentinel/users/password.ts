import { AppError } from '@rounds/ddocs/documents/error.ts';

/** Shortest password, in characters. */
export const shortest = 8;
/** Least strength, from 0 to 100 and above. */
export const strongEnough = 50;

/** Words that people who guess try first. */
const guessed = [
  ...[
    'password',
    'passwort',
    'motdepasse',
    'secret',
    'welcome',
    'letmein',
    'admin',
    'medic',
    'health',
    'rounds',
    'community',
    'nurse',
  ],
  ...[
    'dragon',
    'monkey',
    'master',
    'football',
    'sunshine',
    'princess',
    'iloveyou',
    'summer',
    'winter',
    'hello',
    'test',
    'user',
    'login',
  ],
  ...['jambo', 'karibu', 'bonjour', 'afya', 'sante', 'mama'],
];
const runs = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'azertyuiop'];
const leet: Record<string, string> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Which characters belong to something that is guessed: a known word, the user's name, a run of the keyboard. */
const guessable = (password: string, name: string): boolean[] => {
  const small = password.toLowerCase();
  const plain = [...small].map(character => leet[character] ?? character).join('');
  const marks = Array.from(small, () => false);
  const mark = (text: string, part: string) => {
    if (part.length < 3) return;
    for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) marks.fill(true, at, at + part.length);
  };
  for (const word of [...guessed, name.toLowerCase()]) for (const text of [small, plain]) mark(text, word);
  for (const run of runs.flatMap(each => [each, [...each].reverse().join('')]))
    for (let at = 0; at + 4 <= run.length; at += 1) mark(small, run.slice(at, at + 4));
  return marks;
};

/**
 * How hard a password is to guess: 5 for each character, less each time it comes again, half of it where it belongs to
 * a word or a run that people guess; 10 for each kind of character beyond the first (small, capital, digit, other).
 */
export const strength = (password: string, name = ''): number => {
  const seen = new Map<string, number>();
  const marks = guessable(password, name);
  const letters = [...password].map((character, index) => {
    const times = (seen.get(character) ?? 0) + 1;
    seen.set(character, times);
    return 5 / times / (marks[index] ? 2 : 1);
  });
  const kinds = [/\d/, /\p{Ll}|\p{Lo}/u, /\p{Lu}/u, /[^\p{L}\p{N}]/u].filter(kind => kind.test(password)).length;
  return letters.reduce((sum, each) => sum + each, 0) + Math.max(0, kinds - 1) * 10;
};

/** @throws `user/invalid` with what to do about it */
export const checkPassword = (password: unknown, name: string): string => {
  if (typeof password !== 'string' || password.length < shortest)
    throw new AppError('user/invalid', `The password must be at least ${shortest} characters long`, {
      details: { field: 'password' },
    });
  if (password.length > 1000)
    throw new AppError('user/invalid', 'The password is too long', { details: { field: 'password' } });
  if (strength(password, name) < strongEnough)
    throw new AppError('user/invalid', 'The password is too easy to guess', {
      hint: 'Use a longer one, with capitals, digits and other signs',
      details: { field: 'password' },
    });
  return password;
};

/** Whether every object of the language has something of this name, so that a table by names would mix them up. */
const isWordOfLanguage = (name: string): boolean => name in {} || name === 'prototype';

/**
 * Names of users: small letters, digits, `_` and `-`; not beginning with `_`, as CouchDB has it for itself, and no word
 * of the language such as `constructor`.
 * @throws `user/invalid`
 */
export const checkName = (name: unknown): string => {
  if (typeof name === 'string' && /^[a-z0-9-][a-z0-9_-]{0,99}$/.test(name) && !isWordOfLanguage(name)) return name;
  if (typeof name === 'string' && /^[a-z0-9_-]{1,100}$/.test(name))
    throw new AppError('user/invalid', `Nobody can be called "${name}": choose another name`, {
      details: { field: 'username' },
    });
  throw new AppError('user/invalid', 'A user name has small letters, digits, underscores and hyphens only', {
    details: { field: 'username' },
  });
};

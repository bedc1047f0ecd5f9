import type { Run } from './run.ts';

// What a button carries: Telegram takes 64 bytes, which no id of a document fits with all else. So it is a key of the
// run, found among the runs of the address that pressed it, with the question and the choice.

/** Letters of the three parts: key of the run, number of the question, number of the choice. */
const [keyLength, turnLength, choiceLength] = [6, 4, 2];

/** As base64url counts; so a number keeps its order and its length. */
const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const written = (number: number, length: number): string => {
  let [text, rest] = ['', number];
  for (let at = 0; at < length; at += 1) {
    text = signs.charAt(rest % 64) + text;
    rest = Math.floor(rest / 64);
  }
  if (rest > 0 || number < 0 || !Number.isInteger(number)) throw new RangeError(`${number} has no place in a button`);
  return text;
};

const read = (text: string): number => [...text].reduce((number, sign) => number * 64 + signs.indexOf(sign), 0);

const keyOf = ({ _id }: Pick<Run, '_id'>): string => _id.slice('run:'.length).slice(0, keyLength);

/** What the button of a choice carries. @throws RangeError for more choices than 4096, or questions than 16 million */
export const tokenOf = (run: Pick<Run, '_id'>, turn: number, choice: number): string =>
  `${keyOf(run)}${written(turn, turnLength)}${written(choice, choiceLength)}`;

/** What a button says. */
export interface Token {
  key: string;
  turn: number;
  choice: number;
}

/** Reads what a button carries; undefined for anything else. */
export const readToken = (text: string): Token | undefined =>
  /^[A-Za-z0-9_-]{12}$/.test(text)
    ? {
        key: text.slice(0, keyLength),
        turn: read(text.slice(keyLength, keyLength + turnLength)),
        choice: read(text.slice(keyLength + turnLength)),
      }
    : undefined;

/** Whether a button is one of a run. */
export const isOfRun = ({ key }: Token, run: Pick<Run, '_id'>): boolean => keyOf(run) === key;

/** What a pressed button stands for; undefined when its question is no longer the one that is asked. */
export const choiceOf = ({ turn, choice }: Token, run: Pick<Run, 'turn' | 'choices' | 'state'>): string | undefined =>
  run.state === 'open' && run.turn === turn ? run.choices[choice] : undefined;

import type { Room } from '@rounds/config/sections/events.ts';
import type { Mark } from '@rounds/ddocs/events/post.ts';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A way to write a room as a pattern: a hyphen may stand between letters and digits, blanks around a plus. */
const written = (alias: string): string =>
  escaped(alias.trim().toLowerCase())
    .replace(/\\\+/g, '\\s*\\+\\s*')
    .replace(/\s+/g, '\\s+')
    .replace(/(\p{L})(?=\d)/gu, '$1-?');

/** A number without zeros in front, by which `9` and `09` are one room; undefined for what is no mere number. */
const numberOf = (alias: string): string | undefined =>
  /^\d+$/.test(alias.trim()) ? String(Number(alias.trim())) : undefined;

/** The longest number in the name of a room, else its longest word: a text without it does not name the room. */
const signOf = (alias: string): string => {
  const [numbers, words] = [/\d+/g, /\p{L}+/gu].map(run => alias.toLowerCase().match(run) ?? []);
  return [...(numbers!.length > 0 ? numbers! : words!)].sort((a, b) => b.length - a.length)[0] ?? '';
};

/** Words after which a mere number is a room. */
const before = '(?:rooms?|rms?|salles?|salas?|zimmer|raum|chumba|#)';

/** Marks of rooms, and of numbers after the word for a room that are none of the venue. */
export type RoomFinder = (text: string) => Mark[];

/** Finds rooms as whole words: `b114`, never in `b1145`; of numbers only those that are called a room. */
export const roomFinder = (rooms: readonly Room[]): RoomFinder => {
  const [words, numbers] = [new Map<string, string>(), new Map<string, string>()];
  for (const { id, aliases } of rooms)
    for (const alias of [id, ...aliases]) {
      const number = numberOf(alias);
      if (number === undefined) words.set(alias.trim().toLowerCase(), id);
      else numbers.set(number, id);
    }
  const longestFirst = [...words].sort(([a], [b]) => b.length - a.length);
  const named = longestFirst.map(([alias, id]) => ({
    ...{ id, sign: signOf(alias) },
    pattern: new RegExp(`(?<![\\p{L}\\p{N}_+])${written(alias)}(?![\\p{L}\\p{N}_]|\\+\\p{L})`, 'giu'),
  }));
  const called = new RegExp(`(?<![\\p{L}\\p{N}_])${before}[\\s.:#-]*(?=[\\p{L}\\p{N}])`, 'giu');
  const list = /\s*(?:,|&|\+|\/|and|or|et|ou|y|und|na)\s*#?(?=\d)/iy;
  const one = /(\p{L}?\d{1,5}\p{L}?)(?![\p{L}\p{N}_:]|[.]\d|\s*(?:am|pm|a\.m|p\.m)\b)/iuy;

  /** Numbers that follow the word for a room, in a row: `rooms 14 & 15`. */
  const numbersAt = (text: string, from: number): Mark[] => {
    const marks: Mark[] = [];
    for (let at = from; ; ) {
      one.lastIndex = at;
      const found = one.exec(text);
      if (!found) return marks;
      const number = numberOf(found[1]!);
      const room = number === undefined ? words.get(found[1]!.toLowerCase()) : numbers.get(number);
      // What follows `and` and is no room of the venue may be anything.
      if (room === undefined && marks.length > 0) return marks;
      marks.push({
        ...{ kind: room === undefined ? 'unknown_room' : 'room', value: room ?? found[1]! },
        ...{ at: found.index, length: found[1]!.length },
      });
      list.lastIndex = one.lastIndex;
      if (!list.exec(text)) return marks;
      at = list.lastIndex;
    }
  };

  return text => {
    const marks: Mark[] = [];
    const folded = text.toLowerCase();
    const isFree = (at: number, length: number) =>
      marks.every(mark => at + length <= mark.at || mark.at + mark.length <= at);
    // Of a hundred rooms a text names one: what is cheap rules the others out.
    for (const { id, sign, pattern } of named) {
      if (!folded.includes(sign)) continue;
      for (const found of text.matchAll(pattern))
        if (isFree(found.index, found[0].length))
          marks.push({ kind: 'room', at: found.index, length: found[0].length, value: id });
    }
    for (const found of text.matchAll(called)) {
      const from = found.index + found[0].length;
      for (const mark of numbersAt(text, from))
        if (isFree(mark.at, mark.length))
          marks.push(
            // The word before the first is a part of it, or a time would be looked for behind a lonely `room`.
            mark.at === from ? { ...mark, at: found.index, length: mark.length + found[0].length } : mark,
          );
    }
    return marks.sort((a, b) => a.at - b.at);
  };
};

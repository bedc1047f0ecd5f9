import type { Mark } from '@rounds/ddocs/events/post.ts';
import { type DateTime, Info } from 'luxon';

/** Words for days counted from today. */
const counted: Readonly<Record<string, readonly [words: string, days: number][]>> = {
  en: [
    ['today|tonight|this morning|this afternoon|this evening', 0],
    ['tomorrow', 1],
  ],
  fr: [
    ["aujourd[’']?hui|ce soir|ce matin|cet après-midi", 0],
    ['après-demain', 2],
    ['demain', 1],
  ],
  es: [
    ['hoy|esta noche|esta tarde', 0],
    ['pasado mañana', 2],
  ],
  de: [
    ['heute(?: abend)?', 0],
    ['übermorgen', 2],
  ],
  pt: [
    ['hoje', 0],
    ['depois de amanhã', 2],
    ['amanhã', 1],
  ],
  sw: [
    ['leo', 0],
    ['kesho kutwa', 2],
    ['kesho', 1],
  ],
};

const weekdays = (language: string): readonly (readonly [words: string, weekday: number])[] =>
  [...Info.weekdays('long', { locale: language })].map((word, index) => [word.toLowerCase(), index + 1] as const);

/** A word that stands for a day. */
interface DayWord {
  pattern: RegExp;
  dayOf: (today: DateTime) => DateTime;
}

const wordPattern = (words: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])`, 'giu');

/**
 * Finds words for days: `tomorrow`, `Friday`. A weekday is the next one, today included; of a conference's days the one
 * that is it.
 */
export const dayWordFinder = (languages: readonly string[], days: readonly string[]) => {
  const found: DayWord[] = languages.flatMap(language => [
    ...(counted[language] ?? []).map(([words, ahead]) => ({
      pattern: wordPattern(words),
      dayOf: (today: DateTime) => today.plus({ days: ahead }),
    })),
    ...weekdays(language).map(([word, weekday]) => ({
      pattern: wordPattern(word),
      dayOf: (today: DateTime) => {
        const ofVenue = days.map(day => today.set(dateOf(day))).filter(day => day.weekday === weekday);
        const next = today.plus({ days: (weekday - today.weekday + 7) % 7 });
        return ofVenue.find(day => day >= today.startOf('day')) ?? ofVenue.at(-1) ?? next;
      },
    })),
  ]);
  const any = new RegExp(found.map(({ pattern }) => pattern.source).join('|'), 'iu');
  return (text: string, today: DateTime): Mark[] => {
    const marks: Mark[] = [];
    if (!any.test(text)) return marks;
    for (const { pattern, dayOf } of found)
      for (const match of text.matchAll(pattern)) {
        const [at, length] = [match.index, match[0].length];
        if (marks.every(mark => at + length <= mark.at || mark.at + mark.length <= at))
          marks.push({ kind: 'date', at, length, value: dayOf(today).toISODate() ?? '' });
      }
    return marks;
  };
};

const dateOf = (day: string) => {
  const [year, month, date] = day.split('-').map(Number);
  return { year: year!, month: month!, day: date! };
};

/** Functions that an expression may call, by name. `today` is a moment of the day on which it is asked. */
export const callables = (today: Date): Readonly<Record<string, (...args: readonly unknown[]) => unknown>> => ({
  ageInDays: contact => age(contact, today, daysBetween),
  ageInMonths: contact => age(contact, today, monthsBetween),
  ageInYears: contact => age(contact, today, (from, to) => Math.floor(monthsBetween(from, to) / 12)),
  levenshteinEq: (a, b, most = 3) =>
    typeof a === 'string' && typeof b === 'string' ? distance(a, b) <= Number(most) : a === b,
  normalizedLevenshteinEq: (a, b, most = 3 / 7) => {
    if (typeof a !== 'string' || typeof b !== 'string') return a === b;
    const length = Math.max(a.length, b.length);
    return length === 0 || distance(a, b) / length <= Number(most);
  },
});

/** Whole units since the birth of a contact, by days of this place; undefined without one. */
const age = (contact: unknown, today: Date, between: (from: Date, to: Date) => number): number | undefined => {
  const born = (contact as { date_of_birth?: unknown } | null | undefined)?.date_of_birth;
  if (typeof born !== 'string' && typeof born !== 'number') return undefined;
  const day = typeof born === 'string' ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(born.trim()) : null;
  const date = day ? new Date(Number(day[1]), Number(day[2]) - 1, Number(day[3])) : new Date(born);
  if (Number.isNaN(date.getTime())) return undefined;
  return between(midnight(date), midnight(today));
};

const midnight = (date: Date): Date => new Date(date.getFullYear(), date.getMonth(), date.getDate());

/** Days by the calendar: one on which the clock is changed is a day like any other. */
const daysBetween = (from: Date, to: Date): number => Math.round((to.getTime() - from.getTime()) / 86_400_000);

const monthsBetween = (from: Date, to: Date): number => {
  const months = (to.getFullYear() - from.getFullYear()) * 12 + to.getMonth() - from.getMonth();
  const last = new Date(to.getFullYear(), to.getMonth() + 1, 0).getDate();
  return to.getDate() < Math.min(from.getDate(), last) ? months - 1 : months;
};

/** How many letters have to be put in, left out or changed to make one text of the other (Levenshtein). */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries())
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (letter === other ? 0 : 1)));
    row = next;
  }
  return row.at(-1)!;
};

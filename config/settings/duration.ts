/** A length of time of a rule or schedule: `-1 day`, `2 weeks`. */
export interface Duration {
  amount: number;
  unit: 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
}

const pattern = /^\s*([+-]?\s*\d+(?:\.\d+)?)\s*(second|minute|hour|day|week|month|year)s?\s*$/i;

/** Reads a length of time; null when it is none. */
export const durationOf = (text: string | undefined): Duration | null => {
  const [, amount, unit] = pattern.exec(text ?? '') ?? [];
  return amount === undefined || unit === undefined
    ? null
    : { amount: Number(amount.replace(/\s/g, '')), unit: unit.toLowerCase() as Duration['unit'] };
};

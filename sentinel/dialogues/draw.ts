/** A number from 0 to 1 that is always the same for the same text: it spreads people, and needs no dice. */
export const spread = (text: string): number => {
  let hash = 2_166_136_261;
  for (const sign of text) hash = Math.imul(hash ^ sign.codePointAt(0)!, 16_777_619) >>> 0;
  // The last signs alone would change the last bits alone.
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_519) >>> 0;
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
};

/** One of some values by their weights: the same for the same lot, on every machine. The order of the values plays no part. */
export const drawnBy = (lot: string, weights: Readonly<Record<string, number>>): string => {
  const entries = Object.entries(weights)
    .filter(([, weight]) => weight > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const whole = entries.reduce((sum, [, weight]) => sum + weight, 0);
  let left = spread(lot) * whole;
  for (const [value, weight] of entries) {
    left -= weight;
    if (left < 0) return value;
  }
  return entries.at(-1)![0];
};

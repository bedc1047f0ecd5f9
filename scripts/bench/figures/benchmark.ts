/** One line of a table of figures. */
export interface Measurement {
  /** What was done: `catch up 5,000 first-seen changes`. */
  work: string;
  /** One value a run; the table shows their median. */
  values: readonly number[];
  /** `ms`, `s`, `changes/s`, `requests/change`. */
  unit: string;
  /** The same work in bare requests to the database, one value a run, in the same unit. */
  floor?: readonly number[];
  /** What it is compared with: the figure of CHT, or of whom `of` names, and the ratio asked for. */
  compare?: { peer: number; atLeast: number; of?: string };
}

/** What a benchmark gets. */
export interface BenchContext {
  /** `embedded`, or `CouchDB` when COUCH_URL is set; `world()` of test/world.ts already takes the right one. */
  database: 'embedded' | 'CouchDB';
  /** How often each thing is measured. */
  runs: number;
  /** Says what goes on. */
  say: (text: string) => void;
}

/** What each file `scripts/bench/<name>.ts` exports as `benchmark`. */
export type Benchmark = (context: BenchContext) => Promise<Measurement[]>;

/** The middle value; the mean of the two in the middle when their number is even. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
};

const number = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 3 });

/** Rates grow when things get better, everything else shrinks. */
const ratio = (measured: number, peer: number, unit: string): number =>
  /\/s$/.test(unit) ? measured / peer : peer / measured;

/** Heads of the columns of {@link benchRows}. */
export const benchHead = ['work', 'median', 'unit', 'runs', 'floor', 'compared'] as const;

const verdictOf = (measured: number, { unit, compare }: Measurement): string => {
  if (!compare) return '';
  const times = ratio(measured, compare.peer, unit);
  const missed = times >= compare.atLeast ? '' : ', MISSED';
  return `${number(times)} × ${compare.of ?? 'CHT'}'s ${number(compare.peer)} (at least ${compare.atLeast} ×${missed})`;
};

/**
 * Rows of a table: what, median, its unit, each run, the floor with how many times of it ours takes, and the
 * comparison.
 */
export const benchRows = (measurements: readonly Measurement[]): string[][] =>
  measurements.map(measurement => {
    const { work, values, unit, floor } = measurement;
    const middle = median(values);
    const least = floor && median(floor);
    return [
      work,
      number(middle),
      unit,
      values.length > 1 ? values.map(number).join('  ') : '',
      least === undefined ? '' : `${number(least)} (${number(1 / ratio(middle, least, unit))} ×)`,
      verdictOf(middle, measurement),
    ];
  });

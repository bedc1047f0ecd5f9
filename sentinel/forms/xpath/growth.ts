import type { FormFunction } from './argument.ts';

/** A line of a growth chart: for one age, height or length the values at −4 to 4 standard deviations. */
interface Line {
  readonly key: number;
  readonly points: readonly number[];
}

const lowest = -4;

/** The lines of a chart for a sex in the document `zscore-charts`; empty where there is none. */
const linesOf = (charts: unknown, table: string, sex: string): readonly Line[] => {
  const { charts: all } = (charts ?? {}) as { charts?: { id?: string; data?: Record<string, readonly Line[]> }[] };
  return all?.find(({ id }) => id === table)?.data?.[sex] ?? [];
};

/** The standard deviations at which a value lies on a line; undefined outside. */
const deviation = ({ points }: Line, value: number): number | undefined => {
  const above = points.findIndex(point => value <= point);
  if (above < 0) return value === points.at(-1) ? points.length - 1 + lowest : undefined;
  const upper = points[above]!;
  if (above === 0) return value === upper ? lowest : undefined;
  const lower = points[above - 1]!;
  return above - 1 + lowest + (value - lower) / (upper - lower);
};

/**
 * `z-score(table, sex, x, y)`: how many standard deviations y is away at x. CHT gives an empty text also for a result
 * of exactly 0, and so do we: forms ask for it.
 */
export const zScore: FormFunction = {
  takes: [4, 4],
  run: ([table, sex, x, y], { charts }) => {
    const lines = linesOf(charts, table?.text ?? '', sex?.text ?? '');
    const keys = lines.map(({ key }) => key);
    const at = x && x.text.trim() !== '' ? x.number : Number.NaN;
    if (!(at >= Math.min(...keys) && at <= Math.max(...keys))) return '';
    const nearest = lines.reduce((best, line) => (Math.abs(line.key - at) < Math.abs(best.key - at) ? line : best));
    const found = y && y.text.trim() !== '' ? deviation(nearest, y.number) : undefined;
    return found || '';
  },
};

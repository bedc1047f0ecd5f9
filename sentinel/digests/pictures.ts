import type { EntryCurves, Flow } from '../progress/by-profile.ts';
import { layWays } from '../progress/sankey-layout.ts';

/** A picture of a digest, as SVG: it goes with the letter as a file. */
export interface Picture {
  title: string;
  /** Name of the file. */
  name: string;
  svg: string;
}

/** Colours that are told apart by people who see few of them. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#7a5195', '#555555'] as const;
const colourOf = (at: number): string => colours[at % colours.length]!;

/** Size of a picture of curves, room for its names on the left, the right and below, all in points. */
const [width, height, left, right, below, above] = [760, 340, 56, 190, 36, 40];

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);
const short = (text: string): string => (text.length > 24 ? `${text.slice(0, 23)}…` : text);
const text = (x: number, y: number, words: string, more = ''): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${escaped(short(words))}</text>`;

const svg = (wide: number, tall: number, title: string, inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${tall}" viewBox="0 0 ${wide} ${tall}" role="img" font-family="sans-serif" font-size="13"><title>${escaped(title)}</title><rect width="100%" height="100%" fill="#ffffff"/>${inside}</svg>`;

/** Names at the ends of curves, pushed apart so that none lies on another. */
const apart = (ys: readonly number[]): number[] => {
  const order = ys.map((y, at) => ({ y, at })).sort((a, b) => a.y - b.y);
  const placed: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const { y, at } of order) {
    last = Math.max(y, last + 16);
    placed[at] = last;
  }
  return placed;
};

/** A round number that is at least so much, for the upper end of an axis. */
const roundedUp = (most: number): number => {
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  return [1, 2, 5, 10].map(each => each * unit).find(each => each >= most) ?? most;
};

/** Curves of entries, each named at its end. */
export const entryPicture = ({ field, label, days, lines }: EntryCurves): Picture => {
  const title = `People who have begun, by ${label}`;
  const most = roundedUp(Math.max(1, ...lines.map(({ people }) => people.at(-1) ?? 0)));
  const x = (at: number): number => left + (at / Math.max(1, days.length - 1)) * (width - left - right);
  const y = (people: number): number => height - below - (people / most) * (height - below - above);
  const grid = [0, 0.5, 1].map(share => {
    const at = y(share * most);
    const words = text(left - 8, at + 4, String(Math.round(share * most)), 'text-anchor="end" fill="#555"');
    return `<line x1="${left}" x2="${width - right}" y1="${at}" y2="${at}" stroke="#ddd"/>${words}`;
  });
  const names = apart(lines.map(({ people }) => y(people.at(-1) ?? 0)));
  const curves = lines.map(({ value, people }, at) => {
    const points = people.map((count, nth) => `${x(nth).toFixed(1)},${y(count).toFixed(1)}`).join(' ');
    const name = text(width - right + 8, names[at]! + 4, `${value}: ${people.at(-1) ?? 0}`, `fill="${colourOf(at)}"`);
    return `<polyline points="${points}" fill="none" stroke="${colourOf(at)}" stroke-width="2"/>${name}`;
  });
  const dates = [
    text(left, height - 12, days[0] ?? '', 'fill="#555"'),
    text(width - right, height - 12, days.at(-1) ?? '', 'text-anchor="end" fill="#555"'),
  ];
  const head = text(left, 22, title, 'font-weight="600"');
  return {
    title,
    name: `entries-${field.replace(/[^\w-]/g, '_')}.svg`,
    svg: svg(width, height, title, [head, ...grid, ...curves, ...dates].join('')),
  };
};

/** How people who said one thing said another, as bands from field to field. */
export const flowPicture = async (flows: readonly Flow[], labels: readonly string[]): Promise<Picture> => {
  const title = `People by ${labels.join(', ')}`;
  const laid = await layWays(flows);
  const top = 44;
  const columns = [...new Set(laid.stops.map(stop => stop.x))].sort((a, b) => a - b);
  const heads = columns.map((x, at) => text(x, 34, labels[at] ?? '', 'font-weight="600" fill="#555"'));
  const bands = laid.bands.map(
    ({ path, width: wide, from, to, people }) =>
      `<path d="${path}" fill="none" stroke="#0072b2" stroke-opacity="0.28" stroke-width="${wide.toFixed(1)}"><title>${escaped(`${from} → ${to}: ${people}`)}</title></path>`,
  );
  const stops = laid.stops.map(
    ({ dialogue, people, x, y, width: wide, height: tall }) =>
      `<rect x="${x}" y="${y.toFixed(1)}" width="${wide}" height="${tall.toFixed(1)}" fill="#0072b2"/>${text(x + wide + 6, y + tall / 2 + 4, `${dialogue} ${people}`)}`,
  );
  const inside = `${text(12, 16, title, 'font-weight="600"')}${heads.join('')}<g transform="translate(0 ${top})">${bands.join('')}${stops.join('')}</g>`;
  return { title, name: 'profile.svg', svg: svg(laid.width, laid.height + top, title, inside) };
};

import type { Field, Rich } from '../forms/filling.ts';

/** A question of a form in its turn, with what stands before it. */
export interface Ask {
  /** Where it stands, the same after a restart: the path of the question, or of a repeat and `#more`. */
  at: string;
  /** The question; for `more` the repeat of which another instance may be added. */
  field: Field;
  /** Whether it is asked if there is another instance of a repeat. */
  more: boolean;
  /** Words of the groups around it, the outermost first. */
  headings: readonly string[];
  /** What the form says since the question before, in its order. */
  notes: readonly string[];
}

/** A form as somebody is led through it. */
export interface Asked {
  asks: readonly Ask[];
  /** What the form says after the last question. */
  after: readonly string[];
}

/** The questions of a form in the order in which they are asked. Those that nobody can answer in a chat are left out. */
export const asksOf = (fields: readonly Field[]): Asked => {
  const asks: Ask[] = [];
  let notes: string[] = [];
  const push = (at: string, field: Field, headings: readonly string[], more = false): void => {
    asks.push({ at, field, more, headings, notes });
    notes = [];
  };
  const walk = (all: readonly Field[], headings: readonly string[]): void => {
    for (const field of all) {
      const words = plainLabel(field);
      // The head of a table of questions is no question.
      if (field.kind === 'note' || field.appearances.includes('label'))
        notes.push(words + (field.value && field.value !== 'OK' ? `\n${field.value}` : ''));
      else if (field.kind === 'repeat') {
        const named = (at: number): string => [words, String(at + 1)].filter(Boolean).join(' ');
        for (const [at, instance] of field.children.entries()) walk(instance.children, [...headings, named(at)]);
        if (!field.fixed) push(`${field.path}${moreMark}`, field, headings, true);
      } else if (field.kind === 'group' || field.kind === 'instance')
        walk(field.children, words ? [...headings, words] : headings);
      else if (!field.closed) push(field.path, field, headings);
    }
  };
  walk(fields, []);
  return { asks, after: notes.filter(Boolean) };
};

const moreMark = '#more';

/** Words without their formats, paragraphs on lines of their own. */
export const plainWords = (rich: readonly Rich[], plain: string): string => {
  if (rich.length === 0) return plain.trim();
  const flat = (pieces: readonly Rich[]): string =>
    pieces
      .map(piece => {
        if ('text' in piece) return piece.text;
        if (piece.tag === 'br') return '\n';
        const inner = flat(piece.inner);
        if (piece.tag === 'li') return `\n• ${inner}`;
        return /^(p|h[1-6]|ul|ol)$/.test(piece.tag) ? `\n${inner}\n` : inner;
      })
      .join('');
  return flat(rich)
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
};

/** The words of a question. */
export const plainLabel = ({ rich, label }: Pick<Field, 'rich' | 'label'>): string => plainWords(rich, label);

/** The question at a place; undefined when it is asked no longer. */
export const askAt = ({ asks }: Asked, at: string): Ask | undefined => asks.find(ask => ask.at === at);

/**
 * Where to go on after a question, in the form as it stands after its answer: what was asked before may be asked no
 * longer.
 * @returns undefined at the end
 */
export const nextAfter = (at: string, before: Asked, now: Asked): string | undefined => {
  const places = before.asks.map(ask => ask.at);
  const earlier = [at, ...places.slice(0, Math.max(0, places.indexOf(at))).reverse()];
  for (const place of earlier) {
    const found = now.asks.findIndex(ask => ask.at === place);
    if (found >= 0) return now.asks[found + 1]?.at;
  }
  return now.asks[0]?.at;
};

/** The question before one, or before the end; undefined for the first. */
export const askBefore = ({ asks }: Asked, at: string | undefined): Ask | undefined => {
  const here = at === undefined ? asks.length : asks.findIndex(ask => ask.at === at);
  return asks[here - 1];
};

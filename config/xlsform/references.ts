import { type Item, itemsOf, pathOfItem } from './survey.ts';

/** A reference `${name}` in a text, or `${last-saved#name}`. */
const reference = /\$\{\s*(last-saved#)?([^}]*?)\s*\}/g;

/** Names that a text refers to. */
export const referencesIn = (text: string): string[] => [...text.matchAll(reference)].map(({ 2: name = '' }) => name);

/** Whether a text is one reference and nothing besides; its name. */
export const onlyReference = (text: string): string | undefined => /^\$\{\s*([^}#]+?)\s*\}$/.exec(text.trim())?.[1];

/** The questions, groups and repeats of a form by their names. */
export interface Names {
  root: Item;
  byName: ReadonlyMap<string, readonly Item[]>;
  /** Whether the answers of the report before are referred to. */
  lastSaved: boolean;
}

export const namesOf = (root: Item): Names => {
  const byName = new Map<string, Item[]>();
  for (const item of itemsOf(root)) byName.set(item.name, [...(byName.get(item.name) ?? []), item]);
  return { root, byName, lastSaved: false };
};

/** Where a text stands that refers to questions. */
export interface Place {
  /** The question that the text belongs to; undefined: paths are written from the root. */
  from?: Item | undefined;
  /** It is looked up in a list of its own, as the filter of choices is: the question is `current()` there. */
  inList?: boolean;
  tell(message: string): void;
}

/** A text with paths in place of `${name}`, a blank on either side of each. */
export const withPaths = (text: string, names: Names, place: Place): string => {
  if (/\$\{[^}]*$|\$\{[^}]*\$\{/.test(text)) {
    place.tell(`a reference is not closed: write \${name}`);
    return text;
  }
  const predicates = predicatesIn(text);
  const absolute = fromRootIn(text);
  return text.replace(reference, (whole, lastSaved: string | undefined, name: string, at: number) => {
    const target = targetOf(name, names, place);
    if (!target) return whole;
    if (lastSaved !== undefined) {
      names.lastSaved = true;
      return ` instance('__last-saved')${pathOfItem(target)} `;
    }
    const inPredicate = predicates.some(([from, to]) => at > from && at < to);
    const path = absolute.some(([from, to]) => at > from && at < to)
      ? pathOfItem(target)
      : pathBetween(place.from, target, (place.inList ?? false) || inPredicate);
    return ` ${path} `;
  });
};

const targetOf = (name: string, names: Names, place: Place): Item | undefined => {
  const targets = names.byName.get(name) ?? [];
  if (targets.length === 1) return targets[0];
  if (targets.length === 0) place.tell(`there is no question "${name}": mend the name in \${${name}}`);
  else
    place.tell(
      `\${${name}} may mean rows ${targets.map(({ row }) => row.line).join(' and ')}: give one of them another name`,
    );
  return undefined;
};

/** The items from the root down to one, itself last. */
const lineOf = (item: Item): Item[] => [...(item.parent ? lineOf(item.parent) : []), item];

/**
 * From one question to another: within one repeat by steps up and down, so that each turn of the repeat finds its own;
 * else from the root.
 */
export const pathBetween = (from: Item | undefined, target: Item, isLookedUp: boolean): string => {
  if (!from) return pathOfItem(target);
  const [above, below] = [lineOf(from), lineOf(target)];
  const shared = above.filter((item, i) => item === below[i]);
  const repeat = shared.findLastIndex(({ kind }) => kind === 'repeat');
  if (repeat < 0 || target === shared[repeat]) return pathOfItem(target);
  const nearest = Math.min(shared.length, above.length - 1, below.length - 1);
  const up = '../'.repeat(above.length - nearest);
  const down = below.slice(nearest).map(({ name }) => name);
  return `${isLookedUp ? 'current()/' : ''}${up || './'}${down.join('/')}`;
};

/** Brackets of a kind in an expression, outside of texts, as pairs of places. */
const bracketsIn = (text: string, open: string, close: string): [number, number][] => {
  const found: [number, number][] = [];
  const begun: number[] = [];
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]!;
    if (quote) quote = sign === quote ? '' : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === open) begun.push(at);
    else if (sign === close && begun.length > 0) found.push([begun.pop()!, at]);
  }
  return found;
};

/** Predicates of a list that a form looks things up in. */
const predicatesIn = (text: string): [number, number][] =>
  text.includes('instance(') || /\}\s*\[/.test(text) ? bracketsIn(text, '[', ']') : [];

/** The arguments of `indexed-repeat` that name fields and repeats: the first, and each second behind it. */
const fromRootIn = (text: string): [number, number][] =>
  [...text.matchAll(/indexed-repeat\s*\(/g)].flatMap(({ index, 0: { length } }) => {
    const open = index + length - 1;
    const close = bracketsIn(text, '(', ')').find(([from]) => from === open)?.[1] ?? text.length;
    const inner = bracketsIn(text, '(', ')').filter(([from, to]) => from > open && to < close);
    const commas = [open];
    for (let at = open + 1; at < close; at += 1)
      if (text[at] === ',' && !inner.some(([from, to]) => at > from && at < to)) commas.push(at);
    return commas
      .map((from, i): [number, number] => [from, commas[i + 1] ?? close])
      .filter((_, i) => i === 0 || i % 2 === 1);
  });

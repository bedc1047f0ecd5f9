import { SaxesParser } from 'saxes';

/** What of two forms differs, by the paths of fields. */
export interface FormChanges {
  added: string[];
  removed: string[];
  changed: string[];
}

interface Open {
  name: string;
  attributes: Record<string, string>;
  text: string;
  /** Path of the field that the element is about, its own or that of an element around it. */
  at: string;
  isField: boolean;
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** What is said of each field of an XForm, in no order: its type, its conditions, its words, its choices. */
const factsOf = (xml: string): Map<string, Set<string>> => {
  const facts = new Map<string, Set<string>>();
  const add = (path: string, fact: string) => facts.set(path, (facts.get(path) ?? new Set()).add(fact));
  const parser = new SaxesParser();
  const open: Open[] = [];
  let instances = 0;
  parser.on('error', () => undefined);
  parser.on('opentag', ({ name, attributes: given }) => {
    const attributes = given as Record<string, string>;
    const above = open.at(-1);
    if (name === 'instance') instances += 1;
    const isField = instances === 1 && open.some(each => each.name === 'instance');
    const own = attributes.nodeset ?? attributes.ref;
    const path = own?.trim().startsWith('/') && name !== 'itemset' ? own.trim() : undefined;
    const text = name === 'text' ? attributes.id?.replace(/:[\w:]+$/, '') : undefined;
    const list = name === 'instance' && attributes.id !== undefined ? `choices ${attributes.id}` : undefined;
    const at = isField ? `${above?.isField ? above.at : ''}/${name}` : (path ?? text ?? list ?? above?.at ?? '');
    open.push({ name, attributes, text: '', at, isField });
    const kept = Object.entries(attributes).filter(([key]) => !/^(xmlns|version|id$)/.test(key));
    add(
      at,
      plain(
        `${name} ${kept
          .map(([key, value]) => `${key}=${plain(value)}`)
          .sort()
          .join(' ')}`,
      ),
    );
  });
  parser.on('text', text => {
    const at = open.at(-1);
    if (at) at.text += text;
  });
  parser.on('closetag', () => {
    const { name, text, at, attributes } = open.pop()!;
    const lang = open.find(each => each.name === 'translation')?.attributes.lang ?? '';
    if (plain(text) !== '') add(at, plain(`${name} ${attributes.form ?? ''} ${lang} ${text}`));
  });
  parser.write(xml.replace(/^\ufeff/, '')).close();
  return facts;
};

/** Compares two XForms by what they say: the order of their parts and how they are laid out do not count. */
export const formChanges = (before: string, after: string): FormChanges => {
  const [old, now] = [factsOf(before), factsOf(after)];
  const same = (path: string): boolean => {
    const [a, b] = [old.get(path)!, now.get(path)!];
    return a.size === b.size && [...a].every(fact => b.has(fact));
  };
  return {
    added: [...now.keys()].filter(path => !old.has(path)),
    removed: [...old.keys()].filter(path => !now.has(path)),
    changed: [...now.keys()].filter(path => old.has(path) && !same(path)),
  };
};

/** Names of fields, the first few of them. */
const named = (paths: readonly string[]): string => {
  const names = paths.map(path => path.split('/').at(-1) ?? path);
  return names.length > 5 ? `${names.slice(0, 5).join(', ')}, …` : names.join(', ');
};

/** What changed, for people: `2 new (age, weight), 1 gone (height)`; undefined where both forms say the same. */
export const changesInWords = ({ added, removed, changed }: FormChanges): string | undefined => {
  const part = (paths: readonly string[], word: string) =>
    paths.length === 0 ? [] : [`${paths.length} ${word} (${named(paths)})`];
  const parts = [...part(added, 'new'), ...part(removed, 'gone'), ...part(changed, 'changed')];
  return parts.length === 0 ? undefined : parts.join(', ');
};

import { type Dom, parseXml } from './dom.ts';
import { allBelow, childNamed, childrenOf, type FormDocument } from './form-document.ts';

/** The files from which a form takes choices, by the id of their list, such as `jr://file/places.csv`. */
export const filesOfLists = ({ model }: FormDocument): Map<string, string> =>
  new Map(
    childrenOf(model)
      .filter(({ localName }) => localName === 'instance')
      .flatMap(each => {
        const [id, src] = [each.getAttribute('id'), each.getAttribute('src')];
        return id && src && /\.(csv|xml)$/i.test(src) ? [[id, src] as const] : [];
      }),
  );

/** One of the choices in a file: its texts, by the names of its columns or elements. */
export type ListedChoice = Readonly<Record<string, string>>;

/** The choices in a file: rows of a CSV, or the elements `item` of an XML. */
export const choicesIn = (dom: Dom, text: string): ListedChoice[] => {
  if (/^\s*</.test(text)) {
    const items = allBelow(parseXml(dom, text).documentElement).filter(({ localName }) => localName === 'item');
    return items.map(item =>
      Object.fromEntries(childrenOf(item).map(each => [each.localName, each.textContent?.trim() ?? ''])),
    );
  }
  const [head = [], ...rows] = rowsOf(text);
  return rows.map(row => Object.fromEntries(head.map((name, at) => [name.trim(), row[at] ?? ''])));
};

/** The rows of a CSV: fields in quotes may hold commas, lines and doubled quotes (RFC 4180). */
const rowsOf = (text: string): string[][] => {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end = ''] of text
    .replace(/^\uFEFF/, '')
    .matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|\r|$)/g)) {
    rows.at(-1)!.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '') break;
    if (end !== ',') rows.push([]);
  }
  return rows.filter(row => row.some(Boolean));
};

/** The list that an itemset names, such as `villages` of `instance('villages')/root/item`; undefined for none. */
export const listOf = (itemset: Element): string | undefined =>
  /instance\(\s*['"]([^'"]+)['"]\s*\)/.exec(itemset.getAttribute('nodeset') ?? '')?.[1];

/** Names of what an itemset takes for value and label. */
export const namesIn = (itemset: Element): { value: string; label: string } => ({
  value: childNamed(itemset, 'value')?.getAttribute('ref')?.trim() ?? 'name',
  label: childNamed(itemset, 'label')?.getAttribute('ref')?.trim() ?? 'label',
});

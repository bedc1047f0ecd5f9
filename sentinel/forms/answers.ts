import { type Dom, parseXml } from './dom.ts';
import { childrenOf } from './form-document.ts';

/** The answers of a form as JSON: text, objects for groups, lists for what repeats. */
export interface Fields {
  [name: string]: string | Fields | (string | Fields)[];
}

/**
 * The answers in an instance as CHT's reports have them in `fields`: every leaf is text, a group an object, a repeat a
 * list.
 * @param repeats paths below the root that repeat, so that one instance is a list too
 */
export const fieldsOf = (dom: Dom, instanceXml: string, repeats: ReadonlySet<string>): Fields =>
  readFields(parseXml(dom, instanceXml).documentElement, repeats);

/** The answers within an element. @param path of the element below the root; '' for the root itself */
export const readFields = (element: Element, repeats: ReadonlySet<string>, path = ''): Fields => {
  const fields = read(element, path, repeats);
  return typeof fields === 'string' ? {} : fields;
};

const read = (element: Element, path: string, repeats: ReadonlySet<string>): string | Fields => {
  if (!element.firstElementChild) return element.textContent ?? '';
  const fields: Fields = {};
  for (const each of childrenOf(element)) {
    const at = path ? `${path}/${each.localName}` : each.localName;
    const value = read(each, at, repeats);
    const before = fields[each.localName];
    if (repeats.has(at)) fields[each.localName] = [...((before as Fields[] | undefined) ?? []), value];
    else fields[each.localName] = value;
  }
  return fields;
};

import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { type Fields, readFields } from './answers.ts';
import { type Dom, parseXml } from './dom.ts';
import { childNamed, childrenOf } from './form-document.ts';
import { hiddenFields, type Marks } from './marks.ts';

/** A document that a group of a form makes besides the main one. */
export interface GroupDocument {
  _id: string;
  fields: Fields;
}

/** The answers of a form, and the documents that its groups make. */
export interface Answered {
  fields: Fields;
  more: GroupDocument[];
  /** Paths of fields that nobody is shown. */
  hidden: readonly string[];
  /** Names of the files that were answered with. */
  files: readonly string[];
  /** Files that stood in fields themselves, as base64, by the path of the field. */
  binaries: Readonly<Record<string, string>>;
}

interface Found {
  element: Element;
  path: string;
}

/**
 * The answers with the documents in them: a group with `db-doc` becomes a document of the `_id` that it holds, or of a
 * new one, and stays in the answers; a field with `db-doc-ref` takes the id of the document that it names. A group
 * without `type` is no document.
 * @param mainId id of the document that the form makes itself
 */
export const answered = (dom: Dom, answersXml: string, marks: Marks, mainId: string, id: () => string): Answered => {
  const root = parseXml(dom, answersXml).documentElement;
  const all = fieldsBelow(root, '');
  const files = all
    .filter(({ path, element }) => marks.files.has(path) && !marks.binaries.has(path) && !element.firstElementChild)
    .map(({ element }) => element.textContent?.trim() ?? '')
    .filter(Boolean);
  const binaries = takeBinaries(all, marks);
  const named = (element: Element, name: string) => childNamed(element, name)?.textContent?.trim() ?? '';
  const documents = all
    .filter(({ path, element }) => marks.documents.has(path) && named(element, 'type') !== '')
    .map(found => ({ ...found, _id: named(found.element, '_id') || id() }));
  for (const { element, path } of all) {
    const wanted = marks.references.get(path);
    if (wanted === undefined) continue;
    const target = targetOf(wanted);
    const main = target === '' || target === marks.root;
    const tail = target.replace(new RegExp(`^${marks.root}/`), '');
    const fitting = documents.filter(each => each.path === tail || each.path.endsWith(`/${tail}`));
    const found = main ? mainId : nearest(element, fitting)?._id;
    if (found !== undefined) element.textContent = found;
  }
  return {
    fields: readFields(root, marks.repeats),
    more: documents.map(({ _id, element, path }) => ({ _id, fields: readFields(element, marks.repeats, path) })),
    hidden: hiddenFields(marks),
    files,
    binaries,
  };
};

/** Takes files out of the fields that hold them: they are kept beside the answers. */
const takeBinaries = (all: readonly Found[], marks: Marks): Record<string, string> => {
  const found: Record<string, string> = {};
  for (const { element, path } of all) {
    const data = marks.binaries.has(path) ? (element.textContent?.replace(/^data:[^,]*,|\s+/g, '') ?? '') : '';
    // The name of a file is no file, nor is a word.
    if (data.length % 4 !== 0 || !/^[\w+/]{16,}={0,2}$/.test(data)) continue;
    found[path] = data;
    element.textContent = '';
  }
  return found;
};

/** The documents of groups as they are stored. @param version `xmlVersion` of the form */
export const groupDocs = (found: readonly GroupDocument[], now: Ms, version: unknown): Doc[] =>
  found.map(({ _id, fields: { _id: _, _rev: __, ...fields } }) => ({
    _id,
    ...fields,
    reported_date: now,
    ...(version === undefined ? {} : { form_version: version }),
  }));

/** A path without what leads to it: `/`, `./`, `../`. */
const targetOf = (path: string): string =>
  path
    .trim()
    .replace(/^(\.{0,2}\/)+/, '')
    .replace(/\/$/, '');

const fieldsBelow = (element: Element, path: string): Found[] =>
  childrenOf(element).flatMap(each => {
    const at = path ? `${path}/${each.localName}` : each.localName;
    return [{ element: each, path: at }, ...fieldsBelow(each, at)];
  });

/** Of several documents the one with the nearest common group: so each instance of a repeat finds its own. */
const nearest = <T extends Found>(element: Element, documents: readonly T[]): T | undefined => {
  for (let above: Element | null = element; above; above = above.parentElement) {
    const inside = documents.find(each => above!.contains(each.element));
    if (inside) return inside;
  }
  return undefined;
};

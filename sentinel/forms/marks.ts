import type { Dom } from './dom.ts';
import { childrenOf, controlsOf, pathOf, readForm } from './form-document.ts';

/** What a form says of its fields besides their values, by path below the root, such as `init/years`. */
export interface Marks {
  /** Name of the root of the answers. */
  readonly root: string;
  /** What repeats, so that one instance is a list too. */
  readonly repeats: ReadonlySet<string>;
  /** Groups that become documents of their own. */
  readonly documents: ReadonlySet<string>;
  /** Fields that take the id of a document, with the path that names it. */
  readonly references: ReadonlyMap<string, string>;
  /** What the report keeps and nobody is shown. */
  readonly hidden: ReadonlySet<string>;
  /** Fields that hold the name of a file. */
  readonly files: ReadonlySet<string>;
  /** Fields that hold a file itself, as base64. */
  readonly binaries: ReadonlySet<string>;
  /** All fields and groups. */
  readonly all: ReadonlySet<string>;
}

/** Reads the marks of a form: `db-doc`, `db-doc-ref`, `tag` and `type` of the answers, `repeat` and `upload` of the body. */
export const marksOf = (dom: Dom, xml: string): Marks => {
  const form = readForm(dom, xml);
  const documents = new Set<string>();
  const references = new Map<string, string>();
  const hidden = new Set<string>();
  const binaries = new Set<string>();
  const all = new Set<string>();
  const walk = (element: Element, path: string): void => {
    for (const each of childrenOf(element)) {
      const at = path ? `${path}/${each.localName}` : each.localName;
      all.add(at);
      if (each.getAttribute('type')?.trim() === 'binary') binaries.add(at);
      const reference = each.getAttribute('db-doc-ref')?.trim();
      if (/^(true|true\(\)|yes)$/i.test(each.getAttribute('db-doc')?.trim() ?? '')) documents.add(at);
      if (reference) references.set(at, reference);
      if (each.getAttribute('tag')?.trim().toLowerCase() === 'hidden') hidden.add(at);
      walk(each, at);
    }
  };
  walk(form.root, '');
  const below = `/${form.root.nodeName}/`;
  const controls = (name: string): Set<string> =>
    new Set(
      controlsOf(form)
        .filter(({ localName }) => localName === name)
        .map(element => (pathOf(element) ?? '').replace(below, '')),
    );
  const [repeats, files] = [controls('repeat'), controls('upload')];
  return { root: form.root.nodeName, repeats, documents, references, hidden, files, binaries, all };
};

/** `hidden_fields` of a report: what is hidden, groups that are documents included, the topmost of each alone. */
export const hiddenFields = ({ hidden, documents }: Marks): string[] => {
  const all = [...new Set([...hidden, ...documents])];
  return all.filter(path => !all.some(other => path.startsWith(`${other}/`))).map(path => path.replaceAll('/', '.'));
};

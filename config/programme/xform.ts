import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes';

/** What of an XForm is known without running it. */
export interface ReadXForm {
  /** The `id` of the root of its primary instance. */
  id: string | undefined;
  /** The text of its `title`. */
  title: string | undefined;
  /** Why nobody can open it; empty for a sound one. */
  faults: string[];
}

const xforms = 'http://www.w3.org/2002/xforms';
const xhtml = 'http://www.w3.org/1999/xhtml';

/** Where an element stands, as the names above it with their namespaces written out. */
const places = {
  title: `${xhtml} html/${xhtml} head/${xhtml} title`,
  model: `${xhtml} html/${xhtml} head/${xforms} model`,
  instance: `${xhtml} html/${xhtml} head/${xforms} model/${xforms} instance`,
} as const;

const textOf = (attribute: SaxesAttributeNS | undefined): string | undefined => attribute?.value.trim() || undefined;

/** A fault of the XML: `line 3, column 12: unmatched closing tag: value.` */
const placed = (message: string): string => message.replace(/^(\d+):(\d+): /, 'line $1, column $2: ').slice(0, 300);

/** Reads an XForm as strictly as those that open it have to: as XML, with a primary instance that says its id. */
export const readXForm = (xml: string): ReadXForm => {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const above: string[] = [];
  let hasModel = false;
  let instances = 0;
  let fault: string | undefined;
  const roots: SaxesTagNS[] = [];
  let title = '';

  // The first fault is the one to mend: those after it follow from it.
  parser.on('error', ({ message }) => {
    fault ??= placed(message);
  });
  parser.on('opentag', tag => {
    const parent = above.join('/');
    if (parent === places.instance && instances === 1) roots.push(tag);
    above.push(`${tag.uri} ${tag.local}`);
    const here = above.join('/');
    if (here === places.model) hasModel = true;
    if (here === places.instance) instances += 1;
  });
  parser.on('text', text => {
    if (above.join('/') === places.title) title += text;
  });
  parser.on('closetag', () => {
    above.pop();
  });
  parser.write(xml.replace(/^\ufeff/, '')).close();

  const [root] = roots;
  const id = textOf(root?.attributes.id);
  const faults = fault ? [fault] : id === undefined ? [whatLacks(hasModel, root)] : [];
  return { id, title: title.trim() || undefined, faults };
};

const whatLacks = (hasModel: boolean, root: SaxesTagNS | undefined): string => {
  if (!hasModel) return 'has no model in the head of an XHTML page: this is not an XForm';
  if (!root) return 'has no primary instance: this is not an XForm';
  return `has no id on <${root.name}>, the root of its primary instance`;
};

import type { Rich } from './filling.ts';

/** A piece of formatted text, as the engine gives it. */
export interface MarkdownNode {
  readonly role: string;
  readonly value?: string;
  readonly elementName?: string;
  readonly unsafeHtml?: string;
  readonly url?: string;
  readonly properties?: { readonly style?: { readonly color?: string } };
  readonly children?: readonly MarkdownNode[];
}

/** What forms use of HTML to set words apart. */
const tags: Readonly<Record<string, string>> = {
  b: 'strong',
  strong: 'strong',
  i: 'em',
  em: 'em',
  u: 'u',
  br: 'br',
  span: 'span',
  p: 'p',
  div: 'p',
  ul: 'ul',
  ol: 'ol',
  li: 'li',
  a: 'a',
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map(level => [`h${level}`, `h${level}`])),
};

const colours = new Set(['red', 'yellow', 'blue', 'green', 'lime', 'orange', 'purple']);

const colourIn = (style: string | undefined): string | undefined => {
  const named = /(?:^|[;\s"'])color\s*:\s*([a-z]+)/i.exec(style ?? '')?.[1]?.toLowerCase();
  return named && colours.has(named) ? named : undefined;
};

/** An address that a text may lead to; undefined for one that would run something. */
const safeAddress = (url: string | undefined): string | undefined =>
  /^(https?:|tel:|sms:|mailto:)/i.test(url?.trim() ?? '') ? url!.trim() : undefined;

const piece = (tag: string, inner: readonly Rich[], colour?: string, href?: string): Rich => ({
  tag,
  inner,
  ...(colour ? { colour } : {}),
  ...(href ? { href } : {}),
});

/** Formatted text as a tree of the few elements that text needs; all else that its author wrote stays as plain text. */
export const richOf = (nodes: readonly MarkdownNode[] | undefined): Rich[] =>
  (nodes ?? []).flatMap((node): Rich[] => {
    if (node.role === 'child') return [{ text: node.value ?? '' }];
    if (node.role === 'html') return fromHtml(node.unsafeHtml ?? '');
    const colour = colourIn(node.properties?.style?.color && `color:${node.properties.style.color}`);
    const tag = tags[node.elementName ?? ''] ?? 'span';
    return [piece(tag, richOf(node.children), colour, safeAddress(node.url))];
  });

/** HTML in a label: the tags of {@link tags} and colours; other tags go, and what stands in them stays. */
export const fromHtml = (html: string): Rich[] => {
  interface Open {
    tag: string;
    name: string;
    inner: Rich[];
    colour: string | undefined;
    href: string | undefined;
  }
  const root: Open = { tag: '', name: '', inner: [], colour: undefined, href: undefined };
  const open: Open[] = [root];
  const close = () => {
    const { tag, inner, colour, href } = open.pop()!;
    open.at(-1)!.inner.push(piece(tag, inner, colour, href));
  };
  const plain = html.replace(/<!--[\s\S]*?-->|<(script|style)\b[\s\S]*?<\/\1\s*>/gi, '');
  for (const [whole, slash, named = '', attributes] of plain.matchAll(/<(\/?)([a-z][a-z0-9]*)([^<>]*)>|[^<]+|</gi)) {
    const name = named.toLowerCase();
    const tag = tags[name];
    if (!named) open.at(-1)!.inner.push({ text: unescaped(whole) });
    else if (!tag) continue;
    else if (tag === 'br') open.at(-1)!.inner.push(piece('br', []));
    else if (!slash) {
      const href = safeAddress(/\bhref\s*=\s*["']([^"']*)["']/i.exec(attributes ?? '')?.[1]);
      open.push({ tag, name, inner: [], colour: colourIn(attributes), href });
    } else if (open.some(each => each.name === name)) {
      while (open.at(-1)!.name !== name) close();
      close();
    }
  }
  while (open.length > 1) close();
  return root.inner;
};

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

const unescaped = (text: string): string =>
  text.replace(/&(#x?[0-9a-f]+|[a-z]+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

import type { TextEntity } from '@rounds/ddocs/documents/reports.ts';
import { plainText } from './plain-text.ts';

/** A text with what of it is bold, a link and the like; counted in UTF-16 units. */
export interface Marked {
  text: string;
  entities: TextEntity[];
}

/** What marks of HTML mean in a chat. */
const looks: Readonly<Record<string, string>> = {
  ...{ b: 'bold', strong: 'bold', i: 'italic', em: 'italic', u: 'underline', ins: 'underline' },
  ...{ s: 'strikethrough', strike: 'strikethrough', del: 'strikethrough', code: 'code', pre: 'pre' },
  ...{ 'tg-spoiler': 'spoiler', blockquote: 'blockquote', a: 'text_link' },
};

/** A mark, or a line's end; what is between them is text. */
const mark = /<(\/?)([a-z][a-z-]*)((?:\s[^<>]*)?)\/?>/gi;

/** Where a link leads; undefined for what must not be opened from a message. */
const addressIn = (attributes: string): string | undefined => {
  const address = /\bhref\s*=\s*["']([^"'<>]*)["']/i.exec(attributes)?.[1]?.trim().replaceAll('&amp;', '&');
  return address && /^(https?|tg|mailto|tel):/i.test(address) ? address : undefined;
};

interface Open {
  name: string;
  from: number;
  url: string | undefined;
}

/**
 * A text of an author with its marks, for channels that show them. A mark that is not known, or leads nowhere, goes and its
 * words stay; one that is never closed ends with the text. A lone `<` that begins no mark stays.
 */
export const markedText = (html: string): Marked => {
  let [text, at] = ['', 0];
  const open: Open[] = [];
  const entities: TextEntity[] = [];
  const close = ({ name, from, url }: Open): void => {
    const [type, length] = [looks[name]!, text.length - from];
    const isPlainLink = type === 'text_link' && (url === undefined || url === text.slice(from));
    if (length > 0 && !isPlainLink) entities.push({ type, offset: from, length, ...(url ? { url } : {}) });
  };
  for (const found of html.matchAll(mark)) {
    text += plainText(html.slice(at, found.index));
    at = found.index + found[0].length;
    const [, slash, named = '', attributes = ''] = found;
    const name = named.toLowerCase();
    if (name === 'br') text += '\n';
    else if (!Object.hasOwn(looks, name)) continue;
    else if (!slash) open.push({ name, from: text.length, url: name === 'a' ? addressIn(attributes) : undefined });
    else {
      const begun = open.findLastIndex(one => one.name === name);
      if (begun >= 0) close(open.splice(begun, 1)[0]!);
    }
  }
  text += plainText(html.slice(at));
  for (const one of open) close(one);
  return { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) };
};

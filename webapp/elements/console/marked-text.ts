import type { TextEntity } from '@rounds/ddocs/documents/reports.ts';
import { html, nothing, type TemplateResult } from 'lit';

type Shown = TemplateResult | string;

const looks: Readonly<Record<string, (inner: Shown) => TemplateResult>> = {
  bold: inner => html`<strong>${inner}</strong>`,
  italic: inner => html`<em>${inner}</em>`,
  underline: inner => html`<u>${inner}</u>`,
  strikethrough: inner => html`<s>${inner}</s>`,
  code: inner => html`<code>${inner}</code>`,
  pre: inner => html`<code>${inner}</code>`,
};

/** An address that may be opened from a page: none that runs something. */
const safeAddress = (entity: TextEntity, words: string): string | undefined => {
  const address = entity.type === 'text_link' ? entity.url : entity.type === 'url' ? words : undefined;
  if (address === undefined) return undefined;
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`;
  return /^(https?|mailto|tel|tg):/i.test(whole) ? whole : undefined;
};

const isWhole = ({ offset, length }: TextEntity, text: string): boolean =>
  Number.isInteger(offset) && Number.isInteger(length) && offset >= 0 && length > 0 && offset + length <= text.length;

/** A text with its bold, its links and so on; what is not known of a part is shown as plain text. */
export const markedText = (text: string, entities: readonly TextEntity[] | undefined) => {
  const known = (entities ?? []).filter(entity => isWhole(entity, text));
  if (known.length === 0) return text;
  // Where parts overlap each piece between two ends looks as all of those say that it lies in.
  const ends = [...new Set([0, text.length, ...known.flatMap(({ offset, length }) => [offset, offset + length])])];
  ends.sort((a, b) => a - b);
  return html`${ends.map((from, at) => {
    const to = ends[at + 1];
    if (to === undefined) return nothing;
    const over = known.filter(({ offset, length }) => offset <= from && offset + length >= to);
    const words = text.slice(from, to);
    const seen = over.reduce<Shown>((inner, { type }) => looks[type]?.(inner) ?? inner, words);
    const link = over
      .map(entity => safeAddress(entity, text.slice(entity.offset, entity.offset + entity.length)))
      .find(address => address !== undefined);
    return link ? html`<a href=${link} target="_blank" rel="noopener noreferrer nofollow">${seen}</a>` : seen;
  })}`;
};

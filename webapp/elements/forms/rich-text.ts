import type { Rich } from '@rounds/sentinel/forms/filling.ts';
import { html, type TemplateResult } from 'lit';

type Words = (string | TemplateResult)[];

/** Formatted text of a form as a template; only the few elements that text needs. */
export const richText = (pieces: readonly Rich[]): Words =>
  pieces.map(piece => {
    if ('text' in piece) return piece.text;
    const inner = within(piece.tag, richText(piece.inner), piece.href);
    return piece.colour ? html`<span class="ink-${piece.colour}">${inner}</span>` : inner;
  });

const within = (tag: string, inner: Words, href: string | undefined): TemplateResult => {
  if (/^h[1-6]$/.test(tag)) return html`<strong class="heading">${inner}</strong>`;
  if (tag === 'a') return href ? html`<a href=${href} target="_blank" rel="noreferrer">${inner}</a>` : html`${inner}`;
  if (tag === 'strong') return html`<strong>${inner}</strong>`;
  if (tag === 'em') return html`<em>${inner}</em>`;
  if (tag === 'u') return html`<u>${inner}</u>`;
  if (tag === 'br') return html`<br />`;
  if (tag === 'li') return html`<li>${inner}</li>`;
  if (tag === 'ul') return html`<ul>${inner}</ul>`;
  if (tag === 'ol') return html`<ol>${inner}</ol>`;
  if (tag === 'p' || tag === 'div') return html`<span class="paragraph">${inner}</span>`;
  return html`<span>${inner}</span>`;
};

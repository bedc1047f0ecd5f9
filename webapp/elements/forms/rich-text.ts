import type { Rich } from '@rounds/sentinel/forms/filling.ts';
import { html, type TemplateResult } from 'lit';

/** Formatted text of a form as a template; only the few elements that text needs. */
export const richText = (pieces: readonly Rich[]): (string | TemplateResult)[] =>
  pieces.map(piece => {
    if ('text' in piece) return piece.text;
    const inner = richText(piece.inner);
    if (/^h[1-6]$/.test(piece.tag)) return html`<strong class="heading">${inner}</strong>`;
    if (piece.tag === 'strong') return html`<strong>${inner}</strong>`;
    if (piece.tag === 'em') return html`<em>${inner}</em>`;
    if (piece.tag === 'br') return html`<br />`;
    if (piece.tag === 'li') return html`<li>${inner}</li>`;
    if (piece.tag === 'ul' || piece.tag === 'ol') return html`<ul>${inner}</ul>`;
    if (piece.tag === 'p' || piece.tag === 'div') return html`<span class="paragraph">${inner}</span>`;
    return html`<span>${inner}</span>`;
  });

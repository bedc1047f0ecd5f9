import { html, nothing, type TemplateResult } from 'lit';
import type { IconName } from '../design/icons.ts';
import './app-icon.ts';

/** What stands where a list has nothing to show: a picture, a heading, and what one can do. */
export const emptyList = (icon: IconName, heading: string, hint = ''): TemplateResult =>
  html`<div class="empty">
    <app-icon name=${icon}></app-icon>
    <h2>${heading}</h2>
    ${hint ? html`<p>${hint}</p>` : nothing}
  </div>`;

/** What stands in place of a page. @param onward a link or buttons that lead on */
export const emptyPage = (
  icon: IconName,
  heading: string,
  hint: string,
  onward: TemplateResult | typeof nothing = nothing,
): TemplateResult =>
  html`<div class="empty">
    <app-icon name=${icon}></app-icon>
    <h1>${heading}</h1>
    <p>${hint}</p>
    ${onward}
  </div>`;

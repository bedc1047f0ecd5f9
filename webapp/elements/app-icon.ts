import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { unsafeSVG } from 'lit/directives/unsafe-svg.js';
import { type IconName, icons } from '../design/icons.ts';

/** One of the bundled pictures. Decoration only: the words beside it say what it means. */
@customElement('app-icon')
export class AppIcon extends LitElement {
  static override styles = css`
    :host { display: inline-flex; inline-size: 1.25em; block-size: 1.25em; flex: none; }
    svg { inline-size: 100%; block-size: 100%; }
    :host([turning]) svg { animation: turn 1.4s linear infinite; }
    :host-context([dir='rtl']) svg.directed { transform: scaleX(-1); }
    /* Firefox and Safari know no :host-context, browsers before 2024 no :dir. */
    svg.directed:dir(rtl) { transform: scaleX(-1); }
    @keyframes turn { to { rotate: 360deg; } }
    @media (prefers-reduced-motion: reduce) { :host([turning]) svg { animation: none; } }
  `;

  @property() name: IconName = 'circle';
  /** Turns, while something goes on. */
  @property({ type: Boolean, reflect: true }) turning = false;

  protected override render() {
    const directed = /left|right|log-|undo|send/.test(this.name);
    return html`<svg class=${directed ? 'directed' : ''} viewBox="0 0 24 24" fill="none" stroke="currentColor"
      stroke-width="2" stroke-linecap="round" stroke-linejoin="round"
      aria-hidden="true">${unsafeSVG(icons[this.name])}</svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'app-icon': AppIcon;
  }
}

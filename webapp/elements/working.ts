import { html, nothing } from 'lit';
import './app-icon.ts';

/**
 * The turning picture at the start of a button whose work goes on. Web Awesome's own `loading` hides the words, and on
 * a slow network nobody would read what is going on.
 */
export const working = (on: boolean) =>
  on ? html`<app-icon slot="start" name="refresh-cw" turning></app-icon>` : nothing;

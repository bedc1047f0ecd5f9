import { html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('menu-sheet')
export class MenuSheet extends LitElement {
  protected override render() {
    return html`<p>menu-sheet</p>`;
  }
}

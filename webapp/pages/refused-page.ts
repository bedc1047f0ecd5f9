import { html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('refused-page')
export class RefusedPage extends LitElement {
  protected override render() {
    return html`<p>refused-page</p>`;
  }
}

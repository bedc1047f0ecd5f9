import { html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('contact-page')
export class ContactPage extends LitElement {
  protected override render() {
    return html`<p>contact-page</p>`;
  }
}

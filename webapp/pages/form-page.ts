import { html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('form-page')
export class FormPage extends LitElement {
  protected override render() {
    return html`<p>form-page</p>`;
  }
}

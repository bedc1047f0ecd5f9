import { html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('about-page')
export class AboutPage extends LitElement {
  protected override render() {
    return html`<p>about-page</p>`;
  }
}

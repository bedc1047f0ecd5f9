import { html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('report-page')
export class ReportPage extends LitElement {
  protected override render() {
    return html`<p>report-page</p>`;
  }
}

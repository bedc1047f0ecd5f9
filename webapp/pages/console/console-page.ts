import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { shared } from '../../design/styles.ts';
import { AppPage } from '../app-page.ts';
import './console-list.ts';

/** All conversations as a page of its own, for who has no tab of messages. */
@customElement('console-page')
export class ConsolePage extends AppPage {
  static override styles = [shared];

  protected override render() {
    return html`<console-list></console-list>`;
  }

  protected override get heading(): string {
    return this.renderRoot.querySelector('console-list')?.shadowRoot?.querySelector('h1')?.textContent ?? '';
  }
}

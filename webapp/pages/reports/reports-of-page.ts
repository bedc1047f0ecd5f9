import { consume } from '@lit/context';
import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { shared } from '../../design/styles.ts';
import { contactPath } from '../../navigation.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import './report-list.ts';

/** All reports about a contact, of a place also about everybody below it. */
@customElement('reports-of-page')
export class ReportsOfPage extends AppPage {
  static override styles = [
    shared,
    css`
      :host {
        display: grid; grid-template-rows: auto minmax(0, 1fr); gap: 0.5rem; block-size: 100%; max-inline-size: 52rem;
        margin-inline: auto;
      }
      h1 { padding-inline: var(--gutter); overflow-wrap: anywhere; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @property() contactId = '';

  protected override render() {
    const name = this.phone.people.get(this.contactId)?.name || t('people.unnamed');
    return html`<h1>${t('reports.of')} <a href=${contactPath(this.contactId)}>${name}</a></h1>
      <report-list .about=${this.contactId}></report-list>`;
  }
}

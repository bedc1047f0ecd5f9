import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shared } from '../../design/styles.ts';
import { AppElement } from '../../elements/app-element.ts';
import { t } from '../../words/words.ts';
import './report-list.ts';

/** All reports on the phone. */
@customElement('reports-page')
export class ReportsPage extends AppElement {
  static override styles = [shared, css`:host { display: block; min-block-size: 0; }`];

  /** Id of the report that is open. */
  @property() chosen = '';

  protected override render() {
    return html`<h1 class="unseen">${t('reports.title')}</h1><report-list .chosen=${this.chosen}></report-list>`;
  }
}

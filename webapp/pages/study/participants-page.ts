import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import './study-participants.ts';

/** All participants of the study: where the address of one of them leads back to. */
@customElement('participants-page')
export class ParticipantsPage extends AppPage {
  static override styles = [shared, consoleStyles];

  protected override render() {
    return html`<h1>${t('study.participants')}</h1>
      <study-participants></study-participants>`;
  }
}

import { consume } from '@lit/context';
import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { type Erasures, type Receipt, readErasures } from '../../data/erasure/erasures.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { emptyList } from '../../elements/empty.ts';
import { Looking } from '../../elements/looking.ts';
import { ago, moment, number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { whyNot } from '../why-not.ts';

/** How often the page looks how far it is, in ms. */
const every = 5000;

/** Erasures: what is under way, and the receipts, which name nobody. */
@customElement('erasures-page')
export class ErasuresPage extends AppPage {
  static override styles = [shared, consoleStyles];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private erasures: Erasures | undefined;
  private readonly looking = new Looking<Erasures>(this, {
    ask: readErasures,
    show: erasures => {
      this.erasures = erasures;
    },
    every,
  });

  protected override render() {
    const { erasures } = this;
    const trouble = whyNot(this.looking.error);
    const now = this.phone.clock();
    return html`<h1>${t('erasure.page')}</h1>
      ${trouble ? html`<p class="fault" role="alert">${trouble}</p>` : nothing}
      ${erasures || trouble ? nothing : html`<p role="status">${t('app.loading')}</p>`}
      ${
        erasures?.under_way.length
          ? html`<section><h2>${t('erasure.under_way')}</h2>
              ${erasures.under_way.map(
                ({ asked, asked_by: by, step }) =>
                  html`<p class="card" role="status">${t('erasure.asked_by', { name: by, when: moment(asked, now) })} · ${t(`erasure.step.${step}`)}</p>`,
              )}</section>`
          : nothing
      }
      ${erasures?.receipts.length === 0 ? emptyList('clipboard-check', t('erasure.none'), t('erasure.none.hint')) : nothing}
      ${erasures?.receipts.map(receipt => this.receipt(receipt, now))}`;
  }

  private receipt({ asked, asked_by, decided_by, erased, reason, counts, phones, nodes, state }: Receipt, now: number) {
    const waiting = phones.filter(({ clean }) => !clean);
    return html`<article class="card">
      <h2>${moment(erased, now)}</h2>
      <p>${t('erasure.asked_by', { name: asked_by, when: moment(asked, now) })}${
        decided_by ? html` · ${t('erasure.decided_by', { name: decided_by })}` : nothing
      } · ${t(`erasure.reason.${reason}`)}</p>
      ${state === 'done' ? nothing : html`<p class="warn">${t('erasure.compacting')}</p>`}
      <div class="wide" tabindex="0" role="region" aria-label=${t('erasure.counts')}><table>
        <thead><tr><th>${t('erasure.database')}</th><th>${t('erasure.count.erased')}</th><th>${t('erasure.count.scrubbed')}</th></tr></thead>
        <tbody>${Object.entries(counts).map(
          ([database, count]) =>
            html`<tr><td><bdi>${database}</bdi></td><td>${number(count.erased)}</td><td>${number(count.scrubbed)}</td></tr>`,
        )}</tbody>
      </table></div>
      ${nodes.silent.length > 0 ? html`<p class="warn">${t('erasure.silent', { names: nodes.silent.join(', ') })}</p>` : nothing}
      ${
        waiting.length > 0
          ? html`<p class="warn">${t('erasure.waiting')}</p>
              <ul>${waiting.map(
                ({ user, seen }) => html`<li><bdi>${user}</bdi>${seen ? ` · ${ago(Date.parse(seen), now)}` : ''}</li>`,
              )}</ul>`
          : phones.length > 0
            ? html`<p class="soft">${t('erasure.clean')}</p>`
            : nothing
      }
    </article>`;
  }
}

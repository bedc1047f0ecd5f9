import { consume } from '@lit/context';
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { type Phone, phoneContext } from '../data/phone/phone-context.ts';
import { shared } from '../design/styles.ts';
import { bytes, moment, number } from '../words/say.ts';
import { t } from '../words/words.ts';
import { AppPage } from './app-page.ts';

/** Ids of documents that could not be read whole, with what was left out; '' for none. */
const misreadIn = (misread: Phone['misread']): string =>
  [...misread]
    .slice(0, 20)
    .map(([id, paths]) => `${id} (${paths.slice(0, 3).join(', ')})`)
    .join(', ') + (misread.size > 20 ? ', …' : '');

/** What this app is, and how it stands on this phone. */
@customElement('about-page')
export class AboutPage extends AppPage {
  static override styles = [
    shared,
    css`
      :host { display: block; max-inline-size: 46rem; margin-inline: auto; padding: 0.5rem var(--gutter) 3rem; }
      .page { display: grid; gap: 1.25rem; }
      .card { overflow: hidden; }
      dl > div { display: grid; gap: 0.125rem; padding: 0.75rem var(--gutter); }
      dl > div + div { border-block-start: 1px solid var(--line); }
      dt { color: var(--ink-soft); font-size: 0.875rem; }
      dd { font-weight: 550; overflow-wrap: anywhere; }
      .partners { display: grid; gap: 0.75rem; padding: 1rem var(--gutter); }
      .partners ul { display: flex; flex-wrap: wrap; gap: 1.25rem; align-items: center; padding: 0; margin: 0; list-style: none; }
      .partners img { max-block-size: 3.5rem; max-inline-size: 12rem; object-fit: contain; }
      .trouble { padding: 0.75rem 1rem; overflow-wrap: anywhere; color: var(--wait-ink); background: var(--wait-soft); }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private docs = 0;
  @state() private used = '';
  @state() private kept = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.measure();
    this.phone.care.onChange(() => this.requestUpdate(), this.gone);
    this.phone.pictures.onChange(() => this.requestUpdate(), this.gone);
  }

  private async measure(): Promise<void> {
    this.docs = (await this.phone.store.info()).docCount;
    const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
    if (usage) this.used = t('about.storage.of', { used: bytes(usage), quota: bytes(quota) });
    this.kept = (await navigator.storage?.persisted?.()) ?? false;
  }

  protected override render() {
    const { user, session, people, pictures, sync, misread, clock } = this.phone;
    const { lastSynced } = sync.state();
    const care = this.phone.care.opened()?.state();
    const partners = pictures.partners();
    const ready = navigator.serviceWorker?.controller !== null;
    const facts: [string, string][] = [
      [t('about.user'), session?.fullname ? `${session.fullname} (${user.name})` : user.name],
      [t('about.server'), location.host],
      [t('sync.state'), lastSynced ? t('sync.last', { when: moment(lastSynced, clock()) }) : t('sync.never')],
      [t('people.title'), t('people.count', { count: people.size() })],
      [t('about.documents'), number(this.docs)],
      [t('about.misread'), misreadIn(misread)],
      [t('about.storage'), this.used],
      [t('about.kept'), this.kept ? t('about.kept.yes') : t('about.kept.no')],
      [t('about.installed'), ready ? t('about.installed.yes') : t('about.installed.no')],
    ];
    return html`<div class="page">
      <h1>${t('about.title')}</h1>
      <dl class="card">
        ${facts.filter(([, value]) => value).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
      </dl>
      ${
        care?.failed
          ? html`<section class="card trouble" role="status">
              <p>${t('tasks.failed', { count: care.failed })}</p>
              <ul class="small">${care.faults.map(fault => html`<li>${fault}</li>`)}</ul>
            </section>`
          : nothing
      }
      ${
        partners.length > 0
          ? html`<section class="card partners" aria-labelledby="partners">
              <h2 id="partners">${t('about.partners')}</h2>
              <ul>${partners.map(({ name, address }) => html`<li><img src=${address} alt=${name} /></li>`)}</ul>
            </section>`
          : nothing
      }
      <p class="small soft">${t('about.licence')}</p>
    </div>`;
  }
}

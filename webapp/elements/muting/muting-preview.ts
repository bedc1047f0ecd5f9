import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Preview } from '../../data/muting/muting.ts';
import type { People } from '../../data/people/people.ts';
import { shared } from '../../design/styles.ts';
import { t } from '../../words/words.ts';
import { AppElement } from '../app-element.ts';
import '../app-icon.ts';

/** Names shown before `and n more`. */
const shown = 6;

/** What a mute or unmute will do, in words and names, before anybody saves it. */
@customElement('muting-preview')
export class MutingPreview extends AppElement {
  static override styles = [
    shared,
    css`
      section {
        display: grid; gap: 0.75rem; padding: 1.125rem; border-radius: var(--round); background: var(--wait-soft);
      }
      section.unmute { background: var(--good-soft); }
      section.nothing { background: var(--sunk); }
      .looking {
        display: flex; align-items: center; gap: 0.625rem; min-block-size: 7.5rem; padding: 1.125rem;
        border-radius: var(--round); background: var(--sunk); font-weight: 550;
      }
      h2 { display: flex; align-items: center; gap: 0.5rem; }
      .does { display: grid; gap: 0.375rem; }
      .does li { display: flex; gap: 0.625rem; align-items: flex-start; font-weight: 550; }
      .does app-icon { margin-block-start: 2px; }
      .names { display: flex; flex-wrap: wrap; gap: 0.375rem; }
      .names li {
        padding: 0.1875rem 0.75rem; border-radius: 99px; background: color-mix(in srgb, var(--card) 75%, transparent);
        font-size: 0.9375rem;
      }
    `,
  ];

  /** Null as long as it is being found out. */
  @property({ attribute: false }) preview: Preview | null = null;
  @property({ attribute: false }) people!: People;
  /** The roles in words of which somebody must verify it first; '' where nobody need. */
  @property() verifiers = '';

  protected override render() {
    if (!this.preview)
      return html`<p class="looking" role="status"><app-icon name="hourglass"></app-icon>${t('preview.working')}</p>`;
    const { event, contacts, messages, root, alone, tasks = 0 } = this.preview;
    if (event !== 'mute' && event !== 'unmute')
      return html`<section class="nothing" aria-labelledby="title">
        <h2 id="title"><app-icon name="info"></app-icon>${t('preview.title')}</h2><p>${t(`preview.${event}`)}</p>
      </section>`;
    const names = contacts.map(({ _id, name }) => String(name ?? this.people.get(_id)?.name ?? t('people.unnamed')));
    const from = contacts.find(({ _id }) => _id === root);
    const words = event === 'mute' ? 'silence' : 'revive';
    return html`<section class=${event} aria-labelledby="title">
      <h2 id="title"><app-icon name=${event === 'mute' ? 'bell-off' : 'bell'}></app-icon>${t('preview.title')}</h2>
      <ul class="does">
        <li><app-icon name="users"></app-icon><span>${t(`preview.${event}`, { count: contacts.length })}</span></li>
        <li>
          <app-icon name="calendar-clock"></app-icon>
          <span>${messages > 0 ? t(`preview.${words}`, { count: messages }) : t('preview.no_messages')}</span>
        </li>
        ${
          tasks > 0
            ? html`<li>
                <app-icon name="clipboard-check"></app-icon><span>${t('preview.tasks', { count: tasks })}</span>
              </li>`
            : nothing
        }
        ${
          event === 'unmute' && from && contacts.length > 1
            ? html`<li>
                <app-icon name="info"></app-icon><span>${t('preview.from', { name: String(from.name ?? '') })}</span>
              </li>`
            : nothing
        }
        ${alone ? html`<li><app-icon name="info"></app-icon><span>${t('preview.alone')}</span></li>` : nothing}
        ${
          this.verifiers
            ? html`<li>
                <app-icon name="hourglass"></app-icon><span>${t('preview.waits', { role: this.verifiers })}</span>
              </li>`
            : nothing
        }
      </ul>
      <ul class="names">
        ${names.slice(0, shown).map(name => html`<li>${name}</li>`)}
        ${names.length > shown ? html`<li>${t('preview.more', { count: names.length - shown })}</li>` : nothing}
      </ul>
      <p class="small soft">${t('preview.server')}</p>
    </section>`;
  }
}

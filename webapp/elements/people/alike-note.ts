import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shared } from '../../design/styles.ts';
import { t } from '../../words/words.ts';
import { AppElement, said } from '../app-element.ts';
import '../app-icon.ts';

/** Something that may be there already: its name, what tells more of it, and its address. */
export interface ThereAlready {
  name: string;
  about: string;
  href: string;
}

/**
 * Says that what is about to be saved may be there already, and lets the person say that it is not (`different`, with
 * yes or no).
 */
@customElement('alike-note')
export class AlikeNote extends AppElement {
  static override styles = [
    shared,
    css`
      section {
        display: grid; gap: 0.625rem; padding: 1rem 1.125rem; border-radius: var(--round); background: var(--wait-soft);
        color: var(--ink);
      }
      h2 { display: flex; gap: 0.5rem; align-items: center; color: var(--wait-ink); }
      li a {
        display: grid; min-block-size: 48px; align-content: center; padding: 0.375rem 0.875rem; border-radius: 12px;
        background: var(--card); color: var(--ink); text-decoration: none; font-weight: 600; overflow-wrap: anywhere;
      }
      ul { display: grid; gap: 0.375rem; }
      label { display: flex; gap: 0.75rem; align-items: center; min-block-size: 44px; font-weight: 600; cursor: pointer; }
      input { inline-size: 24px; block-size: 24px; margin: 0; flex: none; accent-color: var(--brand); }
      .missing { color: var(--bad-ink); font-weight: 600; }
    `,
  ];

  @property() heading = '';
  @property({ attribute: false }) found: readonly ThereAlready[] = [];
  /** What the person confirms. */
  @property() confirm = '';
  @property({ type: Boolean }) confirmed = false;
  /** Whether it was tried to save without that. */
  @property({ type: Boolean }) missing = false;

  override focus(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  protected override render() {
    return html`<section aria-labelledby="heading">
      <h2 id="heading"><app-icon name="triangle-alert"></app-icon>${this.heading}</h2>
      <ul>${this.found.map(
        ({ name, about, href }) => html`<li><a href=${href}>${name}<span class="small soft">${about}</span></a></li>`,
      )}</ul>
      <label><input type="checkbox" .checked=${this.confirmed} aria-describedby="missing" @change=${this.change} />${this.confirm}</label>
      <p id="missing" class="missing" role="alert">${this.missing && !this.confirmed ? t('alike.missing') : nothing}</p>
    </section>`;
  }

  private change(event: Event): void {
    this.dispatchEvent(said('different', (event.target as HTMLInputElement).checked));
  }
}

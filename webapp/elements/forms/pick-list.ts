import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { searchBox } from '../../design/search-box.ts';
import { shared } from '../../design/styles.ts';
import { t } from '../../words/words.ts';
import { AppElement, said } from '../app-element.ts';
import '../app-icon.ts';

/** Somebody or something that can be picked. */
export interface Pick {
  value: string;
  label: string;
  /** What stands below its name. */
  second?: string;
  icon?: string;
}

/** What was found: the first, and how many there are in all. */
export interface Picks {
  shown: readonly Pick[];
  found: number;
}

/**
 * A box in which one types to find something in a long list, and the list of what was found. Out comes `picked`
 * ({value}). By keyboard: up, down, Enter, Escape.
 */
@customElement('pick-list')
export class PickList extends AppElement {
  static override styles = [
    shared,
    searchBox,
    css`
      :host { display: block; }
      .list {
        display: grid; margin-block-start: 0.375rem; max-block-size: 22rem; overflow-y: auto; border-radius: 14px;
        border: 1px solid var(--line-strong); background: var(--card);
      }
      .pick {
        display: flex; align-items: center; gap: 0.75rem; min-block-size: 56px; padding: 0.375rem 1rem;
        cursor: pointer;
      }
      .pick + .pick { border-block-start: 1px solid var(--line); }
      .pick[aria-selected='true'], .pick:hover { background: var(--brand-soft); }
      .pick app-icon { color: var(--brand-ink); flex: none; }
      .text { min-inline-size: 0; flex: 1; }
      .name, .second { display: block; overflow-wrap: anywhere; }
      .name { font-weight: 580; }
      .second { color: var(--ink-soft); font-size: 0.875rem; }
      .more { padding: 0.625rem 0.25rem; color: var(--ink-soft); font-size: 0.9375rem; }
    `,
  ];

  /** Finds what fits a text; '' gives the first of all. */
  @property({ attribute: false }) find: (text: string) => Picks = () => ({ shown: [], found: 0 });
  /** The words of the question, for screen readers. */
  @property() label = '';
  @property({ type: Boolean }) required = false;
  @property({ type: Boolean }) invalid = false;
  @state() private text = '';
  @state() private open = false;
  @state() private at = -1;
  private picks: Picks = { shown: [], found: 0 };

  override focus(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  protected override render() {
    if (this.open) this.picks = this.find(this.text);
    const { shown, found } = this.picks;
    const more = found - shown.length;
    return html`<div @focusout=${this.leftFocus}>
      <div class="search">
        <app-icon name="search"></app-icon>
        <input type="search" role="combobox" aria-autocomplete="list" aria-expanded=${this.open && shown.length > 0}
          aria-controls="list" aria-label=${this.label} aria-required=${this.required}
          aria-invalid=${this.invalid ? 'true' : 'false'} autocomplete="off" enterkeyhint="search"
          aria-activedescendant=${this.open && this.at >= 0 ? `pick-${this.at}` : nothing}
          placeholder=${t('form.search')} .value=${live(this.text)} @input=${this.typed} @focus=${this.unfold}
          @click=${this.unfold} @keydown=${this.pressed} />
      </div>
      <div class="list" id="list" role="listbox" aria-label=${this.label} ?hidden=${!this.open || shown.length === 0}>
        ${
          this.open
            ? shown.map(
                (pick, at) => html`<div class="pick" role="option" id=${`pick-${at}`}
                  aria-selected=${at === this.at ? 'true' : 'false'} @mousedown=${(event: Event) => event.preventDefault()}
                  @click=${() => this.pick(pick)}>
                  ${pick.icon ? html`<app-icon name=${pick.icon}></app-icon>` : nothing}
                  <span class="text">
                    <span class="name" dir="auto">${pick.label}</span>
                    ${pick.second ? html`<span class="second" dir="auto">${pick.second}</span>` : nothing}
                  </span>
                </div>`,
              )
            : nothing
        }
      </div>
      <p class="more" role="status" ?hidden=${!this.open || (more <= 0 && found > 0)}>
        ${!this.open ? '' : found === 0 ? t('form.found_none') : more > 0 ? t('form.found_more', { count: more }) : ''}
      </p>
    </div>`;
  }

  private unfold(): void {
    this.open = true;
  }

  private leftFocus({ relatedTarget }: FocusEvent): void {
    if (!(relatedTarget instanceof Node && this.renderRoot.contains(relatedTarget))) this.open = false;
  }

  private typed(event: Event): void {
    event.stopPropagation();
    this.text = (event.target as HTMLInputElement).value;
    this.open = true;
    this.at = this.text.trim() ? 0 : -1;
  }

  private pressed(event: KeyboardEvent): void {
    const last = this.picks.shown.length - 1;
    if (event.key === 'ArrowDown') this.at = this.open ? Math.min(last, this.at + 1) : this.at;
    else if (event.key === 'ArrowUp') this.at = Math.max(0, this.at - 1);
    else if (event.key === 'Escape' && this.open) this.open = false;
    else if (event.key === 'Enter') {
      const pick = this.open ? this.picks.shown[this.at] : undefined;
      if (pick) this.pick(pick);
    } else return;
    if (event.key !== 'Escape') this.open ||= event.key !== 'Enter';
    event.preventDefault();
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }),
    );
  }

  private pick({ value }: Pick): void {
    this.open = false;
    this.text = '';
    this.at = -1;
    this.dispatchEvent(said('picked', { value }));
  }
}

import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Refused } from '../../data/console/ask.ts';
import { askErasure, type Preview, previewErasure, reasons } from '../../data/erasure/erasures.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { AppElement } from '../../elements/app-element.ts';
import { ago, number } from '../../words/say.ts';
import { hasWords, t } from '../../words/words.ts';

/** Erasing a person: first what it would do, then the reason, then the question once more. */
@customElement('erase-person')
export class ErasePerson extends AppElement {
  static override styles = [
    shared,
    consoleStyles,
    css`
      :host { padding: 0; max-inline-size: none; margin: 0; }
      ul { padding-inline-start: 1.25rem; list-style: disc; }
    `,
  ];

  @property() contact = '';
  @property({ type: Number }) now = 0;
  @state() private preview: Preview | undefined;
  @state() private reason = '';
  @state() private sure = false;
  @state() private busy = false;
  @state() private trouble = '';
  @state() private outcome = '';

  private async trying(act: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.trouble = '';
    try {
      await act();
    } catch (error) {
      const told = error instanceof Refused && error.status > 0;
      this.trouble = told ? [error.message, error.hint].filter(Boolean).join('. ') : t('console.offline');
    } finally {
      this.busy = false;
    }
  }

  private look(): void {
    void this.trying(async () => {
      this.preview = await previewErasure(this.contact);
    });
  }

  private go(): void {
    void this.trying(async () => {
      this.outcome = (await askErasure(this.contact, this.reason)).state;
    });
  }

  protected override render() {
    const { preview, outcome, trouble } = this;
    return html`<section class="card">
      <h2>${t('erasure.title')}</h2>
      <p class="soft">${t('erasure.hint')}</p>
      ${trouble ? html`<p class="fault" role="alert">${trouble}</p>` : nothing}
      ${
        outcome
          ? html`<p class="done" role="status">${t(`erasure.${outcome}`)}</p>`
          : preview
            ? this.shown(preview)
            : html`<div class="acts"><button class="act" ?disabled=${this.busy} @click=${this.look}>${t('erasure.look')}</button></div>`
      }
    </section>`;
  }

  private shown({ erased, scrubbed, mentions, phones, obstacles }: Preview) {
    return html`<p><strong>${t('erasure.would')}</strong></p>
      <ul>
        ${Object.entries(erased).map(([kind, count]) => html`<li>${this.kind(kind)}: ${number(count)}</li>`)}
        ${scrubbed > 0 ? html`<li>${t('erasure.scrubbed', { count: scrubbed })}</li>` : nothing}
      </ul>
      ${mentions > 0 ? html`<p class="warn">${t('erasure.mentions', { count: mentions })}</p>` : nothing}
      ${
        phones.length > 0
          ? html`<p><strong>${t('erasure.phones')}</strong></p>
              <ul>${phones.map(({ user, seen }) => html`<li><bdi>${user}</bdi>${seen ? ` · ${ago(Date.parse(seen), this.now)}` : ''}</li>`)}</ul>`
          : nothing
      }
      ${obstacles.map(one => html`<p class="fault">${t(`erasure.obstacle.${one}`)}</p>`)}
      ${obstacles.length > 0 ? nothing : this.question()}`;
  }

  private question() {
    return html`<label>${t('erasure.reason')}
        <select @change=${(event: Event) => (this.reason = (event.target as HTMLSelectElement).value)}>
          <option value="">${t('erasure.reason.choose')}</option>
          ${reasons.map(one => html`<option value=${one}>${t(`erasure.reason.${one}`)}</option>`)}
        </select>
      </label>
      <label class="line"><input type="checkbox" .checked=${this.sure}
        @change=${(event: Event) => (this.sure = (event.target as HTMLInputElement).checked)} />${t('erasure.sure')}</label>
      <div class="acts">
        <button class="act main" ?disabled=${this.busy || !this.sure || this.reason === ''} @click=${this.go}>
          ${t('erasure.go')}
        </button>
      </div>`;
  }

  private kind(kind: string): string {
    return hasWords(`erasure.kind.${kind}`) ? t(`erasure.kind.${kind}`) : kind;
  }
}

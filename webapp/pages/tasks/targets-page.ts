import { consume } from '@lit/context';
import type { TargetDoc } from '@rounds/ddocs/tasks/target.ts';
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { ownTargets, periods } from '../../data/tasks/own-targets.ts';
import { shared } from '../../design/styles.ts';
import { AppElement } from '../../elements/app-element.ts';
import { emptyList } from '../../elements/empty.ts';
import { t } from '../../words/words.ts';
import '../../elements/tasks/target-card.ts';

/** How the user stands with the targets of the programme, in this period and the one before. */
@customElement('targets-page')
export class TargetsPage extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; overflow-y: auto; padding: 0.25rem var(--gutter) 2rem; }
      .chips { display: flex; flex-wrap: wrap; gap: 0.5rem; padding-block-end: 0.875rem; }
      .cards { display: grid; gap: 0.75rem; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** How many periods ago. */
  @state() private ago = 0;
  @state() private doc: TargetDoc | null | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.care.onChange(() => void this.load(), this.gone);
    this.phone.onDocs(docs => docs.some(({ _id }) => _id.startsWith('target~')) && void this.load(), this.gone);
    void this.load();
  }

  private async load(): Promise<void> {
    const care = await this.phone.care.open();
    const { tag } = periods(this.phone.clock(), care.monthStart(), 2)[this.ago]!;
    const doc = await ownTargets(this.phone, care, tag);
    this.doc = doc;
  }

  private choose(ago: number): void {
    this.ago = ago;
    void this.load();
  }

  protected override render() {
    const items = (this.phone.care.opened()?.items() ?? []).filter(({ visible }) => visible !== false);
    const known = new Map(this.doc?.targets.map(({ id, value }) => [id, value]));
    const shown = this.ago === 0 ? items : items.filter(({ id }) => known.has(id));
    const team = this.phone.programme.may('can_aggregate_targets');
    return html`<h1 class="unseen">${t('targets.title')}</h1>
      <div class="chips" role="group" aria-label=${t('targets.period')}>
        ${(['targets.this', 'targets.last'] as const).map(
          (words, ago) =>
            html`<button class="chip" aria-pressed=${this.ago === ago} @click=${() => this.choose(ago)}>${t(words)}</button>`,
        )}
        ${team ? html`<a class="chip" href="/targets/team">${t('targets.team')}</a>` : nothing}
      </div>
      ${
        this.doc === undefined
          ? html`<p class="empty" role="status">${t('app.loading')}</p>`
          : shown.length === 0
            ? emptyList('target', items.length === 0 ? t('targets.none') : t('targets.unknown'))
            : html`<div class="cards">${shown.map(
                item =>
                  html`<target-card .item=${item} .value=${known.get(item.id) ?? { pass: 0, total: 0 }}></target-card>`,
              )}</div>`
      }`;
  }
}

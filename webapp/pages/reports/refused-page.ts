import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { consume } from '@lit/context';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isReport } from '@rounds/ddocs/documents/reports.ts';
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { type RefusedAct, refusedActs } from '../../data/replicate/acts.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import { emptyPage } from '../../elements/empty.ts';
import type { Notice } from '../../elements/toasts.ts';
import { contactPath, reportPath } from '../../navigation.ts';
import { formTitle } from '../../words/labels.ts';
import { ago } from '../../words/say.ts';
import { hasWords, t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import '../../elements/app-icon.ts';

/** What the server did not accept: why, and what one can do about it. */
@customElement('refused-page')
export class RefusedPage extends AppPage {
  static override styles = [
    shared,
    css`
      :host { display: block; max-inline-size: 46rem; margin-inline: auto; padding: 0.5rem var(--gutter) 3rem; }
      .page { display: grid; gap: 1.25rem; }
      article { display: grid; gap: 0.875rem; padding: 1.125rem; }
      article header {
        display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.25rem 1rem; align-items: baseline;
      }
      .reason {
        padding: 0.75rem 1rem; border-radius: 14px; background: var(--bad-soft); color: var(--bad-ink);
        font-weight: 550; overflow-wrap: anywhere;
      }
      .buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private docs = new Map<string, Doc | null>();
  /** The act that is to be given up. */
  @state() private dropping: RefusedAct | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.sync.onChange(() => void this.load(), this.gone);
    void this.load();
  }

  private async load(): Promise<void> {
    const ids = refusedActs(this.phone.sync.state().refused).map(({ id }) => id);
    const docs = await this.phone.store.getMany(ids);
    this.docs = new Map(ids.map((id, at) => [id, docs[at] ?? null]));
  }

  protected override render() {
    const acts = refusedActs(this.phone.sync.state().refused);
    if (acts.length === 0) return emptyPage('cloud-check', t('refused.none'), t('refused.none.hint'));
    return html`<div class="page">
      <h1>${t('refused.title')}</h1>
      <p class="soft">${t('refused.hint')}</p>
      ${acts.map(each => this.act(each))}
      ${this.dropping ? this.sure() : nothing}
    </div>`;
  }

  /** One card for what a person did once, whatever followed from it. */
  private act(act: RefusedAct) {
    const { id, refusals } = act;
    const { error, at } = refusals.find(each => each.id === id) ?? refusals[0]!;
    const ids = refusals.map(each => each.id);
    const doc = this.docs.get(id);
    const { programme, people, clock } = this.phone;
    const report = isReport(doc) ? doc : undefined;
    const name = report ? formTitle(programme, report.form) : (people.get(id)?.name ?? t('refused.doc.other'));
    const about = report ? String(report.fields?.patient_name ?? report.fields?.place_name ?? '') : '';
    const href = report ? reportPath(id) : contactPath(id);
    const advice = hasWords(`refused.what.${error}`) ? t(`refused.what.${error}`) : t('refused.what.other');
    return html`<article class="card">
      <header>
        <h2><a href=${href}>${[name, about].filter(Boolean).join(', ')}</a></h2>
        <span class="small soft">${t('refused.at', { when: ago(at, clock()) })}</span>
      </header>
      ${[...new Set(refusals.map(({ reason }) => reason))].map(
        reason => html`<p class="reason">${t('refused.reason')}: ${reason}</p>`,
      )}
      ${ids.length > 1 ? html`<p class="small soft">${t('refused.parts', { count: ids.length })}</p>` : nothing}
      <p>${advice}</p>
      <div class="buttons">
        <wa-button variant="brand" @click=${() => this.phone.sync.again(ids)}>${t('refused.again')}</wa-button>
        <wa-button appearance="outlined" @click=${() => (this.dropping = act)}>${t('refused.drop')}</wa-button>
      </div>
    </article>`;
  }

  private sure() {
    return html`<wa-dialog open label=${t('refused.drop.title')} @wa-after-hide=${() => (this.dropping = undefined)}>
      <p>${t('refused.drop.text')}</p>
      <div slot="footer" class="buttons">
        <wa-button appearance="outlined" @click=${() => (this.dropping = undefined)}>${t('app.cancel')}</wa-button>
        <wa-button variant="danger" @click=${this.drop}>${t('refused.drop')}</wa-button>
      </div>
    </wa-dialog>`;
  }

  private async drop(): Promise<void> {
    const act = this.dropping;
    this.dropping = undefined;
    if (!act) return;
    try {
      await this.phone.sync.discard(act.refusals.map(({ id }) => id));
    } catch {
      this.dispatchEvent(said<Notice>('notice', { text: t('refused.drop.offline') }));
    }
  }
}

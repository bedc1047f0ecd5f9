import { consume } from '@lit/context';
import { css, html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { type Draft, dropDraft, readDrafts } from '../../data/forms/drafts.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import { emptyList } from '../../elements/empty.ts';
import type { Notice } from '../../elements/toasts.ts';
import { purposeTitle } from '../../words/labels.ts';
import { ago } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { purposePath } from './ways.ts';
import '../../elements/app-icon.ts';

interface Row {
  key: string;
  draft: Draft;
  title: string;
  /** Whom it is about; '' for nobody. */
  about: string;
  path: string;
}

/** The forms that were begun and not saved yet, the latest first: to go on with, or to be thrown away. */
@customElement('drafts-page')
export class DraftsPage extends AppPage {
  static override styles = [
    shared,
    css`
      :host { display: block; max-inline-size: 46rem; margin-inline: auto; padding: 0.5rem var(--gutter) 3rem; }
      h1 { margin-block-end: 0.5rem; }
      ul { margin-block-start: 1rem; overflow: hidden; }
      li { display: flex; align-items: center; }
      li + li { border-block-start: 1px solid var(--line); }
      li a {
        flex: 1; min-inline-size: 0; min-block-size: 64px; padding: 0.625rem var(--gutter); color: var(--ink);
        text-decoration: none; overflow-wrap: anywhere;
      }
      li a:hover { background: color-mix(in srgb, var(--brand) 5%, transparent); }
      li a:focus-visible { outline-offset: -3px; }
      .what { display: block; font-weight: 600; }
      li button { color: var(--bad-ink); margin-inline-end: 0.25rem; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private rows: readonly Row[] | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.read();
  }

  private async read(): Promise<void> {
    const drafts = Object.entries(await readDrafts(this.phone.db));
    this.rows = drafts.flatMap(([key, draft]) => this.row(key, draft)).sort((a, b) => b.draft.at - a.draft.at);
  }

  /** A draft as it is shown; drafts of earlier versions of the app say what they are for by their key alone. */
  private row(key: string, draft: Draft): Row[] {
    const { programme, people } = this.phone;
    const [form = '', id = ''] = [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)];
    const purpose = draft.purpose ?? { contactId: id, form, create: '', edit: false };
    if (!draft.purpose && form.startsWith('contact:')) return [];
    const about = people.get(purpose.contactId)?.name ?? '';
    return [{ key, draft, title: purposeTitle(programme, purpose, null), about, path: purposePath(purpose) }];
  }

  protected override render() {
    const { rows } = this;
    if (!rows) return html`<p class="empty" role="status">${t('app.loading')}</p>`;
    if (rows.length === 0)
      return html`<h1>${t('drafts.title')}</h1>${emptyList('file-text', t('drafts.none'), t('drafts.none.hint'))}`;
    const now = this.phone.clock();
    return html`<h1>${t('drafts.title')}</h1>
      <p class="soft">${t('drafts.hint')}</p>
      <ul class="card" role="list">
        ${repeat(
          rows,
          ({ key }) => key,
          row => html`<li>
            <a href=${row.path}><span class="what" dir="auto">${row.title}</span>
              <span class="small soft">${[row.about, ago(row.draft.at, now)].filter(Boolean).join(' · ')}</span></a>
            <button class="plain round" aria-label=${t('drafts.drop', { what: [row.title, row.about].filter(Boolean).join(', ') })}
              @click=${() => this.drop(row)}><app-icon name="trash-2"></app-icon></button>
          </li>`,
        )}
      </ul>`;
  }

  private async drop({ key }: Row): Promise<void> {
    const putBack = await dropDraft(this.phone.db, key);
    await this.read();
    const run = async (): Promise<Notice> => {
      const done = await putBack();
      await this.read();
      return { text: t(done ? 'drafts.put_back' : 'drafts.begun_anew') };
    };
    this.dispatchEvent(
      said<Notice>('notice', { text: t('drafts.dropped'), stay: 12_000, action: { label: t('form.undo'), run } }),
    );
  }
}

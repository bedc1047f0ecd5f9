import { consume } from '@lit/context';
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { ask } from '../../data/console/ask.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { emptyList } from '../../elements/empty.ts';
import { moment } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { ServerPage } from '../campaigns/trying.ts';

interface Digest {
  at: string;
  tables: { title: string; heads: string[]; rows: (string | number)[][] }[];
  pictures: { title: string; svg: string }[];
  sent: true | string;
}

/** The last digest of a day and of a week, as they went out by mail. */
@customElement('digests-page')
export class DigestsPage extends ServerPage {
  static override styles = [
    shared,
    consoleStyles,
    css`.picture { display: block; max-inline-size: none; block-size: auto; }`,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private last: Record<'daily' | 'weekly', Digest | null> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.trying(async () => {
      this.last = await ask<Record<'daily' | 'weekly', Digest | null>>('/api/v1/digests');
    });
  }

  protected override render() {
    const { last } = this;
    const found = (['daily', 'weekly'] as const).flatMap(which => {
      const digest = last?.[which];
      return digest ? [{ which, ...digest }] : [];
    });
    return html`<h1>${t('digests.title')}</h1>
      ${this.trouble ? html`<p class="fault" role="alert">${this.trouble}</p>` : nothing}
      ${last || this.trouble ? nothing : html`<p role="status">${t('app.loading')}</p>`}
      ${last && found.length === 0 ? emptyList('file-text', t('digests.none'), t('digests.none.hint')) : nothing}
      ${found.map(
        ({ which, at, tables, pictures, sent }) => html`<section class="card">
          <h2>${t(`digests.${which}`)}</h2>
          <p class="small soft">${moment(Date.parse(at), this.phone.clock())}${sent === true ? '' : ` · ${t('digests.not_sent', { why: sent })}`}</p>
          ${pictures.map(
            ({ title, svg }) =>
              html`<div class="wide" tabindex="0" role="region" aria-label=${title}><img class="picture" alt=${title}
                src=${`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`} /></div>`,
          )}
          ${tables
            .filter(({ rows }) => rows.length > 0)
            .map(
              ({ title, heads, rows }) => html`<h3>${title}</h3>
                <div class="wide" tabindex="0" role="region" aria-label=${title}><table>
                  <thead><tr>${heads.map(head => (head === '' ? html`<td></td>` : html`<th scope="col">${head}</th>`))}</tr></thead>
                  <tbody>${rows.map(cells => html`<tr>${cells.map(cell => html`<td>${cell}</td>`)}</tr>`)}</tbody>
                </table></div>`,
            )}
        </section>`,
      )}`;
  }
}

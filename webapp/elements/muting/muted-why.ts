import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Why } from '../../data/muting/muting.ts';
import type { People } from '../../data/people/people.ts';
import { shared } from '../../design/styles.ts';
import { contactPath, reportPath } from '../../navigation.ts';
import { day } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppElement } from '../app-element.ts';
import '../app-icon.ts';

/** Why a contact is muted: since when, by which report, directly or through which place, and who sent it. */
@customElement('muted-why')
export class MutedWhy extends AppElement {
  static override styles = [
    shared,
    css`
      section {
        display: grid; gap: 0.75rem; padding: 1rem 1.125rem; border-radius: var(--round); background: var(--muted-soft);
        color: var(--ink);
      }
      h2 { display: flex; align-items: center; gap: 0.625rem; }
      h2 app-icon { color: var(--muted-ink); }
      dl {
        display: grid; grid-template-columns: fit-content(45%) minmax(0, 1fr); gap: 0.25rem 1rem; align-items: center;
        font-size: 0.9375rem;
      }
      dt { color: var(--ink-soft); }
      dd { font-weight: 580; overflow-wrap: anywhere; }
      dd a { display: inline-flex; align-items: center; min-block-size: 44px; }
    `,
  ];

  @property({ attribute: false }) why!: Why;
  @property({ attribute: false }) people!: People;
  /** Title of the form of the report. */
  @property() form = '';
  /** What was answered in the report: the reason that was given. */
  @property({ attribute: false }) answers: readonly { question: string; answer: string | undefined }[] = [];
  /** Whether the phone holds the report, so that a link makes sense. */
  @property({ type: Boolean }) held = false;
  @property({ type: Number }) now = 0;

  protected override render() {
    const { since, direct, root, report, sender } = this.why;
    const place = this.people.get(root);
    const person = sender ? this.people.get(sender) : undefined;
    const known = report || sender || !direct;
    return html`<section aria-labelledby="title">
      <h2 id="title"><app-icon name="bell-off"></app-icon>${t('muted.title')}</h2>
      <dl>
        ${
          since
            ? html`<dt>${t('muted.when')}</dt><dd><time datetime=${since}>${day(since, this.now)}</time></dd>`
            : nothing
        }
        ${this.answers.map(({ question, answer }) => html`<dt>${question}</dt><dd dir="auto">${answer}</dd>`)}
        <dt>${t('muted.how')}</dt>
        <dd>${
          direct
            ? t('muted.direct')
            : html`${t('muted.through')} ${
                place
                  ? html`<a
          href=${contactPath(root)}>${place.name}</a>`
                  : root
              }`
        }</dd>
        ${
          report
            ? html`<dt>${t('muted.report')}</dt><dd>${
                this.held
                  ? html`<a
              href=${reportPath(report)}>${this.form || t('report.title')}</a>`
                  : html`${this.form || t('muted.report_elsewhere')}`
              }</dd>`
            : nothing
        }
        ${
          sender
            ? html`<dt>${t('muted.sender')}</dt><dd>${
                person
                  ? html`<a
              href=${contactPath(sender)}>${person.name}</a>`
                  : t('muted.sender_elsewhere')
              }</dd>`
            : nothing
        }
      </dl>
      ${known ? nothing : html`<p class="small soft">${t('muted.unknown')}</p>`}
    </section>`;
  }
}

import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import { type DialogueDifference, differencesBetween } from '@rounds/sentinel/dialogues/differences.ts';
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { pageOf, readDialogue } from '../../data/dialogues/told.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { emptyList } from '../../elements/empty.ts';
import { t } from '../../words/words.ts';
import { AskingPage } from './asking-page.ts';

const versionOf = (text: string): number | 'draft' => (text === 'draft' ? 'draft' : Number(text));
const named = (version: string): string =>
  version === 'draft' ? t('dialogues.draft') : t('dialogues.version', { n: version });

/** In what two versions of a dialogue differ, step by step, with the words by language. */
@customElement('compare-page')
export class ComparePage extends AskingPage {
  static override styles = [
    shared,
    consoleStyles,
    css`
      .pair { display: grid; gap: 0.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); }
      del, ins { text-decoration: none; white-space: pre-wrap; padding: 0.5rem 0.75rem; border-radius: 12px; overflow-wrap: anywhere; display: block; }
      del { background: var(--bad-soft); color: var(--bad-ink); }
      ins { background: var(--good-soft); color: var(--good-ink); }
      h3 { color: var(--ink); font-size: 0.9375rem; }
    `,
  ];

  @property() dialogueId = '';
  @property() earlier = '';
  @property() later = '';
  @state() private both: [Dialogue, Dialogue] | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('dialogueId') || changed.has('earlier') || changed.has('later')) void this.load();
  }

  private async load(): Promise<void> {
    const { dialogueId: id, earlier, later } = this;
    await this.trying(async () => {
      this.both = await Promise.all([readDialogue(id, versionOf(earlier)), readDialogue(id, versionOf(later))]);
    });
  }

  protected override render() {
    const heading = html`<h1>${t('dialogues.compare', { id: this.dialogueId })}</h1>
      <p class="soft">${named(this.earlier)} → ${named(this.later)} · <a href=${pageOf(this.dialogueId)}>${t('dialogues.look')}</a></p>
      ${this.troubled()}`;
    if (!this.both) return html`${heading}${this.loading()}`;
    const all = differencesBetween(...this.both);
    if (all.length === 0) return html`${heading}${emptyList('check', t('dialogues.same'), t('dialogues.same.hint'))}`;
    const steps = [...new Set(all.map(({ step }) => step))];
    return html`${heading}${steps.map(
      step => html`<section class="card">
        <h2>${step === undefined ? t('dialogues.whole') : html`<bdi>${step}</bdi>`}</h2>
        ${all.filter(each => each.step === step).map(each => this.one(each))}
      </section>`,
    )}`;
  }

  private one({ kind, what, language, before, after }: DialogueDifference) {
    return html`<div>
      <h3>${what ?? t('dialogues.whole_step')}${language ? html` <span class="badge">${language}</span>` : nothing}
        <span class="badge ${kind === 'removed' ? 'bad' : kind === 'added' ? 'good' : ''}">${t(`dialogues.diff.${kind}`)}</span></h3>
      <div class="pair">${before === undefined ? nothing : html`<del>${before}</del>`}${after === undefined ? nothing : html`<ins>${after}</ins>`}</div>
    </div>`;
  }
}

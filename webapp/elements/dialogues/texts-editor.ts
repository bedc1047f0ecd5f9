import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shared } from '../../design/styles.ts';
import { t } from '../../words/words.ts';
import { AppElement, said } from '../app-element.ts';

/** One text in all languages of a dialogue, side by side. Says `text-changed`. */
@customElement('texts-editor')
export class TextsEditor extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: grid; gap: 0.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); }
      label { display: grid; gap: 0.25rem; font-weight: 550; align-content: start; }
      textarea {
        min-block-size: 44px; padding: 0.5rem 0.75rem; border: 1px solid var(--line-strong); border-radius: 12px;
        background: var(--card); color: var(--ink); font: inherit; resize: vertical; field-sizing: content;
      }
      textarea.lacking { border-style: dashed; border-color: var(--wait-ink); }
    `,
  ];

  @property({ attribute: false }) dialogue!: Dialogue;
  @property() key = '';
  @property() label = '';
  @property({ type: Boolean }) long = false;
  /** Nothing is missing where no language has it. */
  @property({ type: Boolean }) optional = false;

  protected override render() {
    const { languages, texts } = this.dialogue;
    const isWanted = !this.optional || languages.some(language => texts[language]?.[this.key]);
    return html`${languages.map(language => {
      const text = texts[language]?.[this.key] ?? '';
      return html`<label>${t('dialogues.text.in', { label: this.label, language })}
        <textarea lang=${language} dir="auto" rows=${this.long ? 3 : 1} class=${text || !isWanted ? '' : 'lacking'} .value=${text}
          @change=${(event: Event) => this.write(language, (event.target as HTMLTextAreaElement).value)}></textarea></label>`;
    })}`;
  }

  private write(language: string, text: string): void {
    this.dispatchEvent(said('text-changed', { language, key: this.key, text }));
  }
}

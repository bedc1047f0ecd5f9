import type { Finding } from '@rounds/sentinel/dialogues/finding.ts';
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { byGravity } from '../../data/dialogues/told.ts';
import { shared } from '../../design/styles.ts';
import { number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppElement, said } from '../app-element.ts';
import '../app-icon.ts';

/** Findings that are shown at once; more are counted. */
const most = 100;

/** The field of a step in which a text is written, as the editor calls it; its key where it has none. */
const fieldOf = (key: string, step = ''): string => {
  const name = key.startsWith(`${step}.`) ? key.slice(step.length + 1) : key;
  const choice = /^choice\.(\d+)$/.exec(name)?.[1];
  if (choice !== undefined) return t('dialogues.choice.n', { n: number(Number(choice) + 1) });
  return ['text', 'explain', 'nudge'].includes(name) ? t(`dialogues.${name}`) : key;
};

/** What is wrong or odd with a dialogue, faults first, each with its step and language. Says `step-chosen`. */
@customElement('findings-list')
export class FindingsList extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      ul { display: grid; gap: 0.375rem; }
      li { display: grid; grid-template-columns: auto 1fr; gap: 0.5rem; align-items: start; overflow-wrap: anywhere; }
      app-icon { margin-block-start: 0.125rem; }
      .fault app-icon { color: var(--bad-ink); }
      .warning app-icon { color: var(--wait-ink); }
      .none { display: flex; gap: 0.5rem; align-items: center; color: var(--good-ink); font-weight: 600; }
      .where { font-weight: 620; }
      button { text-decoration: underline; text-underline-offset: 3px; color: var(--brand-ink); min-block-size: 28px; }
    `,
  ];

  @property({ attribute: false }) findings: readonly Finding[] = [];
  /** Whether a step may be chosen, to go there. */
  @property({ type: Boolean }) leads = false;

  protected override render() {
    const { findings } = this;
    if (findings.length === 0)
      return html`<p class="none"><app-icon name="circle-check"></app-icon>${t('dialogues.findings.none')}</p>`;
    return html`<ul>
      ${byGravity(findings)
        .slice(0, most)
        .map(finding => this.one(finding))}
      ${
        findings.length > most
          ? html`<li><span></span><span class="soft">${t('dialogues.findings.more', { n: number(findings.length - most) })}</span></li>`
          : nothing
      }
    </ul>`;
  }

  private one({ level, step, language, path, lacks, message }: Finding) {
    const words = lacks ? t('dialogues.lacks', { what: lacks.map(key => fieldOf(key, step)).join(', ') }) : message;
    const isFault = level === 'fault';
    return html`<li class=${level}>
      <app-icon name=${isFault ? 'circle-alert' : 'triangle-alert'}></app-icon>
      <span><span class="unseen">${t(isFault ? 'dialogues.fault' : 'dialogues.warning')}: </span>${
        step === undefined
          ? nothing
          : this.leads
            ? html`<button class="plain where" @click=${() => this.dispatchEvent(said('step-chosen', step))}>${step}</button> `
            : html`<bdi class="where">${step}</bdi> `
      }${language ? html`<span class="badge">${language}</span> ` : nothing}${
        path ? html`<span class="soft">${path}</span> ` : nothing
      }${words}</span>
    </li>`;
  }
}

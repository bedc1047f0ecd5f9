import type { Dialogue, Next, Step } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Finding } from '@rounds/sentinel/dialogues/finding.ts';
import { isBranch } from '@rounds/sentinel/dialogues/graph.ts';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { withStep } from '../../data/dialogues/edit.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { t } from '../../words/words.ts';
import { AppElement, said } from '../app-element.ts';
import './findings-list.ts';
import './texts-editor.ts';

/** Wrong answers that may be explained, at most. */
const mostAttempts = 20;

type Change = { [Name in keyof Step]?: Step[Name] | undefined };
type Attempts = NonNullable<Step['attempts']>;

const valueIn = (event: Event): string => (event.target as HTMLInputElement).value;

/** Hours as somebody typed them: undefined for an empty field, null for what is no number above 0. */
const hoursIn = (event: Event): number | undefined | null => {
  const { value, validity } = event.target as HTMLInputElement;
  if (value === '' && !validity.badInput) return undefined;
  return Number(value) > 0 ? Number(value) : null;
};

/**
 * What a step does where no answer comes, or a wrong one: how often it explains, when it asks once more, when it goes on
 * and when it ends, each with what is found in it. Says `changed` with the dialogue.
 */
@customElement('silence-editor')
export class SilenceEditor extends AppElement {
  static override styles = [
    shared,
    consoleStyles,
    css`
      :host { display: grid; gap: 1rem; padding: 0; margin: 0; max-inline-size: none; }
      h3 { color: var(--ink); font-size: 1rem; }
      .one { display: grid; gap: 0.25rem; align-content: start; }
      .part { display: grid; gap: 0.5rem; padding-block-start: 0.75rem; border-block-start: 1px solid var(--line); }
    `,
  ];

  @property({ attribute: false }) dialogue!: Dialogue;
  @property() step = '';
  /** What is found in this step. */
  @property({ attribute: false }) findings: readonly Finding[] = [];
  /** The field whose last input was refused. */
  @state() private refused = '';

  private get now(): Step {
    return this.dialogue.steps[this.step]!;
  }

  private set(change: Change): void {
    this.refused = '';
    this.dispatchEvent(said('changed', withStep(this.dialogue, this.step, change)));
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('step')) this.refused = '';
  }

  protected override render() {
    return html`<h3>${t('dialogues.silence')}</h3>
      ${this.now.asks ? this.wrong() : nothing}${this.reminder()}${this.over()}`;
  }

  private found(...properties: string[]) {
    const found = this.findings.filter(({ property: of }) => of !== undefined && properties.includes(of));
    return found.length > 0 ? html`<findings-list .findings=${found}></findings-list>` : nothing;
  }

  /** A number that somebody may leave out. What is none of it is said below the field, and changes nothing. */
  private amount(name: string, value: number | undefined, set: (value: number | undefined) => void, whole = false) {
    const isRefused = this.refused === name;
    const change = (event: Event): void => {
      const given = hoursIn(event);
      const fits = given !== null && (!whole || given === undefined || (given <= mostAttempts && given % 1 === 0));
      if (fits) set(given);
      else this.refused = name;
    };
    return html`<div class="one"><label>${t(`dialogues.${name}`)}<input type="number" min=${whole ? 1 : 0} max=${whole ? mostAttempts : nothing}
        step=${whole ? 1 : 'any'} .value=${String(value ?? '')} aria-invalid=${isRefused ? 'true' : 'false'}
        aria-describedby=${isRefused ? 'refused' : nothing} @change=${change} /></label>
      ${isRefused ? html`<span class="fault" id="refused" role="alert">${t(whole ? 'dialogues.attempts.fault' : 'dialogues.hours.fault')}</span>` : nothing}
    </div>`;
  }

  /** Steps that something may lead to; a way that depends on an answer is written as JSON. */
  private target(label: string, next: Next, set: (next: string | null) => void) {
    if (isBranch(next)) return html`<p class="small soft">${t('dialogues.leads.json')}</p>`;
    return html`<label>${label}<select @change=${(event: Event) => set(valueIn(event) || null)}>
      <option value="" ?selected=${next === null}>${t('dialogues.end')}</option>
      ${Object.keys(this.dialogue.steps).map(id => html`<option value=${id} ?selected=${id === next}>${id}</option>`)}
      ${next !== null && !Object.hasOwn(this.dialogue.steps, next) ? html`<option value=${next} selected>${next}</option>` : nothing}
    </select></label>`;
  }

  private wrong() {
    const { attempts } = this.now;
    const after = attempts?.after;
    const kind = typeof after === 'object' ? 'next' : (after ?? 'decline');
    const set = (change: Partial<Attempts>): void => this.set({ attempts: { ...attempts!, ...change } });
    const choose = (event: Event): void => {
      const chosen = valueIn(event) as 'decline' | 'hand_over' | 'next';
      set({ after: chosen === 'next' ? { next: null } : chosen });
    };
    return html`<div class="part">
      <texts-editor .dialogue=${this.dialogue} key=${`${this.step}.explain`} label=${t('dialogues.explain')} optional></texts-editor>
      <p class="small soft">${t('dialogues.explain.hint')}</p>
      <div class="fields">
        ${this.amount(
          'attempts.most',
          attempts?.most,
          most =>
            this.set({ attempts: most === undefined ? undefined : { most, after: attempts?.after ?? 'decline' } }),
          true,
        )}
        ${
          attempts
            ? html`<label>${t('dialogues.attempts.after')}<select @change=${choose}>
                ${(['decline', 'hand_over', 'next'] as const).map(each => html`<option value=${each} ?selected=${each === kind}>${t(`dialogues.attempts.${each}`)}</option>`)}
              </select></label>`
            : nothing
        }
        ${typeof after === 'object' ? this.target(t('dialogues.attempts.to'), after.next, next => set({ after: { next } })) : nothing}
      </div>
      ${this.found('attempts', 'explain')}
    </div>`;
  }

  private reminder() {
    const { nudge_after: nudge } = this.now;
    return html`<div class="part">
      <div class="fields">${this.amount('nudge_after', nudge, value => this.set({ nudge_after: value }))}</div>
      ${
        nudge === undefined
          ? nothing
          : html`<texts-editor .dialogue=${this.dialogue} key=${`${this.step}.nudge`} label=${t('dialogues.nudge')} optional></texts-editor>
              <p class="small soft">${t('dialogues.nudge.hint')}</p>`
      }
      ${this.found('nudge_after', 'nudge')}
    </div>`;
  }

  private over() {
    const { timeout, expires } = this.now;
    return html`<div class="part">
      <div class="fields">
        ${this.amount('timeout.after', timeout?.after, after =>
          this.set({ timeout: after === undefined ? undefined : { after, next: timeout?.next ?? null } }),
        )}
        ${timeout ? this.target(t('dialogues.timeout.next'), timeout.next, next => this.set({ timeout: { ...timeout, next } })) : nothing}
        ${this.amount('expires', expires, value => this.set({ expires: value }))}
      </div>
      ${this.found('timeout', 'expires')}
    </div>`;
  }
}

import type { Dialogue, DialogueFile } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Finding } from '@rounds/sentinel/dialogues/finding.ts';
import { lint } from '@rounds/sentinel/dialogues/lint.ts';
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ask, Refused } from '../../data/console/ask.ts';
import { addLanguage, addStep, removeStep, withStep } from '../../data/dialogues/edit.ts';
import { begun, changed, type History, redone, undone } from '../../data/dialogues/history.ts';
import { type Draft, doorOf, pageOf } from '../../data/dialogues/told.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AskingPage } from './asking-page.ts';
import '../../elements/app-icon.ts';
import '../../elements/dialogues/dialogue-graph.ts';
import '../../elements/dialogues/findings-list.ts';
import '../../elements/dialogues/step-editor.ts';

/** How long after a change it is kept, in ms: what is typed in one go is kept once. */
const pause = 600;

/** The editor of a draft: its graph, one step at a time with its words side by side, and what is found, all the time. */
@customElement('edit-page')
export class EditPage extends AskingPage {
  static override styles = [
    shared,
    consoleStyles,
    css`
      :host { max-inline-size: 76rem; }
      .state { min-block-size: 1.5rem; }
      .line-form { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: end; }
    `,
  ];

  @property() dialogueId = '';
  @state() private history: History<Dialogue> | undefined;
  @state() private step = '';
  @state() private rev = '';
  @state() private kept: 'kept' | 'waiting' | 'keeping' | 'refused' = 'kept';
  @state() private conflict: { by: string } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #keeping: Promise<void> = Promise.resolve();

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('keydown', this.#key, { signal: this.gone });
  }

  override disconnectedCallback(): void {
    if (this.kept === 'waiting') this.keepNow();
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('dialogueId')) void this.load();
  }

  private async load(): Promise<void> {
    await this.trying(async () => {
      const { dialogue, rev } = await ask<Draft>(doorOf(this.dialogueId, '/draft'));
      this.history = begun(dialogue);
      this.rev = rev;
      this.conflict = undefined;
      this.kept = 'kept';
      if (!Object.hasOwn(dialogue.steps, this.step)) this.step = dialogue.first;
    });
  }

  #key = (event: KeyboardEvent): void => {
    const [target] = event.composedPath();
    const types = target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
    if (types || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
    event.preventDefault();
    if (event.shiftKey) this.again();
    else this.back();
  };

  private changeTo(dialogue: Dialogue, step = this.step): void {
    const { history } = this;
    if (!history) return;
    this.stand(changed(history, dialogue), step);
  }

  private stand(history: History<Dialogue>, step = this.step): void {
    if (history === this.history) return;
    this.history = history;
    this.step = Object.hasOwn(history.now.steps, step) ? step : history.now.first;
    this.kept = 'waiting';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keepNow(), pause);
  }

  private back(): void {
    if (this.history) this.stand(undone(this.history));
  }

  private again(): void {
    if (this.history) this.stand(redone(this.history));
  }

  /** Keeps what stands now; one request after the other, since each names the revision of the one before. */
  private keepNow(): void {
    clearTimeout(this.#timer);
    this.#keeping = this.#keeping.then(() => this.keep());
  }

  private async keep(): Promise<void> {
    const dialogue = this.history?.now;
    if (!dialogue || this.conflict) return;
    this.kept = 'keeping';
    try {
      const { rev } = await ask<{ rev: string; findings: Finding[] }>(doorOf(this.dialogueId, '/draft'), {
        method: 'PUT',
        body: { dialogue, rev: this.rev },
      });
      this.rev = rev;
      this.trouble = '';
      this.kept = this.history?.now === dialogue ? 'kept' : 'waiting';
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.kept = 'refused';
      if (error.status === 409) {
        const { details } = (error.body ?? {}) as { details?: { by?: string } };
        this.conflict = { by: details?.by ?? '' };
      } else
        this.trouble = error.status > 0 ? [error.message, error.hint].filter(Boolean).join('. ') : t('console.offline');
    }
  }

  /** Keeps what is written here in the place of what somebody else has kept. */
  private async keepMine(): Promise<void> {
    await this.trying(async () => {
      this.rev = (await ask<Draft>(doorOf(this.dialogueId, '/draft'))).rev;
      this.conflict = undefined;
      this.keepNow();
    });
  }

  protected override render() {
    const { history } = this;
    const heading = html`<h1>${t('dialogues.edit.title', { id: this.dialogueId })}</h1>${this.troubled()}`;
    if (!history) return html`${heading}${this.loading()}`;
    const { now, past, future } = history;
    const findings = lint(now);
    return html`${heading}
      ${
        this.conflict
          ? html`<div class="warn" role="alert"><p>${t('dialogues.conflict', { by: this.conflict.by })}</p>
              <div class="acts"><button class="act" @click=${() => this.load()}>${t('dialogues.conflict.theirs')}</button>
              <button class="act" @click=${this.keepMine}>${t('dialogues.conflict.mine')}</button></div></div>`
          : nothing
      }
      <div class="acts" role="toolbar" aria-label=${t('dialogues.try.acts')}>
        <button class="act" ?disabled=${past.length === 0} @click=${this.back}>${t('dialogues.undo')}</button>
        <button class="act" ?disabled=${future.length === 0} @click=${this.again}>${t('dialogues.redo')}</button>
        <button class="act" @click=${this.add}><app-icon name="plus"></app-icon>${t('dialogues.step.add')}</button>
        <button class="act" ?disabled=${Object.keys(now.steps).length < 2} @click=${() => this.changeTo(removeStep(now, this.step), '')}>${t('dialogues.step.remove', { step: this.step })}</button>
        <a class="act" href=${pageOf(this.dialogueId, '/try/draft')}>${t('dialogues.try')}</a>
        <a class="act" href=${pageOf(this.dialogueId)}>${t('dialogues.to_publish')}</a>
      </div>
      <p class="small soft state" role="status">${t(`dialogues.keeping.${this.kept}`)}</p>
      <div @step-chosen=${(event: CustomEvent<string>) => (this.step = event.detail)}>
        <dialogue-graph .dialogue=${now} chosen=${this.step}></dialogue-graph>
      </div>
      <label>${t('dialogues.step.choose')}<select @change=${(event: Event) => (this.step = (event.target as HTMLSelectElement).value)}>
        ${Object.keys(now.steps).map(id => html`<option value=${id} ?selected=${id === this.step}>${id}</option>`)}</select></label>
      <step-editor .dialogue=${now} .step=${this.step} .findings=${findings.filter(({ step }) => step === this.step)}
        @changed=${(event: CustomEvent<Dialogue>) => this.changeTo(event.detail)}
        @renamed=${(event: CustomEvent<{ dialogue: Dialogue; to: string }>) => this.changeTo(event.detail.dialogue, event.detail.to)}
        @file-chosen=${this.attach}></step-editor>
      <section class="card" @step-chosen=${(event: CustomEvent<string>) => (this.step = event.detail)}>
        <h2>${t('dialogues.findings', { count: findings.length })}</h2>
        <findings-list .findings=${findings} leads></findings-list>
      </section>
      ${this.whole(now)}`;
  }

  /** What holds for the whole dialogue. */
  private whole(now: Dialogue) {
    const set = (change: Partial<Dialogue>): void => this.changeTo({ ...now, ...change });
    return html`<section class="card">
      <h2>${t('dialogues.whole')}</h2>
      <div class="fields">
        <label>${t('dialogues.first')}<select @change=${(event: Event) => set({ first: (event.target as HTMLSelectElement).value })}>
          ${Object.keys(now.steps).map(id => html`<option value=${id} ?selected=${id === now.first}>${id}</option>`)}</select></label>
        <label>${t('dialogues.kind')}<input .value=${now.kind ?? ''} @change=${(event: Event) => this.kindIs((event.target as HTMLInputElement).value.trim())} /></label>
        <label>${t('dialogues.expires.whole')}<input type="number" min="0" step="any" .value=${String(now.expires ?? '')} @change=${this.expiresAfter} /></label>
      </div>
      <label class="line"><input type="checkbox" .checked=${now.repeatable ?? false}
        @change=${(event: Event) => set({ repeatable: (event.target as HTMLInputElement).checked })} />${t('dialogues.repeatable')}</label>
      <p>${t('dialogues.languages', { languages: now.languages.join(', '), n: number(now.languages.length) })}</p>
      <form class="line-form" @submit=${this.speakToo}>
        <label>${t('dialogues.language.new')}<input name="language" required pattern="[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*" /></label>
        <button class="act">${t('dialogues.language.add')}</button>
      </form>
    </section>`;
  }

  private kindIs(kind: string): void {
    const { kind: _, ...rest } = this.history!.now;
    this.changeTo(kind === '' ? rest : { ...rest, kind });
  }

  private expiresAfter(event: Event): void {
    const hours = Number((event.target as HTMLInputElement).value);
    const { expires: _, ...rest } = this.history!.now;
    this.changeTo(hours > 0 ? { ...rest, expires: hours } : rest);
  }

  private speakToo(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    this.changeTo(addLanguage(this.history!.now, String(new FormData(form).get('language')).trim()));
    form.reset();
  }

  private add(): void {
    const { dialogue, id } = addStep(this.history!.now, this.step);
    this.changeTo(dialogue, id);
  }

  /** Uploads a picture or document, and lets the step show it. */
  private async attach(event: CustomEvent<File>): Promise<void> {
    const { name, type } = event.detail;
    const { step } = this;
    await this.trying(async () => {
      const path = doorOf(this.dialogueId, `/files?name=${encodeURIComponent(name)}`);
      const { file } = await ask<{ file: DialogueFile }>(path, { file: event.detail });
      const { now } = this.history!;
      const media = [
        ...(now.steps[step]?.media ?? []),
        { kind: type.startsWith('image/') ? ('photo' as const) : ('document' as const), file: name },
      ];
      this.changeTo({ ...withStep(now, step, { media }), files: { ...now.files, [name]: file } });
    });
  }
}

import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ask } from '../../data/console/ask.ts';
import { doorOf, type ListedDialogue, type Move, type MovePreview, readDialogue } from '../../data/dialogues/told.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import { Looking } from '../../elements/looking.ts';
import { number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { whyNot } from '../why-not.ts';
import { AskingPage } from './asking-page.ts';

/** How often a move that is under way is asked about, in ms. */
const every = 2000;

/**
 * Moves the open runs of older versions to a newer one: what would become of them first, and where those go whose step is
 * gone. Says `moved` when it is done.
 */
@customElement('move-runs')
export class MoveRuns extends AskingPage {
  static override styles = [shared, consoleStyles, css`:host { padding: 0; margin: 0; max-inline-size: none; }`];

  @property() dialogueId = '';
  @property({ attribute: false }) versions: ListedDialogue['versions'] = [];
  @state() private to = 0;
  @state() private steps: string[] = [];
  @state() private lost: Record<string, string> = {};
  @state() private preview: MovePreview | undefined;
  @state() private move: Move | undefined;
  /** Whether it is known if there is a move. */
  private isKnown = false;
  private readonly looking = new Looking<Move | undefined>(this, {
    ask: () => this.read(),
    show: move => this.show(move),
    every,
    moves: () => !this.isKnown || this.move?.state === 'going',
  });

  /** It is part of a page, which has the heading. */
  override retitle(): void {}

  private get newest(): number {
    return Math.max(0, ...this.versions.map(({ version }) => version));
  }

  private get target(): number {
    return this.to || this.newest;
  }

  /** The newest move. */
  private async read(): Promise<Move | undefined> {
    if (this.newest === 0) return undefined;
    const { moves } = await ask<{ moves: Move[] }>(doorOf(this.dialogueId, '/moves'));
    return [...moves].sort((a, b) => (a.at < b.at ? 1 : -1))[0];
  }

  private show(move: Move | undefined): void {
    const was = this.move?.state;
    [this.move, this.isKnown] = [move, true];
    if (was === 'going' && move?.state === 'done') this.dispatchEvent(said('moved', null));
  }

  protected override render() {
    const { versions, target, move } = this;
    const offline = this.trouble ? '' : whyNot(this.looking.error);
    const older = versions.filter(({ version, open }) => version !== target && open > 0);
    const count = older.reduce((sum, { open }) => sum + open, 0);
    if (versions.length < 2 || (count === 0 && !move)) return nothing;
    return html`<section class="card">
      <h2>${t('dialogues.move')}</h2>
      ${this.troubled()}${offline ? html`<p class="fault" role="alert">${offline}</p>` : nothing}
      ${move ? this.progress(move) : nothing}
      ${
        count > 0 && move?.state !== 'going'
          ? html`<p>${t('dialogues.move.older', { count })}</p>
            <label>${t('dialogues.move.to')}<select @change=${this.choose}>${[...versions]
              .reverse()
              .map(
                ({ version }) =>
                  html`<option value=${version} ?selected=${version === target}>${t('dialogues.version', { n: number(version) })}</option>`,
              )}</select></label>
            ${this.preview ? this.foreseen(this.preview) : nothing}
            <div class="acts">
              <button class="act ${this.preview ? '' : 'main'}" ?disabled=${this.busy} @click=${this.look}>${t('dialogues.move.look')}</button>
              ${
                this.preview
                  ? html`<button class="act main" ?disabled=${this.busy} @click=${this.carryOut}>${t('dialogues.move.do')}</button>`
                  : nothing
              }
            </div>`
          : nothing
      }
    </section>`;
  }

  private progress({ state, to, moved, stayed, by }: Move) {
    const values = { n: number(to), moved: number(moved), stayed: number(stayed), by };
    return html`<p class=${state === 'going' ? 'warn' : 'done'} role="status">${t(`dialogues.move.${state}`, values)}</p>`;
  }

  private foreseen({ planned, moves, again, gone }: MovePreview) {
    return html`<div role="status">
      <p>${t('dialogues.move.moves', { count: moves })} ${t('dialogues.move.again', { count: again })}
        ${t('dialogues.move.planned', { count: planned })}</p>
      ${gone.length === 0 ? nothing : html`<p>${t('dialogues.move.gone')}</p>`}
      ${gone.map(
        ({ step, runs }) => html`<label>${t('dialogues.move.gone.step', { count: runs, step })}
          <select @change=${(event: Event) => this.lead(step, (event.target as HTMLSelectElement).value)}>
            <option value="">${t('dialogues.move.stays')}</option>
            ${this.steps.map(each => html`<option value=${each} ?selected=${this.lost[step] === each}>${t('dialogues.move.goes', { step: each })}</option>`)}
          </select></label>`,
      )}
    </div>`;
  }

  private choose(event: Event): void {
    this.to = Number((event.target as HTMLSelectElement).value);
    this.preview = undefined;
    this.lost = {};
  }

  private lead(step: string, to: string): void {
    const { [step]: _, ...rest } = this.lost;
    this.lost = to === '' ? rest : { ...rest, [step]: to };
  }

  private get body() {
    return { to: this.target, gone: this.lost };
  }

  private look(): void {
    void this.trying(async () => {
      this.steps = Object.keys((await readDialogue(this.dialogueId, this.target)).steps);
      this.preview = await ask<MovePreview>(doorOf(this.dialogueId, '/moves?dry_run=true'), { body: this.body });
    });
  }

  private carryOut(): void {
    void this.trying(async () => {
      await this.looking.during(() => ask(doorOf(this.dialogueId, '/moves'), { body: this.body }));
      this.preview = undefined;
      await this.looking.anew();
    });
  }
}

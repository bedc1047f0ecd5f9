import { consume } from '@lit/context';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Choices } from '../../data/campaigns/campaign.ts';
import { ask } from '../../data/console/ask.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { moment, number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { campaignStyles } from '../campaigns/look.ts';
import { ServerPage } from '../campaigns/trying.ts';

const acts = ['pause', 'resume', 'leave', 'clear', 'forget', 'remove'] as const;

interface Preview {
  people: number;
  does: number;
  passed: Record<string, number>;
  undo: boolean;
}

interface Shown {
  id: string;
  act: string;
  people: number;
  done: number;
  undone?: number;
  state: string;
  by: string;
  at: string;
  undo: boolean;
}

/** How often acts that are under way are looked at anew, in ms. */
const lookEvery = 2000;

/** What is done with many people at once: whom it means is seen first, and what was done stays in sight. */
@customElement('many-people')
export class ManyPeople extends ServerPage {
  static override styles = [
    shared,
    consoleStyles,
    campaignStyles,
    css`:host { padding: 0; max-inline-size: none; margin: 0; }`,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @property({ attribute: false }) choices!: Choices;
  @state() private act: (typeof acts)[number] = 'pause';
  /** Id of the place; empty for everybody. */
  @state() private place = '';
  @state() private preview: Preview | undefined;
  @state() private all: Shown[] | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  private async load(): Promise<void> {
    clearTimeout(this.timer);
    const done = await this.trying(async () => {
      this.all = (await ask<{ acts: Shown[] }>('/api/v1/people-acts')).acts;
    });
    const moves = this.all?.some(({ state }) => state === 'going' || state === 'undoing');
    if (done && moves && this.isConnected) this.timer = setTimeout(() => void this.load(), lookEvery);
  }

  private get wanted() {
    const reason = this.act === 'remove' ? { reason: 'asked' } : {};
    return { act: this.act, audience: { under: this.place ? [this.place] : [], languages: [], fields: {} }, ...reason };
  }

  private choose(more: { act?: (typeof acts)[number]; place?: string }): void {
    if (more.act) this.act = more.act;
    if (more.place !== undefined) this.place = more.place;
    this.preview = undefined;
  }

  private readonly look = (): void => {
    void this.trying(async () => {
      this.preview = await ask<Preview>('/api/v1/people-acts?dry_run=true', { body: this.wanted });
    });
  };

  private readonly begin = async (): Promise<void> => {
    const done = await this.trying(async () => {
      await ask('/api/v1/people-acts', { body: this.wanted });
      this.preview = undefined;
    });
    if (done) await this.load();
  };

  private async undo(id: string): Promise<void> {
    const done = await this.trying(async () => {
      await ask(`/api/v1/people-acts/${id}/undo`, { body: {} });
    });
    if (done) await this.load();
  }

  protected override render() {
    const may = acts.filter(act => act !== 'remove' || this.phone.programme.may('can_erase'));
    const chosenIn = (event: Event): string => (event.target as HTMLSelectElement).value;
    return html`<section class="card"><h2>${t('promoters.many')}</h2>
        <label>${t('promoters.act')}<select @change=${(event: Event) => this.choose({ act: chosenIn(event) as (typeof acts)[number] })}>${may.map(
          act => html`<option value=${act} ?selected=${act === this.act}>${t(`promoters.act.${act}`)}</option>`,
        )}</select></label>
        <label>${t('promoters.whom')}<select @change=${(event: Event) => this.choose({ place: chosenIn(event) })}>
          <option value="">${t('promoters.everybody')}</option>
          ${this.choices.places.map(({ id, name, people }) => html`<option value=${id} ?selected=${id === this.place}>${name} (${number(people)})</option>`)}
        </select></label>
        ${this.trouble ? html`<p class="fault" role="alert">${this.trouble}</p>` : nothing}
        ${this.preview ? this.seen(this.preview) : nothing}
        <div class="acts">
          <button class="act ${this.preview ? '' : 'main'}" ?disabled=${this.busy} @click=${this.look}>${t('promoters.preview')}</button>
          ${this.preview?.does ? html`<button class="act main" ?disabled=${this.busy} @click=${this.begin}>${t('promoters.do')}</button>` : nothing}
        </div>
      </section>
      <section class="card"><h2>${t('promoters.record')}</h2>
        ${this.all?.length === 0 ? html`<p class="soft">${t('promoters.record.none')}</p>` : nothing}
        <ul class="list">${this.all?.map(each => this.row(each))}</ul>
      </section>`;
  }

  private seen({ people, does, passed, undo }: Preview) {
    return html`<div role="status"><p><strong>${t('promoters.does', { count: does, people: number(people) })}</strong></p>
      <ul class="why">${Object.entries(passed).map(([why, count]) => html`<li>${t(`promoters.why.${why}`)}: ${number(count)}</li>`)}</ul>
      <p class=${undo ? 'soft' : 'warn'}>${t(undo ? 'promoters.undo.can' : 'promoters.no_undo')}</p></div>`;
  }

  private row({ id, act, people, done, state, by, at, undo }: Shown) {
    return html`<li><strong>${t(`promoters.act.${act}`)}</strong>
      <p class="small soft">${t('promoters.of', { done: number(done), people: number(people) })} · ${t(`promoters.stands.${state}`)} · <bdi>${by}</bdi> · ${moment(at, this.phone.clock())}</p>
      ${undo ? html`<button class="act" ?disabled=${this.busy} @click=${() => this.undo(id)}>${t('promoters.undo')}</button>` : nothing}</li>`;
  }
}

import { consume } from '@lit/context';
import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Choices } from '../../data/campaigns/campaign.ts';
import { ask } from '../../data/console/ask.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { contactPath } from '../../navigation.ts';
import { moment, number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { campaignStyles } from '../campaigns/look.ts';
import { ServerPage } from '../campaigns/trying.ts';
import './many-people.ts';

const counted = ['people', 'active', 'paused', 'left', 'invited', 'busy'] as const;

interface Person {
  id: string;
  name: string;
  study_id: string;
  state: string;
  asked?: { dialogue: string; since: number };
  reached: boolean;
}

/** What promoters do in a chat, on a page: how people stand, one of them, a dialogue played by oneself, many at once. */
@customElement('promoters-page')
export class PromotersPage extends ServerPage {
  static override styles = [shared, consoleStyles, campaignStyles];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private tally: Record<(typeof counted)[number], number> | undefined;
  @state() private choices: Choices | undefined;
  @state() private who = '';
  @state() private person: Person | undefined;
  @state() private text = '';
  @state() private dialogue = '';
  @state() private told = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.trying(async () => {
      this.choices = await ask<Choices>('/api/v1/campaigns/choices');
      this.dialogue = this.choices.dialogues[0] ?? '';
      this.tally = await ask<Record<(typeof counted)[number], number>>('/api/v1/promoters/status');
    });
  }

  private readonly look = (event: Event): void => {
    event.preventDefault();
    [this.told, this.person] = ['', undefined];
    void this.trying(async () => {
      this.person = await ask<Person>(`/api/v1/promoters/people/${encodeURIComponent(this.who.trim())}`);
    });
  };

  /** Does something, says that it was done, and looks at the person anew. */
  private do(act: () => Promise<string>): void {
    this.told = '';
    void this.trying(async () => {
      this.told = await act();
      if (this.person)
        this.person = await ask<Person>(`/api/v1/promoters/people/${encodeURIComponent(this.person.id)}`);
    });
  }

  protected override render() {
    const { tally, choices } = this;
    return html`<h1>${t('promoters.title')}</h1><p class="soft">${t('promoters.hint')}</p>
      ${this.trouble ? html`<p class="fault" role="alert">${this.trouble}</p>` : nothing}
      ${this.told ? html`<p class="done" role="status">${this.told}</p>` : nothing}
      ${tally || this.trouble ? nothing : html`<p role="status">${t('app.loading')}</p>`}
      ${tally ? html`<dl class="figures">${counted.map(key => html`<div><dt>${t(`promoters.${key}`)}</dt><dd>${number(tally[key])}</dd></div>`)}</dl>` : nothing}
      <div class="acts"><a class="act" href="/campaigns/new">${t('promoters.campaign')}</a></div>
      ${this.one()}
      ${choices ? this.play(choices) : nothing}
      ${choices && this.phone.programme.may('can_manage_study') ? html`<many-people .choices=${choices}></many-people>` : nothing}`;
  }

  private one() {
    const { person } = this;
    return html`<section class="card"><h2>${t('promoters.one')}</h2>
      <form @submit=${this.look}>
        <label>${t('promoters.who')}<input required maxlength="200" .value=${this.who} @input=${(event: Event) => (this.who = (event.target as HTMLInputElement).value)} /></label>
        <div class="acts"><button class="act" ?disabled=${this.busy}>${t('promoters.look')}</button></div>
      </form>
      ${person ? this.found(person) : nothing}
    </section>`;
  }

  private found({ id, name, study_id: code, state, asked, reached }: Person) {
    const send = () =>
      this.do(async () => {
        await ask('/api/v1/promoters/messages', { body: { person: id, text: this.text, id: crypto.randomUUID() } });
        this.text = '';
        return t('promoters.sent', { name });
      });
    const clear = () =>
      this.do(async () => {
        await ask('/api/v1/people-acts', {
          body: { act: 'clear', audience: { under: [], languages: [], fields: {}, only: [id] } },
        });
        return t('promoters.stands.going');
      });
    return html`<p><a href=${contactPath(id)}><bdi>${name || code || id}</bdi></a> · ${t('promoters.state', { state })}</p>
      <p class="soft">${asked ? t('promoters.asked', { dialogue: asked.dialogue, when: moment(asked.since, this.phone.clock()) }) : t('promoters.not_asked')}</p>
      ${
        reached
          ? html`<label>${t('promoters.text')}<textarea maxlength="4096" .value=${this.text} @input=${(event: Event) => (this.text = (event.target as HTMLTextAreaElement).value)}></textarea></label>`
          : nothing
      }
      <div class="acts">
        ${reached ? html`<button class="act main" ?disabled=${this.busy || this.text.trim() === ''} @click=${send}>${t('promoters.send')}</button>` : nothing}
        ${asked && this.phone.programme.may('can_manage_study') ? html`<button class="act" ?disabled=${this.busy} @click=${clear}>${t('promoters.clear_one')}</button>` : nothing}
      </div>`;
  }

  private play({ dialogues }: Choices) {
    const play = () =>
      this.do(async () => {
        await ask('/api/v1/promoters/plays', { body: { dialogue: this.dialogue } });
        return t('promoters.played');
      });
    return html`<section class="card"><h2>${t('promoters.play')}</h2><p class="small soft">${t('promoters.play.hint')}</p>
      <label>${t('campaigns.dialogue')}<select @change=${(event: Event) => (this.dialogue = (event.target as HTMLSelectElement).value)}>${dialogues.map(
        id => html`<option value=${id} ?selected=${id === this.dialogue}>${id}</option>`,
      )}</select></label>
      <div class="acts"><button class="act" ?disabled=${this.busy || this.dialogue === ''} @click=${play}>${t('promoters.play.do')}</button></div>
    </section>`;
  }
}

import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  type Choices,
  type Draft,
  emptyDraft,
  fieldLines,
  fieldsOf,
  type Preview,
  type Shown,
} from '../../data/campaigns/campaign.ts';
import { ask } from '../../data/console/ask.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { go } from '../../navigation.ts';
import { number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { campaignStyles, languageName } from './look.ts';
import { previewed } from './previewed.ts';
import { ServerPage } from './trying.ts';

const typedIn = (event: Event): string => (event.target as HTMLInputElement).value;
const toggled = (list: readonly string[], one: string): string[] =>
  list.includes(one) ? list.filter(each => each !== one) : [...list, one];

/** Writes a campaign: whom it goes to, what is said, and what that would come to before anything is sent. */
@customElement('write-campaign-page')
export class WriteCampaignPage extends ServerPage {
  static override styles = [shared, consoleStyles, campaignStyles];

  /** Id of a draft; undefined for a new one. */
  @property() campaign: string | undefined;
  /** The place among whose people a dialogue is to begin, where that is what somebody came for. */
  @property() under: string | undefined;
  @state() private draft: Draft = emptyDraft();
  @state() private choices: Choices | undefined;
  @state() private preview: Preview | undefined;
  @state() private answers = '';
  @state() private find = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.trying(async () => {
      this.choices = await ask<Choices>('/api/v1/campaigns/choices');
      if (this.under !== undefined) this.amongThose(this.under, this.choices);
      if (this.campaign === undefined) return;
      const { title, audience, says, when_busy, rate } = await ask<Shown>(`/api/v1/campaigns/${this.campaign}`);
      this.draft = { title, audience, says, when_busy, rate };
      this.answers = fieldLines(audience.fields);
    });
  }

  /** Begins with a dialogue for the people below a place; one that is not offered has none whom the user may write to. */
  private amongThose(place: string, { places, dialogues }: Choices): void {
    const found = places.find(({ id }) => id === place);
    if (!found) {
      this.trouble = t('campaigns.under.none');
      return;
    }
    this.find = found.name;
    this.draft = {
      ...this.draft,
      audience: { ...this.draft.audience, under: [place] },
      says: { dialogue: dialogues[0] ?? '' },
    };
  }

  private change(more: Partial<Draft>): void {
    this.draft = { ...this.draft, ...more };
    this.preview = undefined;
  }

  private audience(more: Partial<Draft['audience']>): void {
    this.change({ audience: { ...this.draft.audience, ...more } });
  }

  protected override render() {
    const { choices, draft } = this;
    return html`<h1>${t(this.campaign === undefined ? 'campaigns.new' : 'campaigns.edit')}</h1>
      ${choices || this.trouble ? nothing : html`<p role="status">${t('app.loading')}</p>`}
      ${
        choices
          ? html`<section class="card">
                <label>${t('campaigns.name')}<input maxlength="200" .value=${draft.title}
                  @input=${(event: Event) => this.change({ title: typedIn(event) })} /></label>
              </section>
              <section class="card"><h2>${t('campaigns.to')}</h2>${this.people(choices)}</section>
              <section class="card"><h2>${t('campaigns.says')}</h2>${this.words(choices)}</section>
              ${this.preview ? previewed(this.preview, draft) : nothing}`
          : nothing
      }
      ${this.trouble ? html`<p class="fault" role="alert">${this.trouble}</p>` : nothing}
      ${
        choices
          ? html`<div class="acts">
              <button class="act ${this.preview ? '' : 'main'}" ?disabled=${this.busy} @click=${this.look}>${t('campaigns.preview')}</button>
              <button class="act ${this.preview ? 'main' : ''}" ?disabled=${this.busy} @click=${this.keep}>${t('campaigns.keep')}</button>
            </div>
            <p class="small soft">${t('campaigns.keep.hint')}</p>`
          : nothing
      }`;
  }

  private people({ places, languages }: Choices): TemplateResult {
    const { under, languages: spoken, only } = this.draft.audience;
    const wanted = this.find.trim().toLowerCase();
    const shownPlaces = places.filter(({ id, name }) => under.includes(id) || name.toLowerCase().includes(wanted));
    return html`
      ${only ? html`<p class="warn">${t('campaigns.only', { count: only.length })}</p>` : nothing}
      <fieldset><legend>${t('campaigns.under')}</legend>
        <p class="small soft">${t('campaigns.under.hint')}</p>
        ${
          places.length > 8
            ? html`<label>${t('campaigns.find')}<input type="search" .value=${this.find}
                @input=${(event: Event) => (this.find = typedIn(event))} /></label>`
            : nothing
        }
        <div class="places" role="group" aria-label=${t('campaigns.under')}>${shownPlaces.slice(0, 60).map(
          ({ id, name, people }) => html`<label class="line"><input type="checkbox" .checked=${under.includes(id)}
            @change=${() => this.audience({ under: toggled(under, id) })} /><bdi>${name}</bdi><span class="end">${number(people)}</span></label>`,
        )}</div>
      </fieldset>
      <fieldset><legend>${t('campaigns.languages')}</legend>
        <div class="chips">${languages.map(
          code => html`<label class="line"><input type="checkbox" .checked=${spoken.includes(code)}
            @change=${() => this.audience({ languages: toggled(spoken, code) })} />${languageName(code)}</label>`,
        )}</div>
        <p class="small soft">${t('campaigns.languages.hint')}</p>
      </fieldset>
      <label>${t('campaigns.answers')}<textarea rows="2" .value=${this.answers} placeholder="area = Olot, Vic" @input=${(
        event: Event,
      ) => {
        this.answers = typedIn(event);
        this.audience({ fields: fieldsOf(this.answers) });
      }}></textarea></label>
      <p class="small soft">${t('campaigns.answers.hint')}</p>`;
  }

  private words({ languages, dialogues, rate }: Choices): TemplateResult {
    const { says, when_busy: whenBusy } = this.draft;
    const isText = 'text' in says;
    const kinds = [
      ['text', () => this.change({ says: { text: {} } })],
      ['dialogue', () => this.change({ says: { dialogue: dialogues[0] ?? '' } })],
    ] as const;
    return html`
      <div class="chips" role="radiogroup" aria-label=${t('campaigns.says')}>${kinds.map(
        ([
          kind,
          choose,
        ]) => html`<label class="line"><input type="radio" name="kind" .checked=${(kind === 'text') === isText}
          @change=${choose} />${t(`campaigns.says.${kind}`)}</label>`,
      )}</div>
      ${
        isText
          ? html`${languages.map(
              code => html`<label>${t('campaigns.text.in', { language: languageName(code) })}<textarea lang=${code} maxlength="4096"
                .value=${says.text[code] ?? ''} @input=${(event: Event) =>
                  this.change({ says: { text: { ...says.text, [code]: typedIn(event) } } })}></textarea></label>`,
            )}<p class="small soft">${t('campaigns.text.names', { curly: '{{name}}' })}</p>`
          : html`<label>${t('campaigns.dialogue')}<select @change=${(event: Event) => this.change({ says: { dialogue: typedIn(event) } })}>${dialogues.map(
              id => html`<option value=${id} ?selected=${id === says.dialogue}>${id}</option>`,
            )}</select></label><p class="small soft">${t('campaigns.dialogue.hint')}</p>`
      }
      <label>${t('campaigns.busy')}<select @change=${(event: Event) =>
        this.change({ when_busy: typedIn(event) as Draft['when_busy'] })}>${(
        ['wait', 'skip', 'interrupt'] as const
      ).map(
        one => html`<option value=${one} ?selected=${one === whenBusy}>${t(`campaigns.busy.${one}`)}</option>`,
      )}</select></label>
      <label>${t('campaigns.rate')}<input type="number" min="1" max=${rate} .value=${String(this.draft.rate ?? rate)}
        @change=${(event: Event) => this.change({ rate: Math.min(rate, Math.max(1, Number(typedIn(event)) || rate)) })} /></label>`;
  }

  private readonly look = (): void => {
    void this.trying(async () => {
      this.preview = undefined;
      this.preview = await ask<Preview>('/api/v1/campaigns/preview', { body: this.sent() });
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('#preview')?.focus();
    });
  };

  /** A title is not needed to look what it would come to. */
  private sent(): Draft {
    return { ...this.draft, title: this.draft.title.trim() || t('campaigns.new') };
  }

  private readonly keep = (): void => {
    const { campaign } = this;
    void this.trying(async () => {
      const method = campaign === undefined ? 'POST' : 'PUT';
      const path = campaign === undefined ? '/api/v1/campaigns' : `/api/v1/campaigns/${campaign}`;
      const { id } = await ask<Shown>(path, { method, body: this.draft });
      go(`/campaigns/${id}`);
    });
  };
}

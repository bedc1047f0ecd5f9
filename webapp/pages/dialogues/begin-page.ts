import { consume } from '@lit/context';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ask, Refused } from '../../data/console/ask.ts';
import { doorOf, type ListedDialogue, type Outlook, offered, pageOf } from '../../data/dialogues/told.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import type { Notice } from '../../elements/toasts.ts';
import { contactPath } from '../../navigation.ts';
import { moment } from '../../words/say.ts';
import { hasWords, t } from '../../words/words.ts';
import { talkPath } from '../console/paths.ts';
import { AskingPage } from './asking-page.ts';
import '../../elements/app-icon.ts';

/** Begins a dialogue with one person, after a look at what it would wait for. */
@customElement('begin-page')
export class BeginPage extends AskingPage {
  static override styles = [shared, consoleStyles, css`.outlook { min-block-size: 3rem; display: grid; gap: 0.5rem; }`];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @property() contactId = '';
  @state() private name = '';
  @state() private dialogues: ListedDialogue[] | undefined;
  @state() private chosen = '';
  @state() private outlook: Outlook | undefined;
  @state() private begun: (Outlook & { run: string }) | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('contactId')) void this.load();
  }

  private async load(): Promise<void> {
    [this.begun, this.outlook, this.chosen] = [undefined, undefined, ''];
    const contact = await this.phone.store.get<Contact>(this.contactId);
    this.name = contact?.name ?? this.phone.people.get(this.contactId)?.name ?? this.contactId;
    await this.trying(async () => {
      this.dialogues = offered((await ask<{ dialogues: ListedDialogue[] }>('/api/v1/dialogues')).dialogues);
    });
  }

  /** Asks what beginning it would come to. */
  private async choose(id: string): Promise<void> {
    [this.chosen, this.outlook, this.begun, this.trouble] = [id, undefined, undefined, ''];
    if (!id) return;
    await this.trying(async () => {
      const outlook = await ask<Outlook>(doorOf(id, '/runs?dry_run=true'), { body: { contact: this.contactId } });
      if (this.chosen === id) this.outlook = outlook;
    });
  }

  private async begin(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const sequence = new FormData(event.target as HTMLFormElement).has('sequence');
    await this.trying(async () => {
      const body = { contact: this.contactId, ...(sequence ? { sequence } : {}) };
      this.begun = await ask<Outlook & { run: string }>(doorOf(this.chosen, '/runs'), { body });
    });
  }

  private async takeBack(run: string): Promise<void> {
    await this.trying(
      async () => {
        await ask(doorOf(this.chosen, `/runs/${encodeURIComponent(run)}`), { method: 'DELETE' });
        this.dispatchEvent(said<Notice>('notice', { text: t('dialogues.begin.taken_back') }));
        await this.choose(this.chosen);
      },
      error => {
        if (!(error instanceof Refused) || error.status !== 409) return false;
        this.trouble = t('dialogues.begin.late', { name: this.name });
        return true;
      },
    );
  }

  protected override render() {
    const { dialogues, name, chosen, begun } = this;
    return html`<h1>${t('dialogues.begin.with', { name })}</h1>
      ${this.troubled()}
      ${dialogues ? nothing : this.loading()}
      ${
        dialogues
          ? html`<form class="card" @submit=${this.begin}>
              <label>${t('dialogues.begin.which')}<select @change=${(event: Event) => void this.choose((event.target as HTMLSelectElement).value)}>
                <option value="" ?selected=${chosen === ''}>${t('dialogues.begin.choose')}</option>
                ${dialogues.map(({ id, kind }) => html`<option value=${id} ?selected=${id === chosen}>${kind ? `${id} (${kind})` : id}</option>`)}
              </select></label>
              <div class="outlook" role="status">${this.told()}</div>
              <label class="line"><input type="checkbox" name="sequence" />${t('dialogues.begin.sequence')}</label>
              <div class="acts">
                <button class="act main" ?disabled=${this.busy || !this.outlook || begun !== undefined}>${t('dialogues.begin.now')}</button>
                ${chosen ? html`<a class="act" href=${pageOf(chosen)}>${t('dialogues.look')}</a>` : nothing}
                <a class="act" href=${talkPath(this.contactId)}>${t('dialogues.begin.talk')}</a>
                <a class="act" href=${contactPath(this.contactId)}>${t('dialogues.begin.person')}</a>
              </div>
            </form>`
          : nothing
      }`;
  }

  /** What it waits for and when she had it before; once it was begun, that it was, and a way back. */
  private told() {
    const { outlook, begun, name } = this;
    if (begun)
      return html`<p class="done">${t(begun.waits_for ? 'dialogues.begin.waits' : 'dialogues.begin.soon', { name })}</p>
        ${begun.waits_for ? html`<p>${waitsFor(begun.waits_for, name)}</p>` : nothing}
        <div class="acts"><button type="button" class="act" ?disabled=${this.busy}
          @click=${() => void this.takeBack(begun.run)}>${t('dialogues.begin.take_back')}</button></div>`;
    if (!outlook) return nothing;
    const { had, waits_for: waits } = outlook;
    return html`${waits ? html`<p class="warn">${waitsFor(waits, name)}</p>` : nothing}
      ${
        had
          ? html`<p class="warn">${t('dialogues.begin.had', {
              name,
              at: moment(had.at, this.phone.clock()),
              state: t(`dialogues.state.${had.state}`),
            })}</p>`
          : nothing
      }
      ${waits || had ? nothing : html`<p class="small soft">${t('dialogues.begin.ready', { name })}</p>`}`;
  }
}

const waitsFor = (why: string, name: string): string => {
  const key = `dialogues.waits.${why.replaceAll(' ', '_')}`;
  return hasWords(key) ? t(key, { name }) : why;
};

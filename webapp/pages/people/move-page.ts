import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ask } from '../../data/console/ask.ts';
import { doorOfMove, type Move, moveDoor, readLastMove } from '../../data/console/contact-moves.ts';
import type { Person } from '../../data/people/people.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import { emptyList } from '../../elements/empty.ts';
import type { Notice } from '../../elements/toasts.ts';
import { contactPath } from '../../navigation.ts';
import { moment, number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AskingPage } from '../dialogues/asking-page.ts';

/** Places that are shown at once; a word of the name narrows them. */
const mostShown = 50;
/** How often it is asked how far a move is, in ms. */
const every = 1000;

interface Preview {
  contacts: number;
  reports: number;
  lose: string[];
  get: string[];
}

/** Moves a contact with all below it to another place, after a look at what that comes to. */
@customElement('move-page')
export class MovePage extends AskingPage {
  static override styles = [
    shared,
    consoleStyles,
    css`
      .places { display: grid; gap: 0.25rem; max-block-size: 20rem; overflow: auto; }
      .names { overflow-wrap: anywhere; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @property() contactId = '';
  @state() private find = '';
  @state() private to = '';
  @state() private preview: Preview | undefined;
  @state() private move: Move | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    clearTimeout(this.#timer);
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('contactId')) return;
    [this.to, this.preview, this.move] = ['', undefined, undefined];
    void this.lookBack();
  }

  /** Places in which the contact may stand, and does not yet. */
  private places(person: Person): Person[] {
    const { people, programme } = this.phone;
    const parents = programme.type(person.type)?.parents ?? [];
    const below = new Set(people.below(person.id).map(({ id }) => id));
    const wanted = this.find.trim().toLowerCase();
    return people
      .rows()
      .filter(({ id, type }) => parents.includes(type) && id !== person.parent && id !== person.id && !below.has(id))
      .filter(({ name }) => (name ?? '').toLowerCase().includes(wanted))
      .sort((a, b) => (a.sort < b.sort ? -1 : 1));
  }

  /** Shows a move that was begun before: how far it is, or that it can be taken back. */
  private async lookBack(): Promise<void> {
    const { contactId } = this;
    await this.trying(async () => {
      const move = await readLastMove(contactId);
      if (!move || contactId !== this.contactId || this.to || this.move) return;
      this.move = move;
      if (move.state !== 'done') this.follow(move);
    });
  }

  /** To move it once more, instead of taking the last move back. */
  private readonly elsewhere = (): void => {
    [this.to, this.preview, this.move] = ['', undefined, undefined];
  };

  private choose(id: string): void {
    [this.to, this.preview, this.move] = [id, undefined, undefined];
    void this.trying(async () => {
      const preview = await ask<Preview>(`${moveDoor(this.contactId)}?dry_run=true`, { body: { to: id } });
      if (this.to === id) this.preview = preview;
    });
  }

  private readonly go = (): void => {
    void this.trying(async () => this.follow(await ask<Move>(moveDoor(this.contactId), { body: { to: this.to } })));
  };

  private readonly undo = (): void => {
    const { move } = this;
    if (!move) return;
    void this.trying(async () => this.follow(await ask<Move>(`${doorOfMove(move)}/undo`, { body: {} })));
  };

  /** Shows how far a move is until it is over. */
  private follow(move: Move): void {
    this.move = move;
    clearTimeout(this.#timer);
    if (move.state === 'going' || move.state === 'undoing') {
      this.#timer = setTimeout(() => {
        void this.trying(async () => this.follow(await ask<Move>(doorOfMove(move))));
      }, every);
    } else this.dispatchEvent(said<Notice>('notice', { text: t(`move.is.${move.state}`) }));
  }

  protected override render() {
    const person = this.phone.people.get(this.contactId);
    if (!person) return html`<h1>${t('move.title')}</h1>${emptyList('users', t('app.not_found'))}`;
    const places = this.places(person);
    const { move } = this;
    return html`<h1>${t('move.of', { name: person.name || t('people.unnamed') })}</h1>
      ${this.troubled()}
      ${move && move.state !== 'refused' && move.state !== 'undone' ? nothing : this.choice(places)}
      ${this.preview ? this.previewed(this.preview) : nothing}
      ${move ? this.moved(move) : nothing}
      <p><a href=${contactPath(this.contactId)}>${t('move.back')}</a></p>`;
  }

  private choice(places: readonly Person[]) {
    return html`<section class="card">
        <label>${t('move.find')}<input type="search" .value=${this.find}
          @input=${(event: Event) => (this.find = (event.target as HTMLInputElement).value)} /></label>
        ${places.length === 0 ? html`<p>${t('move.nowhere')}</p>` : nothing}
        <div class="places" role="radiogroup" aria-label=${t('move.to')}>${places.slice(0, mostShown).map(
          ({ id, name }) => html`<label class="line"><input type="radio" name="to" .checked=${id === this.to}
            @change=${() => this.choose(id)} /><bdi>${name}</bdi></label>`,
        )}</div>
        ${places.length > mostShown ? html`<p class="small soft">${t('move.more', { n: number(places.length - mostShown) })}</p>` : nothing}
      </section>`;
  }

  private previewed({ contacts, reports, lose, get }: Preview) {
    const { move } = this;
    const names = (key: string, users: readonly string[]) =>
      users.length > 0
        ? html`<p class="names">${t(key, { count: users.length, users: users.join(', ') })}</p>`
        : nothing;
    return html`<section class="card" aria-live="polite">
      <h2>${t('move.preview')}</h2>
      <p>${t('move.contacts', { count: contacts })} ${t('move.reports', { count: reports })}</p>
      ${names('move.lose', lose)}${names('move.get', get)}
      <p class="small soft">${t('move.hint')}</p>
      ${
        move
          ? nothing
          : html`<div class="acts"><button class="act main" ?disabled=${this.busy} @click=${this.go}>${t('move.do')}</button></div>`
      }
    </section>`;
  }

  private moved(move: Move) {
    const { state, contacts, reports, undo_until: until } = move;
    const going = state === 'going' || state === 'undoing';
    const place = this.phone.people.get(move.to)?.name;
    const changed = {
      contacts: t('move.changed_contacts', { count: contacts }),
      reports: t('move.changed_reports', { count: reports }),
    };
    return html`<section class="card">
      <p class=${state === 'refused' ? 'fault' : going ? 'warn' : 'done'} role="status">${t(`move.is.${state}`)}
        ${contacts + reports > 0 && state !== 'refused' ? t('move.so_far', changed) : nothing}</p>
      ${place ? html`<p>${t('move.to_place', { place })}</p>` : nothing}
      ${until ? html`<p class="small soft">${t('move.until', { when: moment(until, this.phone.clock()) })}</p>` : nothing}
      ${
        state === 'done'
          ? html`<div class="acts">
              <button class="act" ?disabled=${this.busy} @click=${this.undo}>${t('move.undo')}</button>
              <button class="act" ?disabled=${this.busy} @click=${this.elsewhere}>${t('move.again')}</button>
            </div>`
          : nothing
      }
    </section>`;
  }
}

import { consume } from '@lit/context';
import { ancestorIds, type Contact } from '@rounds/ddocs/documents/contacts.ts';
import { addable, permissionToAdd } from '@rounds/sentinel/forms/contact-docs.ts';
import { offers } from '@rounds/sentinel/forms/offers.ts';
import { hydrated } from '@rounds/sentinel/forms/prefill.ts';
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { readLastMove } from '../../data/console/contact-moves.ts';
import { beginPath } from '../../data/dialogues/told.ts';
import type { Draft } from '../../data/forms/drafts.ts';
import { recentForms } from '../../data/forms/recent-forms.ts';
import { everyoneAt, recipientFor } from '../../data/messages/send.ts';
import { fold, needles } from '../../data/people/fold.ts';
import { ownContact } from '../../data/people/own-contact.ts';
import type { Person } from '../../data/people/people.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import type { FormDoc } from '../../data/programme/phone-programme.ts';
import { pictureOf } from '../../design/form-picture.ts';
import type { IconName } from '../../design/icons.ts';
import { shared } from '../../design/styles.ts';
import { AppElement } from '../../elements/app-element.ts';
import { contactPath, formPath } from '../../navigation.ts';
import { formTitle, typeName } from '../../words/labels.ts';
import { ago } from '../../words/say.ts';
import { hasWords, t } from '../../words/words.ts';
import '../../elements/programme-picture.ts';

/** What can be done for a contact: write to it, report about it, add to it, change it. */
@customElement('contact-actions')
export class ContactActions extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: contents; }
      section { display: grid; gap: 0.625rem; }
      .actions { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.75rem, 1fr)); gap: 0.625rem; }
      .actions a {
        display: flex; align-items: center; gap: 0.75rem; min-block-size: 60px; padding: 0.625rem 0.875rem;
        border-radius: var(--round); background: var(--card); box-shadow: var(--shadow); color: var(--ink);
        font-weight: 600; text-decoration: none; line-height: 1.25;
      }
      .actions a:hover { background: var(--brand-soft); }
      .actions programme-picture { color: var(--brand-ink); }
      .actions .strong { background: var(--brand); color: var(--on-brand); }
      .actions .strong programme-picture { color: inherit; }
      .find { display: flex; align-items: center; gap: 0.5rem; padding-inline: 1rem; border-radius: 99px; border: 1px solid var(--line-strong); background: var(--card); }
      .find:focus-within { outline: 3px solid var(--focus); }
      .find input { flex: 1; min-inline-size: 0; min-block-size: var(--touch); border: 0; outline: 0; background: none; color: var(--ink); font: inherit; }
      .find + p:empty { display: none; }
      details summary { display: flex; align-items: center; min-block-size: 44px; cursor: pointer; color: var(--ink-soft); font-weight: 580; }
      details[open] > summary app-icon { rotate: 90deg; }
      details > p { margin-block-end: 0.625rem; }
      .actions small { display: block; font-weight: 500; font-size: 0.8125rem; color: var(--wait-ink); }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @property({ attribute: false }) person!: Person;
  /** Its document, once it is read. */
  @property({ attribute: false }) contact: Contact | null | undefined;
  /** Forms begun and not saved. */
  @property({ attribute: false }) drafts: Record<string, Draft> = {};

  /**
   * The `context` of the contact summary, by which forms may be offered: undefined while it is being found out, null
   * where that failed; then forms that ask for it are not offered.
   */
  @property({ attribute: false }) summary: Record<string, unknown> | null | undefined = {};

  /** What a form is looked for by. */
  @state() private words = '';

  /** Contact of the user, with the places above it; undefined as long as it is not known. */
  @state() private user: object | undefined;

  /** Whether a move of the contact can be taken back still, or is under way. */
  @state() private moved = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('person') as Person | undefined;
    if (changed.has('person') && before?.id !== this.person.id) void this.learnMove();
  }

  private get mayMove(): boolean {
    return this.phone.programme.may('can_move_contacts') && this.phone.session?.online === true;
  }

  private async learnMove(): Promise<void> {
    const { id } = this.person;
    this.moved = false;
    if (!this.mayMove) return;
    // Without a network the move cannot be taken back either: nothing is offered then.
    const move = await readLastMove(id).catch(() => null);
    if (id === this.person.id) this.moved = move !== null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.learnUser();
    this.phone.people.onChange(() => this.requestUpdate(), this.gone);
    this.phone.programme.onChange(() => this.requestUpdate(), this.gone);
  }

  private async learnUser(): Promise<void> {
    const me = await ownContact(this.phone);
    if (!me) return;
    const places = await this.phone.store.getMany<Contact>(ancestorIds(me));
    this.user = hydrated(me, id => places.find(place => place?._id === id) ?? undefined);
  }

  private isOffered(expression: string | undefined, contact: object, now: number): boolean {
    const { user, summary } = this;
    if (!summary && /\bsummary\b/.test(expression ?? '')) return false;
    return offers(expression, { contact, ...(user ? { user } : {}), ...(summary ? { summary } : {}) }, now);
  }

  protected override render() {
    const { person } = this;
    // Without the document, expressions of forms would say no, and what is offered would move under a finger.
    if (!this.contact) return nothing;
    const { programme, people } = this.phone;
    const silent = people.silent(person);
    const contact = { ...this.contact, muted: silent };
    const now = this.phone.clock();
    const forms = programme
      .forms(person.person ? 'person' : 'place')
      .filter(({ context }) => this.isOffered(context?.expression, contact, now));
    const rank = (id: string) => (programme.mutes(id) === 'unmute' ? 0 : programme.mutes(id) === 'mute' ? 2 : 1);
    const many = forms.length > few;
    const recent = many ? recentForms(this.phone.user.name) : [];
    const last = (id: string) => (recent.includes(id) ? recent.indexOf(id) : recent.length);
    const named = many ? needles(this.words) : [];
    const isNamed = ({ internalId }: FormDoc) =>
      named.every(word => ` ${fold(formTitle(programme, internalId))}`.includes(word));
    const sorted = (programme.may('can_edit') ? forms.filter(isNamed) : []).sort(
      (a, b) => rank(a.internalId) - rank(b.internalId) || last(a.internalId) - last(b.internalId),
    );
    // A user who may not edit would only read later that the server refused what was written.
    const edits = programme.may('can_edit');
    // Muting one's own place silences everybody: it stands apart from what is done every day.
    const own = [this.phone.session?.facility_id ?? []].flat().includes(person.id);
    const apart = own ? sorted.filter(({ internalId }) => programme.mutes(internalId) === 'mute') : [];
    const add = edits
      ? addable(programme.types(), person.type)
          .filter(each => programme.may(permissionToAdd(each)))
          .filter(each => this.isMade(each, now))
      : [];
    const type = programme.type(person.type);
    const changes = programme.may(person.person ? 'can_update_people' : 'can_update_places');
    const mayEdit = edits && changes && (type?.edit_form || programme.form(`contact:${person.type}:edit`));
    const writes = programme.may('can_view_message_action') && edits;
    const reachable = writes && recipientFor(people, person);
    const several = writes && !person.person && everyoneAt(people, person.id).length > 1;
    return html`<section aria-label=${t('contact.actions')}>
      ${many && edits ? this.search(sorted.length) : nothing}
      <div class="actions">
        ${
          person.phone && programme.may('can_view_call_action')
            ? html`<a href="tel:${person.phone}" aria-label=${t('contact.call', { phone: person.phone })}>
                <app-icon name="phone"></app-icon><span>${t('contact.call_short')}</span>
              </a>`
            : nothing
        }
        ${
          reachable
            ? this.action(
                `/messages/${encodeURIComponent(reachable.person?.id ?? person.id)}`,
                'message-square',
                t('contact.message'),
                '',
              )
            : nothing
        }
        ${
          several
            ? this.action(`/messages/everyone/${encodeURIComponent(person.id)}`, 'users', t('contact.message_all'), '')
            : nothing
        }
        ${
          person.person && !person.died && programme.may('can_manage_study')
            ? this.action(beginPath(person.id), 'workflow', t('contact.dialogue'), '')
            : nothing
        }
        ${
          !person.person && programme.may('can_run_campaigns')
            ? this.action(
                `/campaigns/new/under/${encodeURIComponent(person.id)}`,
                'workflow',
                t('contact.dialogue_all'),
                '',
              )
            : nothing
        }
        ${repeat(
          // A link stays that of its form when others come before it: a tap under way must not open another one.
          sorted.filter(form => !apart.includes(form)),
          ({ internalId }) => formPath(person.id, internalId),
          form => this.form(form),
        )}
        ${add.map(each =>
          this.action(
            `${contactPath(person.id)}/add/${encodeURIComponent(each.id)}`,
            each.person ? 'user-plus' : 'house-plus',
            addWords(each.create_key, typeName(each)),
            `${each.create_form?.replace(/^form:/, '')}/${person.id}`,
          ),
        )}
        ${
          mayEdit
            ? this.action(
                `${contactPath(person.id)}/edit`,
                'pencil',
                t('contact.edit'),
                `contact:${person.type}:edit/${person.id}`,
              )
            : nothing
        }
        ${
          this.mayMove
            ? this.action(
                `${contactPath(person.id)}/move`,
                'map-pin',
                t(this.moved ? 'move.undo_open' : 'move.title'),
                '',
              )
            : nothing
        }
      </div>
      ${
        apart.length > 0
          ? html`<details><summary><app-icon name="chevron-right"></app-icon>${t('contact.apart')}</summary>
              <p class="small soft">${t('contact.apart.hint', { count: people.below(person.id).length + 1 })}</p>
              <div class="actions">${apart.map(form => this.form(form))}</div>
            </details>`
          : nothing
      }
    </section>`;
  }

  /** Whether there is a form that adds such a contact, and it is for this user. */
  private isMade({ create_form: form }: { create_form?: string }, now: number): boolean {
    const { programme } = this.phone;
    const known = programme.form((form ?? '').replace(/^form:/, ''));
    if (!known) return false;
    const { context } = known;
    const held = ([] as string[]).concat(context?.permission ?? []).every(programme.may);
    return held && offers(context?.expression, this.user ? { user: this.user } : {}, now);
  }

  /** Where there are many forms, the one that is meant is found by typing. */
  private search(found: number) {
    return html`<label class="find"><span class="unseen">${t('contact.find_form')}</span>
        <app-icon name="search"></app-icon>
        <input type="search" placeholder=${t('contact.find_form')} .value=${this.words} autocomplete="off"
          @input=${(event: Event) => (this.words = (event.target as HTMLInputElement).value)} /></label>
      <p class="soft small" role="status">${this.words && found === 0 ? t('contact.find_form.none') : nothing}</p>`;
  }

  private form({ internalId, icon }: FormDoc) {
    const { programme } = this.phone;
    return this.action(
      formPath(this.person.id, internalId),
      pictureOf(icon, programme.mutes(internalId)),
      formTitle(programme, internalId),
      `${internalId}/${this.person.id}`,
      { strong: programme.mutes(internalId) === 'unmute', picture: icon ?? '' },
    );
  }

  private action(href: string, icon: IconName, label: string, draft: string, { strong = false, picture = '' } = {}) {
    const begun = this.drafts[draft];
    const since = begun ? html`<small>${t('form.draft')}, ${ago(begun.at, this.phone.clock())}</small>` : nothing;
    return html`<a href=${href} class=${strong ? 'strong' : ''}>
      <programme-picture name=${picture} fallback=${icon}></programme-picture><span>${label}${since}</span>
    </a>`;
  }
}

/** With more forms than these, those used last come first, and one can be looked for. */
const few = 6;

const addWords = (key: string | undefined, type: string): string =>
  key && hasWords(key) ? t(key) : t('contact.add', { type });

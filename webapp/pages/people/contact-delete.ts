import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { consume } from '@lit/context';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ownContactId } from '../../data/people/own-contact.ts';
import type { Person } from '../../data/people/people.ts';
import { removeContact, whyNotDeleted } from '../../data/people/remove-contact.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { undo } from '../../data/reports/save.ts';
import { shared } from '../../design/styles.ts';
import { AppElement, said } from '../../elements/app-element.ts';
import type { Notice } from '../../elements/toasts.ts';
import { contactPath, go } from '../../navigation.ts';
import { t } from '../../words/words.ts';
import '../../elements/app-icon.ts';

/** Deletes a contact in whom nobody lives, for users who may; says why where it cannot be. */
@customElement('contact-delete')
export class ContactDelete extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: contents; }
      button {
        display: inline-flex; align-items: center; gap: 0.625rem; min-block-size: var(--touch); padding-inline: 1rem;
        border-radius: 99px; color: var(--bad-ink); font-weight: 600; justify-self: start;
      }
      p { color: var(--ink-soft); }
      .buttons { display: grid; gap: 0.5rem; inline-size: 100%; }
      wa-button, wa-button::part(base) { inline-size: 100%; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @property({ attribute: false }) person!: Person;
  /** Id of the user's contact; undefined as long as it is not known. */
  @state() private me: string | undefined;
  @state() private asking = false;
  private busy = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void ownContactId(this.phone).then(id => {
      this.me = id;
    });
    this.phone.people.onChange(() => this.requestUpdate(), this.gone);
  }

  protected override render() {
    const { phone, person, me } = this;
    const { may } = phone.programme;
    if (me === undefined || !may('can_edit') || !may('can_delete_contacts')) return nothing;
    const own = [me, ...[phone.session?.facility_id ?? []].flat()];
    const why = whyNotDeleted(phone.people, person.id, own);
    if (why === 'own') return nothing;
    if (why === 'holds') return html`<p class="small">${t('contact.delete.holds')}</p>`;
    return html`<button class="plain" @click=${() => (this.asking = true)}>
        <app-icon name="trash-2"></app-icon>${t('contact.delete')}
      </button>
      ${this.asking ? this.question() : nothing}`;
  }

  private question() {
    return html`<wa-dialog open label=${t('contact.delete.title', { name: this.person.name || t('people.unnamed') })}
      @wa-after-hide=${() => (this.asking = false)}>
      <p>${t('contact.delete.text')}</p>
      <div slot="footer" class="buttons">
        <wa-button variant="danger" @click=${this.deleteIt}>${t('contact.delete')}</wa-button>
        <wa-button appearance="outlined" @click=${() => (this.asking = false)}>${t('contact.delete.keep')}</wa-button>
      </div>
    </wa-dialog>`;
  }

  private async deleteIt(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const { phone, person } = this;
    const { id, parent } = person;
    const name = person.name || t('people.unnamed');
    const notice = (found: Notice) => this.dispatchEvent(said<Notice>('notice', found));
    try {
      await removeContact(phone, id);
      const run = async (): Promise<Notice> => ({
        text: (await undo(phone, id)) ? t('contact.restored', { name }) : t('undo.too_late'),
      });
      notice({ text: t('contact.deleted', { name }), stay: 12_000, action: { label: t('form.undo'), run } });
      go(phone.people.get(parent) ? contactPath(parent) : '/people', true);
    } catch (error) {
      console.error(error);
      notice({ text: t('contact.delete.failed') });
    } finally {
      this.busy = false;
      this.asking = false;
    }
  }
}

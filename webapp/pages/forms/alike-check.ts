import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Purpose } from '@rounds/sentinel/forms/purpose.ts';
import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { OnPhone } from '../../data/forms/open-filling.ts';
import { docsFrom } from '../../data/forms/prepare.ts';
import { alike } from '../../data/people/alike.ts';
import type { Phone } from '../../data/phone/phone-context.ts';
import { runningFor } from '../../data/reports/running.ts';
import type { ThereAlready } from '../../elements/people/alike-note.ts';
import { contactPath, reportPath } from '../../navigation.ts';
import { formTitle } from '../../words/labels.ts';
import { age, ago, inLine } from '../../words/say.ts';
import { locale, t } from '../../words/words.ts';
import { withCode } from './with-code.ts';
import '../../elements/people/alike-note.ts';

/** How long nobody types before it is looked, in ms. */
const pause = 500;

/** Looks whether somebody about to be registered, or a registration such as a pregnancy, is there already. */
export class AlikeCheck implements ReactiveController {
  private readonly host: ReactiveControllerHost;
  private found: readonly ThereAlready[] = [];
  private kind: 'contact' | 'report' = 'contact';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private confirmed = false;
  private missing = false;
  private turn = 0;

  constructor(host: ReactiveControllerHost) {
    this.host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  hostDisconnected(): void {
    clearTimeout(this.timer);
  }

  /** Looks whether the contact has such a registration already. */
  async lookAtReports(phone: Phone, { form, report, create, edit }: Purpose, contact: Contact | null): Promise<void> {
    if (!contact || !form || report || create || edit) return;
    const now = phone.clock();
    const running = await runningFor(phone, form, contact, now);
    if (!running) return;
    const { report: other, ahead } = running;
    const sender = phone.people.get(other.contact?._id ?? '')?.name;
    const about = inLine([ago(other.reported_date ?? 0, now), sender, t('alike.ahead', { count: ahead })]);
    this.set('report', [{ name: formTitle(phone.programme, other.form), about, href: reportPath(other._id) }]);
  }

  /** Looks whether the new contact is there, once nobody types any more. */
  later(phone: Phone, purpose: Purpose, open: OnPhone): void {
    if (!purpose.create) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(phone, purpose, open), pause);
  }

  /** As {@link later}, at once: before it is saved. */
  async look(phone: Phone, purpose: Purpose, { prepared, filling, files, locating }: OnPhone): Promise<void> {
    if (!purpose.create) return;
    const turn = ++this.turn;
    const made = { id: 'new', locale: locale(), files, position: locating.now() };
    const [contact] = (await docsFrom(withCode(phone), purpose, prepared, filling, made)) as Contact[];
    const now = phone.clock();
    const found = contact ? await alike(phone, contact, purpose.create, prepared.formDoc.duplicate_check, now) : [];
    if (turn !== this.turn) return;
    this.set(
      'contact',
      found.slice(0, 5).map(({ person, by }) => ({
        name: person.name,
        about: inLine([
          phone.people.get(person.parent)?.name,
          person.born ? age(person.born, now) : '',
          person.phone,
          by === 'phone' ? t('alike.phone') : '',
        ]),
        href: contactPath(person.id),
      })),
    );
  }

  /** Whether it may be saved: nothing is there already, or the person said that this is another. */
  passes(): boolean {
    this.missing = this.found.length > 0 && !this.confirmed;
    this.host.requestUpdate();
    return !this.missing;
  }

  /** What was found: a report is told of before the questions, somebody after them. */
  shown(kind: 'contact' | 'report'): TemplateResult | typeof nothing {
    if (this.found.length === 0 || this.kind !== kind) return nothing;
    return html`<alike-note .heading=${t(`alike.${this.kind}`)} .found=${this.found} .confirm=${t(`alike.${this.kind}.other`)}
      .confirmed=${this.confirmed} .missing=${this.missing}
      @different=${({ detail }: CustomEvent<boolean>) => this.say(detail)}></alike-note>`;
  }

  private say(different: boolean): void {
    this.confirmed = different;
    this.host.requestUpdate();
  }

  private set(kind: 'contact' | 'report', found: readonly ThereAlready[]): void {
    const same = found.map(({ href }) => href).join() === this.found.map(({ href }) => href).join();
    // Others than those of whom the person said that they are not the one.
    if (!same) this.confirmed = false;
    this.kind = kind;
    this.found = found;
    this.host.requestUpdate();
  }
}

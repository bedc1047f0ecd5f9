import { consume } from '@lit/context';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Answer } from '@rounds/sentinel/forms/answers-in-words.ts';
import { localDay } from '@rounds/sentinel/tasks/days.ts';
import { intervalAt, monthStart } from '@rounds/sentinel/tasks/interval.ts';
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type Draft, readDrafts } from '../../data/forms/drafts.ts';
import { reportAnswers } from '../../data/forms/report-answers.ts';
import { type Why, why } from '../../data/muting/muting.ts';
import type { Person } from '../../data/people/people.ts';
import { reportsAbout } from '../../data/people/reports-about.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { codeSettings } from '../../data/programme/code-settings.ts';
import type { TypeOfContact } from '../../data/programme/phone-programme.ts';
import { type Visits, visitGoal, visitsOf } from '../../data/reports/visits.ts';
import { hasSummary, type Summed, summed } from '../../data/summary/summary-of.ts';
import { shared } from '../../design/styles.ts';
import { emptyPage } from '../../elements/empty.ts';
import { whileSeen } from '../../elements/looking.ts';
import { iconOf } from '../../elements/people/contact-row.ts';
import { contactPath } from '../../navigation.ts';
import { sexWords, visitCount } from '../../words/about-contact.ts';
import { formTitle, typeName } from '../../words/labels.ts';
import { age, ago, day } from '../../words/say.ts';
import { hasWords, locale, t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import '../../elements/app-icon.ts';
import '../../elements/programme-picture.ts';
import '../../elements/muting/muted-why.ts';
import './contact-actions.ts';
import './contact-children.ts';
import './contact-delete.ts';
import './contact-reports.ts';
import './contact-summary.ts';

/** The profile of a person or a place. */
@customElement('contact-page')
export class ContactPage extends AppPage {
  static override styles = [
    shared,
    css`
      :host { display: block; max-inline-size: 46rem; margin-inline: auto; padding: 0.25rem var(--gutter) 3rem; }
      .page { display: grid; gap: 1.5rem; }
      .page > * { min-inline-size: 0; }
      .head { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.25rem 1rem; align-items: center; }
      .picture {
        display: grid; place-items: center; inline-size: 64px; block-size: 64px; border-radius: 50%;
        background: var(--brand-soft); color: var(--brand-ink);
      }
      .picture.place { border-radius: 20px; background: var(--place-soft); color: var(--place); }
      .picture.silent { background: var(--muted-soft); color: var(--muted-ink); }
      .picture app-icon { inline-size: 30px; block-size: 30px; }
      h1 { overflow-wrap: anywhere; }
      h1.silent { color: var(--muted-ink); }
      .kind {
        display: flex; flex-wrap: wrap; gap: 0.375rem 0.625rem; align-items: center; color: var(--ink-soft);
        margin-block-start: 0.25rem;
      }
      .primary { display: inline-flex; align-items: center; gap: 0.25rem; font-weight: 600; }
      .primary app-icon { inline-size: 1em; block-size: 1em; color: var(--wait-ink); }
      nav ol { display: flex; flex-wrap: wrap; align-items: center; gap: 0.125rem; font-size: 0.9375rem; }
      nav li { display: inline-flex; align-items: center; gap: 0.125rem; }
      nav a { display: inline-flex; align-items: center; min-block-size: 44px; overflow-wrap: anywhere; }
      nav app-icon { flex: none; inline-size: 1rem; block-size: 1rem; color: var(--line-strong); }
      .facts { display: flex; flex-wrap: wrap; overflow: hidden; }
      .facts > div { flex: 1 1 9.5rem; padding: 0.75rem 1rem; box-shadow: 0 0 0 0.5px var(--line); }
      .facts dt { color: var(--ink-soft); font-size: 0.8125rem; }
      .facts dd { font-weight: 580; overflow-wrap: anywhere; }
      .facts dd a { display: inline-flex; align-items: center; min-block-size: 44px; margin-block: -0.625rem; }
      .card { overflow: hidden; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @property() contactId = '';
  @state() private contact: Contact | null | undefined;
  @state() private reports: Report[] = [];
  @state() private reason: Why | null = null;
  @state() private whyReport: Report | null = null;
  /** What the report that muted says of the reason. */
  @state() private reasons: readonly Answer[] = [];
  @state() private drafts: Record<string, Draft> = {};
  /** What the programme shows of the contact; null where it shows nothing of its own. */
  @state() private summed: Summed | null | undefined = null;
  @state() private visits: Visits | undefined;
  private wanted = false;
  private reading = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.onDocs(docs => this.matters(docs) && void this.load(), this.gone);
    this.phone.people.onChange(() => this.requestUpdate(), this.gone);
    this.phone.sync.onChange(() => this.requestUpdate(), this.gone);
    // Ages, and how long ago something was, go on while the page stays open; a new day is summed up anew.
    let day = localDay(this.phone.clock());
    whileSeen(
      () => {
        const today = localDay(this.phone.clock());
        if (day === today) return this.requestUpdate();
        day = today;
        void this.load();
      },
      60_000,
      this.gone,
    );
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('contactId')) return;
    this.contact = undefined;
    this.reports = [];
    this.reason = null;
    this.visits = undefined;
    this.summed = hasSummary(this.phone) ? undefined : null;
    void this.load();
  }

  private matters(docs: readonly Doc[]): boolean {
    return docs.some(
      ({ _id, _deleted, type, parent }) =>
        _deleted ||
        _id === this.contactId ||
        type === 'data_record' ||
        (parent as Doc | undefined)?._id === this.contactId,
    );
  }

  /**
   * Reads one after the other: a reading that began earlier must not end later and show what was. All asked for
   * meanwhile make one more.
   */
  private async load(): Promise<void> {
    this.wanted = true;
    if (this.reading) return;
    this.reading = true;
    try {
      while (this.wanted) {
        this.wanted = false;
        await this.read();
      }
    } finally {
      this.reading = false;
    }
  }

  private async read(): Promise<void> {
    const id = this.contactId;
    const { store, db } = this.phone;
    const contact = await store.get<Contact>(id);
    if (id !== this.contactId) return;
    this.contact = contact;
    if (!contact) return;
    this.drafts = await readDrafts(db);
    const reason = await why(this.phone, contact);
    const whyReport = reason?.report ? await store.get<Report>(reason.report) : null;
    if (id !== this.contactId) return;
    const reasons = whyReport ? await reportAnswers(this.phone, whyReport, locale()) : [];
    if (id !== this.contactId) return;
    this.whyReport = whyReport;
    this.reasons = reasons;
    this.reason = reason;
    const reports = await reportsAbout(store, contact, 500);
    if (id !== this.contactId) return;
    this.reports = reports;
    await this.countVisits(id);
    const care = await this.phone.care.open();
    care.first([id]);
    const summary = await summed(this.phone, care, contact);
    if (id === this.contactId) this.summed = summary;
  }

  private async countVisits(id: string): Promise<void> {
    const { programme, people, reports, clock } = this.phone;
    if (!programme.may('can_view_last_visited_date') && !programme.may('can_view_uhc_stats')) return;
    const rows = (await reports.open()).all();
    const visits = visitsOf(rows, people, intervalAt(clock(), monthStart(codeSettings(this.phone).uhc))).get(id);
    if (id === this.contactId) this.visits = visits;
  }

  protected override render() {
    const person = this.phone.people.get(this.contactId);
    if (this.contact === null || (!person && this.contact !== undefined))
      return emptyPage(
        'users',
        t('app.not_found'),
        t('app.not_found.hint'),
        html`<a href="/people">${t('app.home')}</a>`,
      );
    if (!person) return html`<p class="empty" role="status">${t('app.loading')}</p>`;
    const now = this.phone.clock();
    return html`<div class="page">
      ${this.head(person)}
      ${
        this.reason
          ? html`<muted-why .why=${this.reason} .people=${this.phone.people} .held=${!!this.whyReport}
            .answers=${this.reasons} .form=${this.whyReport ? formTitle(this.phone.programme, this.whyReport.form) : ''}
            .now=${now}></muted-why>`
          : nothing
      }
      <contact-actions .person=${person} .contact=${this.contact} .drafts=${this.drafts}
        .summary=${contextOf(this.summed)}></contact-actions>
      ${this.contact ? html`<contact-summary .contact=${this.contact} .summed=${this.summed}></contact-summary>` : nothing}
      ${this.facts(person, now)}
      ${person.person ? nothing : html`<contact-children .place=${person}></contact-children>`}
      <contact-reports .contactId=${this.contactId} .reports=${this.reports} .now=${now}></contact-reports>
      <contact-delete .person=${person}></contact-delete>
    </div>`;
  }

  private head(person: Person) {
    const { people, programme } = this.phone;
    const silent = people.silent(person);
    const trail = people.above(person.id).reverse();
    const state = person.muted ? t('contact.muted') : silent ? t('contact.muted_above') : '';
    return html`
      <div class="head">
        <span class="picture ${person.person ? '' : 'place'} ${silent ? 'silent' : ''}">
          ${
            silent
              ? html`<app-icon name="bell-off"></app-icon>`
              : html`<programme-picture type=${person.type} fallback=${iconOf(person)}></programme-picture>`
          }
        </span>
        <div>
          <h1 class=${silent ? 'silent' : ''}>${person.name || t('people.unnamed')}</h1>
          <p class="kind">
            <span>${typeName(programme.type(person.type), person.type)}</span>${
              state ? html`<span class="badge">${state}</span>` : nothing
            }${
              people.get(person.parent)?.primary === person.id
                ? html`<span class="primary"><app-icon name="star"></app-icon>${primaryWords(programme.type(people.get(person.parent)!.type))}</span>`
                : nothing
            }${person.died ? html`<span class="badge">${t('contact.died_short')}</span>` : nothing}
          </p>
        </div>
      </div>
      ${
        trail.length > 0
          ? html`<nav aria-label=${t('contact.trail')}>
              <ol>
                ${trail.map(
                  (place, at) =>
                    html`<li>
                      ${at > 0 ? html`<app-icon name="chevron-right"></app-icon>` : nothing}<a
                        href=${contactPath(place.id)}>${place.name}</a>
                    </li>`,
                )}
              </ol>
            </nav>`
          : nothing
      }
    `;
  }

  private facts(person: Person, now: number) {
    const { people } = this.phone;
    const primary = person.primary ? people.get(person.primary) : undefined;
    const goal = visitGoal(this.phone, person.type);
    const facts = [
      person.born && [t('contact.born'), age(person.born, now)],
      person.sex && [t('contact.sex'), sexWords(person.sex)],
      this.visits && [t('contact.visited'), ago(this.visits.last, now)],
      goal !== undefined && [t('contact.visits'), visitCount(this.visits, goal)],
      person.phone && [
        t('contact.phone'),
        html`<a href="tel:${person.phone}" aria-label=${t('contact.call', { phone: person.phone })}><bdi
          dir="ltr">${person.phone}</bdi></a>`,
      ],
      person.code && [t('contact.code'), person.code],
      primary && [t('contact.primary'), html`<a href=${contactPath(primary.id)}>${primary.name}</a>`],
      this.contact?.reported_date && [t('contact.since'), day(this.contact.reported_date, now)],
    ].filter(each => Array.isArray(each));
    if (facts.length === 0) return nothing;
    return html`<dl class="facts card" aria-label=${t('contact.details')}>
      ${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
    </dl>`;
  }
}

/** What a primary contact of such a place is called. */
const primaryWords = (type: TypeOfContact | undefined): string =>
  type?.primary_contact_key && hasWords(type.primary_contact_key) ? t(type.primary_contact_key) : t('contact.primary');

/** What forms are told of the contact: undefined while it is being found out, null where that failed. */
const contextOf = (made: Summed | null | undefined): Record<string, unknown> | null | undefined => {
  if (made === undefined) return undefined;
  if (made === null) return {};
  return 'summary' in made ? made.summary.context : null;
};

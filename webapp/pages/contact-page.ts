import { consume } from '@lit/context';
import type { Contact } from '@rounds/ddocs/contacts.ts';
import type { Doc } from '@rounds/ddocs/doc.ts';
import type { Report } from '@rounds/ddocs/reports.ts';
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { messagesOf, reportsAbout } from '../data/about-contact.ts';
import { type Draft, readDrafts } from '../data/drafts.ts';
import type { Person } from '../data/people.ts';
import { type Phone, phoneContext } from '../data/phone.ts';
import { type Why, why } from '../data/rules.ts';
import { everyoneAt, recipientFor } from '../data/send.ts';
import { type IconName, icons } from '../design/icons.ts';
import { shared } from '../design/styles.ts';
import { AppElement } from '../elements/app-element.ts';
import { iconOf } from '../elements/contact-row.ts';
import { addable } from '../forms/contact-docs.ts';
import { offers } from '../forms/expression.ts';
import { formTitle, scheduleName, typeName, typeNames } from '../words/labels.ts';
import { age, ago, day, number } from '../words/say.ts';
import { hasWords, t } from '../words/words.ts';
import '../elements/app-icon.ts';
import '../elements/message-row.ts';
import '../elements/muted-why.ts';

/** Children of a type shown before `show all`. */
const few = 30;

/** The profile of a person or a place. */
@customElement('contact-page')
export class ContactPage extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; max-inline-size: 46rem; margin-inline: auto; padding: 0.25rem var(--gutter) 3rem; }
      .page { display: grid; gap: 1.5rem; }
      .page > * { min-inline-size: 0; }
      .head { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.25rem 1rem; align-items: center; }
      .picture { display: grid; place-items: center; inline-size: 64px; block-size: 64px; border-radius: 50%; background: var(--brand-soft); color: var(--brand-ink); }
      .picture.place { border-radius: 20px; background: var(--place-soft); color: var(--place); }
      .picture.silent { background: var(--muted-soft); color: var(--muted-ink); }
      .picture app-icon { inline-size: 30px; block-size: 30px; }
      h1 { overflow-wrap: anywhere; }
      h1.silent { color: var(--muted-ink); }
      .kind { display: flex; flex-wrap: wrap; gap: 0.375rem 0.625rem; align-items: center; color: var(--ink-soft); margin-block-start: 0.25rem; }
      nav ol { display: flex; flex-wrap: wrap; align-items: center; gap: 0.125rem; font-size: 0.9375rem; }
      nav li { display: inline-flex; align-items: center; gap: 0.125rem; }
      nav a { padding-block: 0.5rem; }
      nav app-icon { inline-size: 1rem; block-size: 1rem; color: var(--line-strong); }
      .facts { display: flex; flex-wrap: wrap; overflow: hidden; }
      .facts > div { flex: 1 1 9.5rem; padding: 0.75rem 1rem; box-shadow: 0 0 0 0.5px var(--line); }
      .facts dt { color: var(--ink-soft); font-size: 0.8125rem; }
      .facts dd { font-weight: 580; overflow-wrap: anywhere; }
      .facts dd a { display: inline-flex; align-items: center; min-block-size: 28px; }
      .actions { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.75rem, 1fr)); gap: 0.625rem; }
      .actions a { display: flex; align-items: center; gap: 0.75rem; min-block-size: 60px; padding: 0.625rem 0.875rem; border-radius: var(--round); background: var(--card); box-shadow: var(--shadow); color: var(--ink); font-weight: 600; text-decoration: none; line-height: 1.25; }
      .actions a:hover { background: var(--brand-soft); }
      .actions app-icon { color: var(--brand-ink); }
      .actions .strong { background: var(--brand); color: var(--on-brand); }
      .actions .strong app-icon { color: inherit; }
      .actions small { display: block; font-weight: 500; font-size: 0.8125rem; color: var(--wait-ink); }
      section.block { display: grid; gap: 0.625rem; }
      section.block > h2 { display: flex; align-items: baseline; gap: 0.5rem; }
      section.block > h2 span { color: var(--ink-soft); font-weight: 500; font-size: 0.9375rem; }
      .card { overflow: hidden; }
      .card > * + *:not(.facts > *) { border-block-start: 1px solid var(--line); }
      .muted-heading { padding: 0.625rem var(--gutter); background: var(--sunk); color: var(--ink-soft); font-size: 0.8125rem; font-weight: 650; }
      .report { display: flex; align-items: center; gap: 0.875rem; min-block-size: 60px; padding: 0.625rem var(--gutter); color: var(--ink); text-decoration: none; }
      .report:hover { background: color-mix(in srgb, var(--brand) 5%, transparent); }
      .report:focus-visible { outline-offset: -3px; }
      .report .text { flex: 1; min-inline-size: 0; }
      .report .what { display: block; font-weight: 580; }
      .report app-icon { color: var(--ink-soft); }
      .report app-icon:last-child { color: var(--line-strong); inline-size: 1.125rem; block-size: 1.125rem; }
      .more { display: block; inline-size: 100%; min-block-size: var(--touch); padding-inline: var(--gutter); font-weight: 600; color: var(--brand-ink); text-align: center; }
      details summary { min-block-size: var(--touch); display: flex; align-items: center; padding-inline: var(--gutter); cursor: pointer; color: var(--ink-soft); font-weight: 580; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @property() contactId = '';
  @state() private contact: Contact | null | undefined;
  @state() private reports: Report[] = [];
  @state() private reason: Why | null = null;
  @state() private whyReport: Report | null = null;
  @state() private drafts: Record<string, Draft> = {};
  @state() private unfolded = new Set<string>();
  @state() private allReports = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.onDocs(docs => this.matters(docs) && void this.load(), this.gone);
    this.phone.people.onChange(() => this.requestUpdate(), this.gone);
    this.phone.sync.onChange(() => this.requestUpdate(), this.gone);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('contactId')) return;
    this.contact = undefined;
    this.reports = [];
    this.reason = null;
    this.unfolded = new Set();
    this.allReports = false;
    void this.load();
  }

  private matters(docs: readonly Doc[]): boolean {
    return docs.some(
      ({ _id, type, parent }) => _id === this.contactId || type === 'data_record' || (parent as Doc | undefined)?._id === this.contactId,
    );
  }

  private async load(): Promise<void> {
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
    this.whyReport = whyReport;
    this.reason = reason;
    const reports = await reportsAbout(store, contact, 500);
    if (id === this.contactId) this.reports = reports;
  }

  protected override render() {
    const person = this.phone.people.get(this.contactId);
    if (this.contact === null || (!person && this.contact !== undefined))
      return html`<div class="empty"><app-icon name="users"></app-icon><h1>${t('app.not_found')}</h1><p>${t('app.not_found.hint')}</p><a href="/people">${t('app.home')}</a></div>`;
    if (!person) return html`<p class="empty" role="status">${t('app.loading')}</p>`;
    const now = this.phone.clock();
    return html`<div class="page">
      ${this.head(person)}
      ${this.reason ? html`<muted-why .why=${this.reason} .people=${this.phone.people} .held=${!!this.whyReport} .form=${this.whyReport ? formTitle(this.phone.programme, this.whyReport.form) : ''} .now=${now}></muted-why>` : nothing}
      ${this.actions(person)} ${this.facts(person, now)} ${person.person ? nothing : this.children_(person)} ${this.messages(now)} ${this.reportList(now)}
    </div>`;
  }

  private head(person: Person) {
    const { people, programme } = this.phone;
    const silent = people.silent(person);
    const trail = people.above(person.id).reverse();
    const state = person.muted ? t('contact.muted') : silent ? t('contact.muted_above') : '';
    return html`
      <div class="head">
        <span class="picture ${person.person ? '' : 'place'} ${silent ? 'silent' : ''}"><app-icon name=${silent ? 'bell-off' : iconOf(person)}></app-icon></span>
        <div>
          <h1 class=${silent ? 'silent' : ''}>${person.name || t('people.unnamed')}</h1>
          <p class="kind"><span>${typeName(programme.type(person.type), person.type)}</span>${state ? html`<span class="badge">${state}</span>` : nothing}${person.died ? html`<span class="badge">${t('contact.died_short')}</span>` : nothing}</p>
        </div>
      </div>
      ${trail.length > 0 ? html`<nav aria-label=${t('contact.trail')}><ol>${trail.map((place, at) => html`<li>${at > 0 ? html`<app-icon name="chevron-right"></app-icon>` : nothing}<a href="/people/${place.id}">${place.name}</a></li>`)}</ol></nav>` : nothing}
    `;
  }

  private facts(person: Person, now: number) {
    const { people } = this.phone;
    const primary = person.primary ? people.get(person.primary) : undefined;
    const sex = typeof this.contact?.sex === 'string' ? this.contact.sex : '';
    const facts = [
      person.born && [t('contact.born'), age(person.born, now)],
      sex && [t('contact.sex'), hasWords(`contact.sex.${sex}`) ? t(`contact.sex.${sex}`) : sex],
      person.phone && [
        t('contact.phone'),
        html`<a href="tel:${person.phone}" aria-label=${t('contact.call', { phone: person.phone })}>${person.phone}</a>`,
      ],
      person.code && [t('contact.code'), person.code],
      primary && [t('contact.primary'), html`<a href="/people/${primary.id}">${primary.name}</a>`],
      this.contact?.reported_date && [t('contact.since'), day(this.contact.reported_date, now)],
    ].filter(each => Array.isArray(each));
    if (facts.length === 0) return nothing;
    return html`<dl class="facts card" aria-label=${t('contact.details')}>${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
  }

  private actions(person: Person) {
    const { programme, people } = this.phone;
    const silent = people.silent(person);
    const contact = { ...this.contact, muted: silent };
    const forms = programme
      .forms(person.person ? 'person' : 'place')
      .filter(({ context }) => offers(context?.expression, { contact, user: {}, summary: {} }));
    const rank = (id: string) => (programme.mutes(id) === 'unmute' ? 0 : programme.mutes(id) === 'mute' ? 2 : 1);
    const sorted = [...forms].sort((a, b) => rank(a.internalId) - rank(b.internalId));
    const add = programme.may('can_create_people') || programme.may('can_create_places') ? addable(programme.types(), person.type) : [];
    const type = programme.type(person.type);
    const mayEdit = programme.may('can_edit') && (type?.edit_form || programme.form(`contact:${person.type}:edit`));
    const writes = programme.may('can_view_message_action') && programme.may('can_edit');
    const reachable = writes && recipientFor(people, person);
    const several = writes && !person.person && everyoneAt(people, person.id).length > 1;
    return html`<section class="block" aria-label=${t('contact.actions')}>
      <div class="actions">
        ${reachable ? this.action(`/messages/${encodeURIComponent(reachable.person?.id ?? person.id)}`, 'message-square', t('contact.message'), '') : nothing}
        ${several ? this.action(`/messages/everyone/${person.id}`, 'users', t('contact.message_all'), '') : nothing}
        ${sorted.map(({ internalId, icon }) => this.action(`/people/${person.id}/report/${internalId}`, pictureOf(icon, programme.mutes(internalId)), formTitle(programme, internalId), `${internalId}/${person.id}`, programme.mutes(internalId) === 'unmute'))}
        ${add.map(each => this.action(`/people/${person.id}/add/${each.id}`, each.person ? 'user-plus' : 'house-plus', addWords(each.create_key, typeName(each)), `${each.create_form?.replace(/^form:/, '')}/${person.id}`))}
        ${mayEdit ? this.action(`/people/${person.id}/edit`, 'pencil', t('contact.edit'), `contact:${person.type}:edit/${person.id}`) : nothing}
      </div>
    </section>`;
  }

  private action(href: string, icon: IconName, label: string, draft: string, strong = false) {
    const begun = this.drafts[draft];
    return html`<a href=${href} class=${strong ? 'strong' : ''}><app-icon name=${icon}></app-icon><span>${label}${begun ? html`<small>${t('form.draft')}, ${ago(begun.at, this.phone.clock())}</small>` : nothing}</span></a>`;
  }

  private children_(person: Person) {
    const { people, programme } = this.phone;
    const children = people.children(person.id);
    const types = [...new Set(children.map(({ type }) => type))].sort(
      (a, b) => Number(isPersonType(b, children)) - Number(isPersonType(a, children)),
    );
    return types.map(type => {
      const rows = children.filter(each => each.type === type);
      const shown = this.unfolded.has(type) ? rows : rows.slice(0, few);
      const active = shown.filter(each => !people.silent(each));
      const muted = shown.filter(each => people.silent(each));
      const row = (each: Person) =>
        html`<contact-row .person=${each} .silent=${people.silent(each)} .second=${this.childLine(each, person)}></contact-row>`;
      return html`<section class="block">
        <h2>${typeNames(programme.type(type), type)} <span>${number(rows.length)}</span></h2>
        <div class="card">
          ${active.map(row)}
          ${muted.length > 0 && active.length > 0 ? html`<p class="muted-heading">${t('people.muted_group', { n: rows.filter(each => people.silent(each)).length })}</p>` : nothing}
          ${muted.map(row)}
          ${rows.length > shown.length ? html`<button class="plain more" @click=${() => (this.unfolded = new Set([...this.unfolded, type]))}>${t('contact.more', { n: number(rows.length) })}</button>` : nothing}
        </div>
      </section>`;
    });
  }

  private childLine(child: Person, place: Person): string {
    const parts = [
      place.primary === child.id ? t('contact.primary') : '',
      child.born ? age(child.born, this.phone.clock()) : '',
      child.phone,
    ];
    return parts.filter(Boolean).join(' · ');
  }

  private messages(now: number) {
    const { ahead, past } = messagesOf(this.reports, now);
    if (ahead.length + past.length === 0) return nothing;
    const { programme } = this.phone;
    const row = ({ task, report }: (typeof ahead)[number]) =>
      html`<message-row .task=${task} .now=${now} .what=${task.type ? scheduleName(task.type) : formTitle(programme, report.form)}></message-row>`;
    return html`<section class="block">
      <h2>${t('contact.messages')} <span>${number(ahead.length)}</span></h2>
      <div class="card">
        ${ahead.slice(0, 50).map(row)}
        ${past.length > 0 ? html`<details><summary>${t('contact.messages.past', { n: number(past.length) })}</summary>${past.slice(0, 100).map(row)}</details>` : nothing}
      </div>
    </section>`;
  }

  private reportList(now: number) {
    const shown = this.allReports ? this.reports : this.reports.slice(0, few);
    return html`<section class="block">
      <h2>${t('contact.reports')} ${this.reports.length > 0 ? html`<span>${number(this.reports.length)}</span>` : nothing}</h2>
      ${
        this.reports.length === 0
          ? html`<p class="soft">${t('contact.reports.none')}</p>`
          : html`<div class="card">
            ${shown.map(report => this.report(report, now))}
            ${this.reports.length > shown.length ? html`<button class="plain more" @click=${() => (this.allReports = true)}>${t('contact.more', { n: number(this.reports.length) })}</button>` : nothing}
          </div>`
      }
    </section>`;
  }

  private report(report: Report, now: number) {
    const { programme, people, sync } = this.phone;
    const form = programme.form(report.form ?? '');
    const sender = report.contact?._id ? people.get(report.contact._id)?.name : undefined;
    const refused = sync.state().refused.some(({ id }) => id === report._id);
    return html`<a class="report" href="/reports/${report._id}">
      <app-icon name=${pictureOf(form?.icon, programme.mutes(report.form))}></app-icon>
      <span class="text"><span class="what">${formTitle(programme, report.form)}</span><span class="small soft">${[ago(report.reported_date ?? 0, now), sender].filter(Boolean).join(' · ')}</span></span>
      ${refused ? html`<span class="badge bad">${t('report.refused')}</span>` : nothing}
      ${report.errors?.length ? html`<span class="badge bad">${t('report.faulty')}</span>` : nothing}
      <app-icon name="chevron-right"></app-icon>
    </a>`;
  }
}

const isPersonType = (type: string, rows: readonly Person[]) => rows.some(row => row.type === type && row.person);

const addWords = (key: string | undefined, type: string): string => (key && hasWords(key) ? t(key) : t('contact.add', { type }));

/** The picture of a form: its own where it is bundled. */
const pictureOf = (icon: string | undefined, mutes: 'mute' | 'unmute' | null): IconName => {
  if (icon && icon in icons) return icon as IconName;
  return mutes === 'mute' ? 'bell-off' : mutes === 'unmute' ? 'bell' : 'clipboard-plus';
};

import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { type EventChoices, readChoices, writeChoices } from '../../data/console/events.ts';
import { settingsFaults } from '../../data/console/settings-faults.ts';
import { t } from '../../words/words.ts';
import { EventDeskPage } from './desk-page.ts';
import { type Marked, markedBy } from './settings-fields.ts';
import { eventTabs } from './tabs.ts';

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
const list = (text: string): string[] =>
  text
    .split(/[\n,]/)
    .map(one => one.trim())
    .filter(one => one !== '');

/** Rooms as lines: `b114 | Hall B114 | big hall, b-114`. */
const roomLines = (rooms: EventChoices['venue']['rooms']): string =>
  rooms
    .map(({ id, name = '', aliases = [] }) => [id, name, aliases.join(', ')].join(' | ').replace(/( \| )+$/, ''))
    .join('\n');
const roomsOf = (text: string): EventChoices['venue']['rooms'] =>
  lines(text).map(line => {
    const [id = '', name = '', aliases = ''] = line.split('|').map(part => part.trim());
    return { id, ...(name ? { name } : {}), aliases: list(aliases) };
  });

/** Where the venue is, what is listened to, and when people are reminded: one document, kept when it is saved. */
@customElement('event-settings-page')
export class EventSettingsPage extends EventDeskPage<EventChoices> {
  @state() private choices: EventChoices | undefined;
  /** What the server found wrong when it was saved last. */
  @state() private wrong: Marked | undefined;

  protected async read(): Promise<EventChoices> {
    const { timeZone: tz } = Intl.DateTimeFormat().resolvedOptions();
    return (await readChoices()) ?? { venue: { code: '', name: '', tz, days: [], rooms: [] } };
  }

  protected show(choices: EventChoices): void {
    this.choices = choices;
  }

  /** What somebody types is not taken away by looking again. */
  protected override moves(): boolean {
    return this.choices === undefined;
  }

  protected override render() {
    const { choices, trouble } = this;
    return html`<h1>${t('events.settings')}</h1>
      ${eventTabs('/events/settings')}
      ${trouble ? html`<p class="fault" role="alert">${trouble}</p>` : nothing}
      ${choices ? this.form(choices) : trouble ? nothing : html`<p class="empty" role="status">${t('app.loading')}</p>`}`;
  }

  private form({ venue, listen = {}, ...rest }: EventChoices) {
    const more = (name: string, hint: string) =>
      html`${hint ? html`<span class="small soft">${hint}</span>` : nothing}${
        this.wrong?.fields.has(name) ? html`<span class="small bad">${t(`events.wrong.${name}`)}</span>` : nothing
      }`;
    const invalid = (name: string) => (this.wrong?.fields.has(name) ? 'true' : 'false');
    const field = (name: string, value: string, type = 'text') =>
      html`<label>${t(`events.set.${name}`)}<input name=${name} .value=${value} type=${type}
        aria-invalid=${invalid(name)} />${more(name, '')}</label>`;
    const area = (name: string, value: string, hint = '') =>
      html`<label>${t(`events.set.${name}`)}<textarea name=${name} .value=${value}
        aria-invalid=${invalid(name)}></textarea>${more(name, hint)}</label>`;
    const check = (name: string, on: boolean) =>
      html`<label class="line"><input type="checkbox" name=${name} .checked=${on} />${t(`events.set.${name}`)}</label>`;
    const { groups = [] } = listen;
    return html`<form class="card" novalidate @submit=${this.save}>
      ${this.wrong ? this.whatIsWrong(this.wrong) : nothing}
      <div class="fields">${field('name', venue.name)}${field('code', venue.code)}${field('tz', venue.tz)}</div>
      <div class="fields">${field('opens', venue.opens ?? '08:00', 'time')}${field('closes', venue.closes ?? '22:00', 'time')}</div>
      ${area('days', venue.days.join('\n'), t('events.set.days.hint'))}
      ${area('rooms', roomLines(venue.rooms), t('events.set.rooms.hint'))}
      ${check('public', venue.public ?? false)}
      ${field('keywords', (listen.keywords ?? []).join(', '))}
      ${area('groups', groups === 'all' ? 'all' : groups.join('\n'), t('events.set.groups.hint'))}
      ${check('messages', listen.messages ?? false)}
      <div class="fields">${field('reminders', (rest.reminders ?? [15]).join(', '))}${field('within', String(rest.manual_if_within_min ?? 30), 'number')}</div>
      <div class="fields">${field('before', String(rest.conflict?.before ?? 15), 'number')}${field('after', String(rest.conflict?.after ?? 30), 'number')}</div>
      ${check('auto', rest.auto_approve ?? true)}
      ${area('ignore', (rest.ignore ?? []).join('\n'))}
      <div class="acts"><button class="act main" ?disabled=${this.busy}>${t('events.save')}</button></div>
    </form>`;
  }

  private whatIsWrong({ fields, others }: Marked) {
    return html`<div class="fault" role="alert">
      <p>${t(fields.size > 0 ? 'events.wrong' : 'events.wrong.elsewhere')}</p>
      ${others.length > 0 ? html`<ul>${others.map(({ message }) => html`<li>${message}</li>`)}</ul>` : nothing}
    </div>`;
  }

  /** Marks the fields that must be mended, and leads to the first. @returns whether that is why it was refused */
  private mark(error: unknown): boolean {
    const faults = settingsFaults(error);
    if (faults.length === 0) return false;
    this.wrong = markedBy(faults);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    return true;
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const of = (name: string) => String(data.get(name) ?? '');
    const groups = lines(of('groups'));
    const numbers = (text: string) => list(text).map(Number);
    const venue = {
      ...{ name: of('name'), code: of('code'), tz: of('tz'), opens: of('opens'), closes: of('closes') },
      ...{ days: list(of('days')), rooms: roomsOf(of('rooms')), public: data.has('public') },
    };
    const body = {
      venue,
      listen: {
        ...{ keywords: list(of('keywords')), messages: data.has('messages') },
        groups: groups.length === 1 && groups[0] === 'all' ? 'all' : groups,
      },
      ...{ reminders: numbers(of('reminders')), manual_if_within_min: Number(of('within')) },
      ...{ conflict: { before: Number(of('before')), after: Number(of('after')) } },
      ...{ auto_approve: data.has('auto'), ignore: lines(of('ignore')) },
    };
    if (
      !(await this.trying(
        () => writeChoices(body),
        t('events.saved'),
        error => this.mark(error),
      ))
    )
      return;
    this.wrong = undefined;
    await this.looking.anew();
  }
}

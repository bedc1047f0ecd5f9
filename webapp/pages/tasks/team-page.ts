import { consume } from '@lit/context';
import type { TargetItem } from '@rounds/ddocs/tasks/target.ts';
import { css, html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { codeSettings } from '../../data/programme/code-settings.ts';
import { type Colleague, colleagues, percentOf, periods, together } from '../../data/tasks/own-targets.ts';
import { shared } from '../../design/styles.ts';
import { emptyList } from '../../elements/empty.ts';
import { contactPath } from '../../navigation.ts';
import { day, number } from '../../words/say.ts';
import { targetName } from '../../words/task-words.ts';
import { locale, t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';

/** How those below a supervisor stand with the targets, in any of the last six periods. */
@customElement('team-page')
export class TeamPage extends AppPage {
  static override styles = [
    shared,
    css`
      :host { display: grid; gap: 1.25rem; max-inline-size: 52rem; margin-inline: auto; padding: 0.25rem var(--gutter) 3rem; }
      label { display: grid; gap: 0.25rem; max-inline-size: 18rem; font-weight: 550; }
      select {
        min-block-size: 48px; padding-inline: 0.75rem; border: 1px solid var(--line-strong); border-radius: 12px;
        background: var(--card); color: var(--ink); font: inherit;
      }
      section { display: grid; gap: 0.5rem; }
      .card { overflow: hidden; }
      li { display: flex; gap: 0.75rem; align-items: center; min-block-size: 52px; padding: 0.375rem var(--gutter); }
      li + li { border-block-start: 1px solid var(--line); }
      li a { flex: 1; min-inline-size: 0; display: grid; min-block-size: 44px; align-content: center; overflow-wrap: anywhere; }
      li small { color: var(--ink-soft); }
      .met { color: var(--good-ink); font-weight: 650; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private period = '';
  @state() private tags: string[] = [];
  @state() private team: Colleague[] | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.onDocs(docs => docs.some(({ _id }) => _id.startsWith('target~')) && void this.load(), this.gone);
    void this.load();
  }

  private async load(): Promise<void> {
    const care = await this.phone.care.open();
    this.tags = periods(this.phone.clock(), care.monthStart(), 6).map(({ tag }) => tag);
    this.period ||= this.tags[0]!;
    const homes = ([] as string[]).concat(this.phone.session?.facility_id ?? []);
    const found = await Promise.all(homes.map(home => colleagues(this.phone, home, this.period)));
    this.team = found.flat();
  }

  protected override render() {
    if (!this.team) return html`<p class="empty" role="status">${t('app.loading')}</p>`;
    const items = (codeSettings(this.phone).tasks?.targets?.items ?? []).filter(({ aggregate }) => aggregate);
    const month = new Intl.DateTimeFormat(locale(), { month: 'long', year: 'numeric' });
    return html`<h1>${t('targets.team')}</h1>
      <label>${t('targets.period')}
        <select @change=${this.choose}>
          ${this.tags.map(
            tag =>
              html`<option value=${tag} ?selected=${tag === this.period}>${month.format(new Date(`${tag}-01T12:00`))}</option>`,
          )}
        </select>
      </label>
      ${
        this.team.length === 0 || items.length === 0
          ? emptyList('target', t('targets.team.none'))
          : items.map(item => this.target(item, this.team!))
      }`;
  }

  private choose(event: Event): void {
    this.period = (event.target as HTMLSelectElement).value;
    void this.load();
  }

  private target(item: TargetItem, team: readonly Colleague[]) {
    const { met, count, sum } = together(item, team);
    const unit = item.type === 'percent' ? ' %' : '';
    const { goal = -1 } = item;
    return html`<section>
      <h2>${targetName(item)}</h2>
      <p class="soft">${
        met === undefined
          ? t('targets.team.sum', { sum: `${number(sum)}${unit}` })
          : t('targets.team.met', { met: number(met), count: number(count) })
      }${goal > 0 ? ` · ${t('targets.goal', { goal: `${number(goal)}${unit}` })}` : ''}</p>
      <ul class="card">${team.map(({ contact, doc }) => {
        const value = doc?.targets.find(({ id }) => id === item.id)?.value;
        const reached = value ? (item.type === 'percent' ? percentOf(value) : value.pass) : 0;
        return html`<li>
          <a href=${contactPath(contact._id)}><span>${contact.name}</span><small>${
            doc
              ? t('targets.team.as_of', { day: day(doc.updated_date, this.phone.clock()) })
              : t('targets.team.nothing')
          }</small></a>
          <span class=${goal > 0 && reached >= goal ? 'met' : ''}>${number(reached)}${unit}</span>
        </li>`;
      })}</ul>
    </section>`;
  }
}

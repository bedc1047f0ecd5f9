import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { type ListedUser, readUsers } from '../../data/users/users.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { emptyList } from '../../elements/empty.ts';
import { wordOrder } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { whyNot } from '../why-not.ts';
import { roleSaid, userPath } from './role-said.ts';

/** Users of the programme, those who were ended too. */
@customElement('users-page')
export class UsersPage extends AppPage {
  static override styles = [shared, consoleStyles];

  @state() private users: ListedUser[] | undefined;
  @state() private text = '';
  @state() private which: 'active' | 'ended' = 'active';
  @state() private trouble = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private async load(): Promise<void> {
    try {
      this.users = await readUsers();
      this.trouble = '';
    } catch (error) {
      this.trouble = whyNot(error);
    }
  }

  protected override render() {
    const { users, trouble, which } = this;
    const text = this.text.toLowerCase();
    const order = wordOrder();
    const shown = (users ?? [])
      .filter(
        ({ active, name, fullname }) =>
          active === (which === 'active') && `${name} ${fullname}`.toLowerCase().includes(text),
      )
      .sort((a, b) => order(a.name, b.name));
    return html`<h1>${t('users.title')}</h1>
      <div class="acts"><a class="act main" href="/users/new">${t('users.add')}</a></div>
      <div class="chips" role="group" aria-label=${t('users.which')}>
        ${(['active', 'ended'] as const).map(
          one =>
            html`<button class="chip" aria-pressed=${one === which} @click=${() => (this.which = one)}>${t(`users.${one}`)}</button>`,
        )}
      </div>
      <label>${t('users.find')}<input type="search" @input=${(event: Event) => (this.text = (event.target as HTMLInputElement).value)} /></label>
      ${trouble ? html`<p class="fault" role="alert">${trouble}</p>` : nothing}
      ${users || trouble ? nothing : html`<p role="status">${t('app.loading')}</p>`}
      ${users && shown.length === 0 ? emptyList('users', t('users.none'), t('users.none.hint')) : nothing}
      ${shown.length > 0 ? this.table(shown) : nothing}`;
  }

  private table(users: readonly ListedUser[]) {
    const order = wordOrder();
    return html`<div class="card wide" tabindex="0" role="region" aria-label=${t('users.title')}><table>
      <thead><tr><th aria-sort="ascending">${t('users.name')} <span aria-hidden="true">↑</span></th><th>${t('users.fullname')}</th><th>${t('users.roles')}</th></tr></thead>
      <tbody>${users.map(
        ({ name, fullname, roles }) => html`<tr>
          <td><a href=${userPath(name)}><bdi>${name}</bdi></a></td>
          <td><bdi>${fullname}</bdi></td>
          <td>${roles
            .filter(role => role !== 'mm-online')
            .map(roleSaid)
            .sort(order)
            .join(', ')}</td>
        </tr>`,
      )}</tbody>
    </table></div>`;
  }
}

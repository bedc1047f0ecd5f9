import { consume } from '@lit/context';
import { withDefaultPermissions } from '@rounds/config/permissions/defaults.ts';
import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Refused } from '../../data/console/ask.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { changeUser, endUser, type ListedUser, makeUser, readUsers, type WantedUser } from '../../data/users/users.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { wordOrder } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { permissionSaid } from './permission-said.ts';
import { roleSaid } from './role-said.ts';

/** What of the settings the page needs. */
interface Rights {
  roles?: Record<string, { name?: string; offline?: boolean }>;
  permissions?: Record<string, string[]>;
  token_login?: { enabled?: boolean };
}

const nobody: ListedUser = {
  ...{ name: '', fullname: '', phone: '', roles: [], places: [], contact: '', active: true },
};

/** One user: who it is, what he may do, where, and how he logs in. */
@customElement('user-page')
export class UserPage extends AppPage {
  static override styles = [shared, consoleStyles];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** Name of the user; `new` for one who is to be made. */
  @property() name = '';
  @state() private user: ListedUser | undefined;
  @state() private roles: ReadonlySet<string> = new Set();
  @state() private trouble = '';
  @state() private done = '';
  @state() private busy = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('name')) void this.load();
  }

  private get isNew(): boolean {
    return this.name === 'new';
  }

  private async load(): Promise<void> {
    await this.trying(async () => {
      const found = this.isNew ? nobody : (await readUsers()).find(({ name }) => name === this.name);
      if (!found) throw new Refused(404, t('users.missing', { name: this.name }));
      this.user = found;
      this.roles = new Set(found.roles);
    });
  }

  private async trying(act: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.trouble = '';
    try {
      await act();
    } catch (error) {
      const told = error instanceof Refused && error.status > 0;
      this.trouble = told ? [error.message, error.hint].filter(Boolean).join('. ') : t('console.offline');
    } finally {
      this.busy = false;
    }
  }

  private get rights(): Rights {
    const found = (this.phone.programme.rawSettings() ?? {}) as Rights;
    // What the programme does not name is as by default, for the server too.
    return { ...found, permissions: withDefaultPermissions(found.permissions) };
  }

  private save(event: SubmitEvent): void {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const text = (key: string) => String(data.get(key) ?? '').trim();
    const places = data.getAll('place').map(String).filter(Boolean);
    const wanted: WantedUser = {
      ...{ username: this.isNew ? text('username') : this.name, roles: [...this.roles] },
      ...(text('fullname') ? { fullname: text('fullname') } : {}),
      ...(text('phone') ? { phone: text('phone') } : {}),
      ...(places.length > 0 ? { place: places } : {}),
      ...(text('contact') ? { contact: text('contact') } : {}),
      ...(text('password') ? { password: text('password') } : {}),
      ...(data.get('link') ? { token_login: true } : {}),
    };
    void this.trying(async () => {
      const makes = this.isNew || this.user?.active === false;
      await (makes ? makeUser(wanted) : changeUser(wanted));
      this.done = t(makes ? 'users.made' : 'users.kept', { name: wanted.username });
      if (!this.isNew) await this.load();
    });
  }

  private end(): void {
    void this.trying(async () => {
      await endUser(this.name);
      this.done = t('users.ended.now', { name: this.name });
      await this.load();
    });
  }

  protected override render() {
    const { user, trouble, done } = this;
    return html`<h1><bdi>${this.isNew ? t('users.add') : this.name}</bdi></h1>
      ${trouble ? html`<p class="fault" role="alert">${trouble}</p>` : nothing}
      ${done ? html`<p class="done" role="status">${done}</p>` : nothing}
      ${user ? this.form(user) : trouble ? nothing : html`<p role="status">${t('app.loading')}</p>`}`;
  }

  private form(user: ListedUser) {
    const back = !this.isNew && !user.active;
    return html`${back ? html`<p class="warn">${t('users.is_ended')}</p>` : nothing}
      <form class="card" @submit=${this.save}>
        <div class="fields">
          ${this.isNew ? html`<label>${t('users.name')}<input name="username" required pattern="[a-z0-9_\\-]+" autocomplete="off" autocapitalize="none" /></label>` : nothing}
          <label>${t('users.fullname')}<input name="fullname" .value=${user.fullname} autocomplete="off" /></label>
          <label>${t('users.phone')}<input name="phone" type="tel" .value=${user.phone} autocomplete="off" /></label>
        </div>
        ${this.choice()}${this.where(user)}${this.login(back)}
        <div class="acts">
          <button class="act main" ?disabled=${this.busy}>${t(this.isNew ? 'users.make' : back ? 'users.bring_back' : 'users.keep')}</button>
          ${
            !this.isNew && user.active && this.phone.programme.may('can_update_users')
              ? html`<button class="act" type="button" ?disabled=${this.busy} @click=${this.end}>${t('users.end')}</button>`
              : nothing
          }
        </div>
      </form>`;
  }

  private choice() {
    const { roles = {}, permissions = {} } = this.rights;
    const order = wordOrder();
    const chosen = Object.keys(roles).filter(role => this.roles.has(role));
    const allowed = Object.keys(permissions).filter(each => permissions[each]?.some(role => chosen.includes(role)));
    return html`<fieldset><legend>${t('users.roles')}</legend>
      ${Object.keys(roles)
        .sort((a, b) => order(roleSaid(a), roleSaid(b)))
        .map(
          role => html`<label class="line"><input type="checkbox" .checked=${this.roles.has(role)}
          @change=${() => this.toggle(role)} />${roleSaid(role)}</label>`,
        )}
      ${
        allowed.length > 0
          ? html`<details><summary>${t('users.permissions', { count: allowed.length })}</summary>
              <ul class="small">${allowed
                .map(permissionSaid)
                .sort(wordOrder())
                .map(each => html`<li>${each}</li>`)}</ul></details>`
          : nothing
      }
    </fieldset>`;
  }

  private toggle(role: string): void {
    const roles = new Set(this.roles);
    if (!roles.delete(role)) roles.add(role);
    this.roles = roles;
  }

  private where({ places, contact }: ListedUser) {
    const { people } = this.phone;
    const named = (id: string) => people.get(id)?.name || id;
    const order = wordOrder();
    const sorted = (ids: readonly string[]) => [...new Set(ids)].sort((a, b) => order(named(a), named(b)));
    // Of several of one name the place above says which is meant.
    const said = (id: string) => [named(id), people.above(id)[0]?.name].filter(Boolean).join(', ');
    const all = people.rows();
    const list = all.filter(({ person }) => !person).map(({ id }) => id);
    const persons = all.filter(({ person }) => person).map(({ id }) => id);
    return html`<div class="fields">
      <label>${t('users.places')}<select name="place" multiple size="5">
        ${sorted([...places, ...list]).map(id => html`<option value=${id} ?selected=${places.includes(id)}>${said(id)}</option>`)}
      </select></label>
      <label>${t('users.contact')}<select name="contact">
        <option value="">–</option>
        ${sorted([...(contact ? [contact] : []), ...persons]).map(id => html`<option value=${id} ?selected=${id === contact}>${said(id)}</option>`)}
      </select></label>
    </div>`;
  }

  private login(back: boolean) {
    const links = this.rights.token_login?.enabled === true;
    const asks = this.isNew || back;
    return html`<label>${t(asks ? 'users.password.first' : 'users.password.new')}<input name="password" type="text"
        minlength="8" autocomplete="off" ?required=${asks && !links} /><span class="small soft">${t('users.password.hint')}</span></label>
      ${links ? html`<label class="line"><input type="checkbox" name="link" />${t('users.link')}</label>` : nothing}`;
  }
}

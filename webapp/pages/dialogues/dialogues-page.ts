import { consume } from '@lit/context';
import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Finding } from '@rounds/sentinel/dialogues/finding.ts';
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { ask } from '../../data/console/ask.ts';
import { doorOf, type ListedDialogue, pageOf } from '../../data/dialogues/told.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { emptyList } from '../../elements/empty.ts';
import { go } from '../../navigation.ts';
import { number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AskingPage } from './asking-page.ts';
import '../../elements/app-icon.ts';
import '../../elements/dialogues/findings-list.ts';
import { chooseAgain } from '../../elements/choose-again.ts';

/** What was found in a file, dialogue by dialogue. */
interface Uploaded {
  dialogue?: Dialogue;
  findings: Finding[];
  /** It is kept as a draft now. */
  kept?: boolean;
  /** Who is writing it already, and which revision that is. */
  taken?: { by: string; rev: string };
}

/** All dialogues, with their versions and the people in them; files come in here. */
@customElement('dialogues-page')
export class DialoguesPage extends AskingPage {
  static override styles = [
    shared,
    consoleStyles,
    css`
      .list { display: grid; gap: 0.75rem; }
      .list a { text-decoration: none; color: inherit; display: grid; gap: 0.5rem; }
      .list a:hover h3 { text-decoration: underline; }
      h3 { color: var(--ink); font-size: 1.0625rem; }
      .badges { display: flex; flex-wrap: wrap; gap: 0.375rem; align-items: center; }
      form { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: end; }
      form label { flex: 1 1 14rem; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private dialogues: ListedDialogue[] | undefined;
  @state() private uploaded: Uploaded[] = [];
  @state() private unread = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private async load(): Promise<void> {
    await this.trying(async () => {
      this.dialogues = (await ask<{ dialogues: ListedDialogue[] }>('/api/v1/dialogues')).dialogues;
    });
  }

  protected override render() {
    const { dialogues } = this;
    return html`<h1>${t('dialogues.title')}</h1>
      ${this.troubled()}
      <div class="acts">
        <a class="act" href="/dialogue-settings"><app-icon name="calendar-clock"></app-icon>${t('dialogues.settings')}</a>
      </div>
      ${this.incoming()}
      <section>
        <h2>${t('dialogues.all')}</h2>
        ${dialogues ? nothing : this.loading()}
        ${dialogues?.length === 0 ? emptyList('workflow', t('dialogues.none'), t('dialogues.none.hint')) : nothing}
        <ul class="list">${dialogues?.map(each => this.row(each))}</ul>
      </section>`;
  }

  private row({
    id,
    kind,
    languages,
    versions,
    draft,
    tests,
    warnings,
    comes_with_rounds: isRounds,
    newest,
    steps,
  }: ListedDialogue) {
    const open = versions.filter(each => each.open > 0).reverse();
    return html`<li><a class="card" href=${pageOf(id)}>
      <h3><bdi>${id}</bdi></h3>
      <p class="small soft">${[
        ...(kind ? [kind] : []),
        t('dialogues.steps', { count: steps }),
        languages.join(', '),
      ].join(' · ')}</p>
      <p class="badges">
        ${
          newest > 0
            ? html`<span class="badge brand">${t('dialogues.version', { n: number(newest) })}</span>`
            : isRounds
              ? nothing
              : html`<span class="badge">${t('dialogues.unpublished')}</span>`
        }
        ${isRounds ? html`<span class="badge">${t('dialogues.rounds')}</span>` : nothing}
        ${open.map(each => html`<span class="badge good">${t('dialogues.open', { count: each.open, n: number(each.version) })}</span>`)}
        ${draft ? html`<span class="badge wait">${t('dialogues.draft.by', { by: draft.by })}</span>` : nothing}
        ${draft?.faults ? html`<span class="badge bad">${t('dialogues.faults', { count: draft.faults })}</span>` : nothing}
        ${warnings ? html`<span class="badge">${t('dialogues.warnings', { count: warnings })}</span>` : nothing}
        ${tests ? html`<span class="badge">${t('dialogues.tests.count', { count: tests })}</span>` : nothing}
      </p>
    </a></li>`;
  }

  private incoming() {
    return html`<section class="card">
      <h2>${t('dialogues.in')}</h2>
      <p class="soft">${t('dialogues.in.hint')}</p>
      <label>${t('dialogues.upload')}<input type="file" accept=".json,.xlsx" @click=${chooseAgain} @change=${this.choose} /></label>
      <div aria-live="polite">
        ${this.unread ? html`<p class="fault">${t('dialogues.unread')}</p>` : nothing}
        ${this.uploaded.map((each, at) => this.found(each, at))}
      </div>
      <form @submit=${this.begin}>
        <label>${t('dialogues.new')}<input name="id" required pattern="[\\p{L}\\p{N}_\\-]{1,64}" autocomplete="off"
          aria-describedby="id-hint" /></label>
        <button class="act" ?disabled=${this.busy}><app-icon name="plus"></app-icon>${t('dialogues.begin')}</button>
      </form>
      <p class="small soft" id="id-hint">${t('dialogues.new.hint')}</p>
    </section>`;
  }

  private found({ dialogue, findings, kept, taken }: Uploaded, at: number) {
    const name = dialogue?.id ?? findings[0]?.dialogue ?? '';
    return html`<article>
      <h3><bdi>${name}</bdi></h3>
      <findings-list .findings=${findings}></findings-list>
      ${
        kept && dialogue
          ? html`<p class="done">${t('dialogues.kept')} <a href=${pageOf(dialogue.id)}>${t('dialogues.look')}</a></p>`
          : nothing
      }
      ${taken ? html`<p class="warn">${t('dialogues.taken', { by: taken.by })}</p>` : nothing}
      ${
        dialogue && !kept
          ? html`<div class="acts"><button class="act main" ?disabled=${this.busy}
              @click=${() => this.keep(at)}>${t(taken ? 'dialogues.keep.instead' : 'dialogues.keep')}<span
              class="unseen"> ${name}</span></button></div>`
          : nothing
      }
    </article>`;
  }

  private async choose(event: Event): Promise<void> {
    const file = (event.target as HTMLInputElement).files?.[0];
    this.uploaded = [];
    this.unread = false;
    if (!file) return;
    await this.trying(async () => {
      const { dialogues } = await ask<{ dialogues: Uploaded[] }>('/api/v1/dialogues/check', { file });
      this.uploaded = dialogues;
      this.unread = dialogues.length === 0;
    });
  }

  private async keep(at: number): Promise<void> {
    const one = this.uploaded[at]!;
    const { dialogue, taken } = one;
    if (!dialogue) return;
    const update = (more: Partial<Uploaded>): void => {
      this.uploaded = this.uploaded.map((each, nth) => (nth === at ? { ...each, ...more } : each));
    };
    await this.trying(
      async () => {
        await ask(doorOf(dialogue.id, '/draft'), {
          method: 'PUT',
          body: { dialogue, ...(taken ? { rev: taken.rev } : {}) },
        });
        const { taken: _, ...rest } = one;
        this.uploaded = this.uploaded.map((each, nth) => (nth === at ? { ...rest, kept: true } : each));
        await this.load();
      },
      ({ status }) => {
        if (status !== 409) return false;
        void this.trying(async () => {
          const { by, rev } = await ask<{ by: string; rev: string }>(doorOf(dialogue.id, '/draft'));
          update({ taken: { by, rev } });
        });
        return true;
      },
    );
  }

  private begin(event: SubmitEvent): void {
    event.preventDefault();
    const id = String(new FormData(event.target as HTMLFormElement).get('id')).trim();
    const languages = this.phone.programme.languages().map(({ code }) => code);
    const dialogue: Dialogue = {
      ...{ schema_version: 1, id, languages: languages.length > 0 ? languages : ['en'], first: 'start' },
      steps: { start: { next: null } },
      texts: Object.fromEntries(
        (languages.length > 0 ? languages : ['en']).map(language => [language, { 'start.text': '' }]),
      ),
    };
    void this.trying(async () => {
      await ask(doorOf(id, '/draft'), { method: 'PUT', body: { dialogue } });
      go(pageOf(id, '/edit'));
    });
  }
}

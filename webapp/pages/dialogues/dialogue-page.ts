import type { Finding } from '@rounds/sentinel/dialogues/finding.ts';
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ask } from '../../data/console/ask.ts';
import {
  type Draft,
  doorOf,
  type KeptTest,
  type ListedDialogue,
  pageOf,
  readDialogue,
} from '../../data/dialogues/told.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import { emptyList } from '../../elements/empty.ts';
import { go } from '../../navigation.ts';
import { moment, number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AskingPage } from './asking-page.ts';
import '../../elements/app-icon.ts';
import '../../elements/dialogues/findings-list.ts';
import './move-runs.ts';

/** One dialogue: what is being written of it, its versions and who is in them, and the tests that were kept. */
@customElement('dialogue-page')
export class DialoguePage extends AskingPage {
  static override styles = [
    shared,
    consoleStyles,
    css`
      ol { display: grid; gap: 0.75rem; }
      h3 { color: var(--ink); font-size: 1rem; }
      .version { display: grid; gap: 0.5rem; }
      .note { white-space: pre-line; }
    `,
  ];

  @property() dialogueId = '';
  @state() private listed: ListedDialogue | undefined;
  @state() private draft: (Draft & { findings: Finding[] }) | undefined;
  @state() private tests: KeptTest[] = [];
  @state() private note = '';
  @state() private done = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('dialogueId')) void this.load();
  }

  private async load(): Promise<void> {
    const { dialogueId: id } = this;
    await this.trying(async () => {
      const { dialogues } = await ask<{ dialogues: ListedDialogue[] }>('/api/v1/dialogues');
      const listed = dialogues.find(each => each.id === id);
      const [draft, tests] = await Promise.all([
        listed?.draft ? ask<Draft & { findings: Finding[] }>(doorOf(id, '/draft')) : undefined,
        listed ? ask<{ tests: KeptTest[] }>(doorOf(id, '/tests')) : { tests: [] },
      ]);
      this.listed = listed;
      this.draft = draft;
      this.tests = tests.tests;
      if (!listed) this.trouble = t('dialogues.gone');
    });
  }

  protected override render() {
    const { listed } = this;
    if (!listed) return html`<h1><bdi>${this.dialogueId}</bdi></h1>${this.troubled()}${this.loading()}`;
    return html`<h1><bdi>${listed.id}</bdi></h1>
      ${this.troubled()}
      ${this.done ? html`<p class="done" role="status">${this.done}</p>` : nothing}
      ${this.draft ? this.written(this.draft) : this.unwritten(listed)}
      ${this.versions(listed)}
      <move-runs .dialogueId=${listed.id} .versions=${listed.versions} @moved=${() => this.load()}></move-runs>
      ${this.kept()}`;
  }

  private unwritten({ newest }: ListedDialogue) {
    return html`<div class="acts">
      <button class="act main" ?disabled=${this.busy} @click=${() => this.writeOn(newest)}><app-icon
        name="pencil"></app-icon>${t('dialogues.write')}</button>
      <a class="act" href=${pageOf(this.dialogueId, `/try/${newest}`)}><app-icon
        name="message-square"></app-icon>${t('dialogues.try')}</a>
    </div>`;
  }

  private written({ by, at, findings, base }: Draft & { findings: Finding[] }) {
    const { dialogueId: id } = this;
    const isSound = findings.every(({ level }) => level === 'warning');
    return html`<section class="card">
      <h2>${t('dialogues.draft')}</h2>
      <p class="small soft">${t('dialogues.draft.of', { by, at: moment(at, Date.now()) })}</p>
      <findings-list .findings=${findings}></findings-list>
      <div class="acts">
        <a class="act main" href=${pageOf(id, '/edit')}><app-icon name="pencil"></app-icon>${t('dialogues.edit')}</a>
        <a class="act" href=${pageOf(id, '/try/draft')}><app-icon name="message-square"></app-icon>${t('dialogues.try')}</a>
        ${
          base
            ? html`<a class="act" href=${pageOf(id, `/compare/${base}/draft`)}>${t('dialogues.compare.with', { n: number(base) })}</a>`
            : nothing
        }
        ${this.downloads('draft')}
      </div>
      <form @submit=${this.publish} class="fields">
        <label>${t('dialogues.note')}<textarea .value=${this.note}
          @input=${(event: Event) => (this.note = (event.target as HTMLTextAreaElement).value)}></textarea></label>
        <div class="acts">
          <button class="act main" ?disabled=${this.busy || !isSound}>${t('dialogues.publish')}</button>
          <button type="button" class="act" ?disabled=${this.busy} @click=${this.throwAway}>${t('dialogues.throw')}</button>
        </div>
      </form>
      ${isSound ? nothing : html`<p class="small soft">${t('dialogues.publish.faulty')}</p>`}
    </section>`;
  }

  private downloads(version: number | 'draft') {
    const query = version === 'draft' ? '?version=draft' : `?version=${version}`;
    const of = html`<span class="unseen"> ${version}</span>`;
    return html`<a class="act" href=${doorOf(this.dialogueId, `/download.json${query}`)} download>JSON${of}</a>
      <a class="act" href=${doorOf(this.dialogueId, `/download.xlsx${query}`)} download>${t('dialogues.workbook')}${of}</a>`;
  }

  private versions({ versions, newest, comes_with_rounds: isRounds }: ListedDialogue) {
    if (versions.length === 0 && isRounds)
      return html`<section><h2>${t('dialogues.versions')}</h2><div class="card version">
        <h3>${t('dialogues.rounds')} <span class="badge good">${t('dialogues.in_force')}</span></h3>
        <p>${t('dialogues.rounds.hint')}</p>
        <div class="acts">${this.downloads(0)}</div>
      </div></section>`;
    if (versions.length === 0)
      return html`<section><h2>${t('dialogues.versions')}</h2>${emptyList('workflow', t('dialogues.versions.none'), t('dialogues.versions.none.hint'))}</section>`;
    return html`<section><h2>${t('dialogues.versions')}</h2><ol>
      ${[...versions].reverse().map(
        ({ version, published, by, note, open }) => html`<li class="card version">
          <h3>${t('dialogues.version', { n: number(version) })}${version === newest ? html` <span class="badge brand">${t('dialogues.newest')}</span>` : nothing}</h3>
          <p class="small soft">${t('dialogues.published', { by: by ?? '', at: moment(published, Date.now()) })}</p>
          ${note ? html`<p class="note"><bdi>${note}</bdi></p>` : nothing}
          <p>${t('dialogues.open.runs', { count: open })}</p>
          <div class="acts">
            <a class="act" href=${pageOf(this.dialogueId, `/try/${version}`)}>${t('dialogues.try')}<span class="unseen"> ${number(version)}</span></a>
            ${
              version > 1
                ? html`<a class="act" href=${pageOf(this.dialogueId, `/compare/${version - 1}/${version}`)}>${t('dialogues.compare.with', { n: number(version - 1) })}</a>`
                : nothing
            }
            ${this.downloads(version)}
          </div>
        </li>`,
      )}
    </ol></section>`;
  }

  private kept() {
    return html`<section><h2>${t('dialogues.tests')}</h2>
      ${this.tests.length === 0 ? emptyList('clipboard-check', t('dialogues.tests.none'), t('dialogues.tests.none.hint')) : nothing}
      <ul class="list">${this.tests.map(
        ({ id, name, inputs, differences, by }) => html`<li class="card">
          <h3><app-icon name=${differences.length > 0 ? 'circle-x' : 'circle-check'}></app-icon> <bdi>${name}</bdi></h3>
          <p class="small soft">${t('dialogues.test.of', { by, count: inputs.length })}</p>
          ${
            differences.length > 0
              ? differences.map(line => html`<p class="bad">${line}</p>`)
              : html`<p class="small">${t('dialogues.test.passes')}</p>`
          }
          <div class="acts"><button class="act" ?disabled=${this.busy} @click=${() => this.drop(id)}>${t('dialogues.test.drop')}<span
            class="unseen"> ${name}</span></button></div>
        </li>`,
      )}</ul>
    </section>`;
  }

  private async writeOn(version: number): Promise<void> {
    const { dialogueId: id } = this;
    await this.trying(async () => {
      const dialogue = await readDialogue(id, version);
      await ask(doorOf(id, '/draft'), { method: 'PUT', body: { dialogue } });
      go(pageOf(id, '/edit'));
    });
  }

  private async publish(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { draft, note } = this;
    if (!draft) return;
    await this.trying(async () => {
      const { version, published } = await ask<{ version: number; published: boolean }>(
        doorOf(this.dialogueId, '/publish'),
        { body: { rev: draft.rev, ...(note.trim() ? { note } : {}) } },
      );
      await this.load();
      this.note = '';
      this.done = t(published ? 'dialogues.is_published' : 'dialogues.is_same', { n: number(version) });
    });
  }

  private async throwAway(): Promise<void> {
    const { draft, dialogueId: id } = this;
    if (!draft) return;
    const back = (): Promise<boolean> =>
      this.trying(async () => {
        await ask(doorOf(id, '/draft'), { method: 'PUT', body: { dialogue: draft.dialogue } });
        await this.load();
      });
    await this.trying(async () => {
      await ask(doorOf(id, `/draft?rev=${draft.rev}`), { method: 'DELETE' });
      const notice = { text: t('dialogues.thrown'), action: { label: t('dialogues.undo'), run: back } };
      this.dispatchEvent(said('notice', notice));
      if (this.listed?.newest || this.listed?.comes_with_rounds) await this.load();
      else go('/dialogues', true);
    });
  }

  private async drop(id: string): Promise<void> {
    await this.trying(async () => {
      await ask(doorOf(this.dialogueId, `/tests/${encodeURIComponent(id)}`), { method: 'DELETE' });
      await this.load();
    });
  }
}

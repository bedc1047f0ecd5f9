import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/progress-bar/progress-bar.js';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { fill } from '../../data/replicate/fill.ts';
import { type FillLog, FillStopped } from '../../data/replicate/fill-log.ts';
import { logout } from '../../data/session/session.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import { number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import '../../elements/app-icon.ts';

/** The first fill of a phone, with how far it is. Goes on by itself after a break; says `filled` or `session-ended`. */
@customElement('fill-page')
export class FillPage extends AppPage {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      main {
        display: grid; align-content: center; justify-items: center; gap: 1.5rem; min-block-size: 100dvh;
        padding: 2rem 1.5rem; text-align: center;
      }
      .picture {
        display: grid; place-items: center; inline-size: 88px; block-size: 88px; border-radius: 28px;
        background: var(--brand-soft); color: var(--brand-ink);
      }
      .picture app-icon { inline-size: 40px; block-size: 40px; }
      wa-progress-bar { inline-size: min(100%, 24rem); --track-height: 10px; }
      .wait { color: var(--wait-ink); display: inline-flex; gap: 0.5rem; align-items: center; font-weight: 550; }
    `,
  ];

  @property({ attribute: false }) db!: PouchDB.Database;
  @state() private log: FillLog | undefined;
  @state() private trouble: 'network' | 'server' | '' = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.run();
  }

  private async run(): Promise<void> {
    for (let pause = 1000; !this.gone.aborted; pause = Math.min(pause * 2, 30_000)) {
      try {
        // One tab fills, another waits for it and finds the work done.
        const work = () => fill(this.db, log => this.show(log), this.gone);
        const start = performance.now();
        const log = navigator.locks
          ? await navigator.locks.request(`${this.db.name}/fill`, { signal: this.gone }, work)
          : await work();
        performance.measure('rounds:fill', { start });
        this.dispatchEvent(said('filled', log));
        return;
      } catch (error) {
        if (this.gone.aborted) return;
        if (error instanceof FillStopped && error.why === 'session') {
          this.dispatchEvent(said('session-ended', null));
          return;
        }
        this.trouble = error instanceof FillStopped && error.why === 'network' ? 'network' : 'server';
        await this.online(pause);
      }
    }
  }

  private show(log: FillLog): void {
    this.log = log;
    this.trouble = '';
  }

  /** Waits so many milliseconds, or until the network is back. */
  private online(pause: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(done, pause);
      function done() {
        clearTimeout(timer);
        removeEventListener('online', done);
        resolve();
      }
      addEventListener('online', done);
    });
  }

  /**
   * Leads out: a person who logged in under a wrong name, or gets nothing from the server, is not shut in here. All
   * that has come stays for the next time.
   */
  private async leave(): Promise<void> {
    await logout();
    this.dispatchEvent(said('session-ended', null));
  }

  protected override render() {
    const { done = 0, count = 0 } = this.log ?? {};
    const percent = count > 0 ? Math.min(100, Math.round((done / count) * 100)) : 0;
    return html`<main>
      <div class="picture"><app-icon name="cloud-download"></app-icon></div>
      <h1>${t('fill.title')}</h1>
      <p class="soft">${t('fill.hint')}</p>
      <wa-progress-bar value=${percent} label=${t('fill.title')}
        ?indeterminate=${count === 0 && !this.trouble}></wa-progress-bar>
      <p role="status" aria-live="polite">
        ${
          count > 0
            ? t('fill.count', { done: number(done), count: number(count) })
            : this.trouble
              ? ''
              : t('fill.starting')
        }
      </p>
      <div role="alert">
        ${
          this.trouble === 'network'
            ? html`<p class="wait"><app-icon name="cloud-off"></app-icon>${t('fill.waiting')}</p>`
            : nothing
        }
        ${
          this.trouble === 'server'
            ? html`<p class="wait"><app-icon name="triangle-alert"></app-icon>${t('fill.failed')}</p>`
            : nothing
        }
      </div>
      ${
        this.trouble
          ? html`<wa-button appearance="outlined"
            @click=${() => dispatchEvent(new Event('online'))}>${t('app.retry')}</wa-button><wa-button
            appearance="plain" @click=${this.leave}>${t('menu.logout')}</wa-button>`
          : nothing
      }
    </main>`;
  }
}

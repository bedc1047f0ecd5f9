import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { IconName } from '../design/icons.ts';
import { shared } from '../design/styles.ts';
import { number } from '../words/say.ts';
import { t } from '../words/words.ts';
import { AppElement } from './app-element.ts';
import './app-icon.ts';

/** The parts of the app. */
export type Section = 'today' | 'people' | 'tasks' | 'reports' | 'messages' | 'targets';

const sections: { id: Section; icon: IconName }[] = [
  { id: 'today', icon: 'house' },
  { id: 'people', icon: 'users' },
  { id: 'tasks', icon: 'clipboard-check' },
  { id: 'reports', icon: 'file-text' },
  { id: 'messages', icon: 'message-square' },
  { id: 'targets', icon: 'target' },
];

/** Links to the parts of the app: below the list on a phone, in the header on a wide screen. */
@customElement('section-tabs')
export class SectionTabs extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      nav {
        display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; border-block-start: 1px solid var(--line);
        background: var(--card); padding-block-end: env(safe-area-inset-bottom);
      }
      a {
        position: relative; display: grid; justify-items: center; gap: 1px; padding: 0.5rem 0.5rem 0.375rem;
        color: var(--ink-soft); font-size: 0.8125rem; font-weight: 600; text-decoration: none;
      }
      a:focus-visible { outline-offset: -4px; }
      .picture { display: grid; place-items: center; inline-size: 56px; block-size: 28px; border-radius: 99px; }
      a[aria-current='true'] { color: var(--brand-ink); }
      a[aria-current='true'] .picture { background: var(--brand-soft); }
      .count {
        position: absolute; inset-block-start: 4px; inset-inline-start: calc(50% + 6px); display: grid;
        place-items: center; min-inline-size: 20px; block-size: 20px; padding-inline: 5px; border-radius: 99px;
        background: var(--brand); color: var(--on-brand); box-shadow: 0 0 0 2px var(--card); font-size: 0.75rem;
        font-weight: 700; line-height: 1;
      }
      /* On a phone five stand beside each other; the first page leads to the sixth, and so does the menu. */
      @media (max-width: 899px) {
        a { padding-inline: 0.125rem; }
        a > span:not(.picture) { max-inline-size: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .sixth { display: none; }
      }
      @media (min-width: 900px) {
        nav { grid-auto-columns: max-content; border: 0; background: transparent; padding: 0; }
        a {
          display: flex; align-items: center; gap: 0.375rem; min-block-size: 44px; padding-inline: 0.75rem;
          border-radius: 99px; font-size: 0.9375rem;
        }
        a:hover { background: color-mix(in srgb, var(--ink) 6%, transparent); }
        a[aria-current='true'], a[aria-current='true']:hover { background: var(--brand-soft); }
        a[aria-current='true'] .picture { background: none; }
        a:focus-visible { border-radius: 99px; }
        .picture { inline-size: auto; }
        .count { position: static; box-shadow: none; }
      }
      @media (min-width: 900px) and (max-width: 1199px) { .picture { display: none; } }
      /* A phone held sideways has little height, and width to spare. */
      @media (max-width: 899px) and (max-height: 480px) {
        a { display: flex; align-items: center; justify-content: center; gap: 0.25rem; min-block-size: 44px; padding-block: 0; }
        .picture { inline-size: auto; padding-inline: 0.375rem; }
        .count { position: static; box-shadow: none; }
      }
    `,
  ];

  @property() section: Section = 'people';
  /** Messages that nobody has read. */
  @property({ type: Number }) unread = 0;

  /** Tasks whose day has come. */
  @property({ type: Number }) due = 0;
  /** The parts that the user may see. */
  @property({ attribute: false }) shown: readonly Section[] = ['people', 'messages'];

  protected override render() {
    const tabs = sections.filter(({ id }) => this.shown.includes(id));
    return html`<nav aria-label=${t('app.sections')}>${tabs.map(({ id, icon }, at) => this.tab(id, icon, at > 4))}</nav>`;
  }

  private tab(id: Section, icon: IconName, sixth: boolean) {
    const count = id === 'messages' ? this.unread : id === 'tasks' ? this.due : 0;
    const words = id === 'tasks' ? 'tasks.count_overdue' : 'messages.unread';
    return html`<a href="/${id}" class=${sixth ? 'sixth' : ''} aria-current=${id === this.section}>
      <span class="picture"><app-icon name=${icon}></app-icon></span>
      <span>${t(`${id}.title`)}${
        count > 0 ? html`<span class="unseen">, ${t(words, { count })}</span>` : nothing
      }</span>
      ${count > 0 ? html`<span class="count" aria-hidden="true">${count > 99 ? '99+' : number(count)}</span>` : nothing}
    </a>`;
  }
}

import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { refusedActs } from '../data/replicate/acts.ts';
import type { SyncState } from '../data/replicate/sync-state.ts';
import type { IconName } from '../design/icons.ts';
import { shared } from '../design/styles.ts';
import { ago } from '../words/say.ts';
import { t } from '../words/words.ts';
import { AppElement, said } from './app-element.ts';
import './app-icon.ts';

/** The state of synchronisation in one word and one picture, worst news first. */
export const inWords = (
  { phase, contact, waiting, kind = 'other', refused, lastSynced }: SyncState,
  now: number,
): { icon: IconName; kind: string; text: string } => {
  const behind = waiting > 0 ? t(kind === 'other' ? 'sync.waiting' : `sync.waiting.${kind}`, { count: waiting }) : '';
  if (contact === 'signed-out') return { icon: 'lock-keyhole', kind: 'wait', text: t('sync.signed_out') };
  if (phase === 'sending')
    return {
      icon: 'refresh-cw',
      kind: 'brand',
      text: waiting > 1 ? t('sync.sending_left', { count: waiting }) : t('sync.sending'),
    };
  if (phase === 'receiving') return { icon: 'refresh-cw', kind: 'brand', text: t('sync.receiving') };
  if (refused.length > 0)
    return { icon: 'cloud-alert', kind: 'bad', text: t('sync.refused', { count: refusedActs(refused).length }) };
  if (contact === 'offline')
    return { icon: 'cloud-off', kind: behind ? 'wait' : '', text: behind || t('sync.offline') };
  if (contact === 'unreachable')
    return { icon: 'cloud-off', kind: behind ? 'wait' : '', text: behind || t('sync.unreachable') };
  if (behind) return { icon: 'cloud-upload', kind: 'wait', text: behind };
  if (contact === 'trouble') return { icon: 'cloud-alert', kind: 'wait', text: t('sync.trouble') };
  if (lastSynced > 0)
    return {
      icon: 'cloud-check',
      kind: 'good',
      text: contact === 'ok' ? t('sync.done') : t('sync.last', { when: ago(lastSynced, now) }),
    };
  return { icon: 'cloud', kind: '', text: t('sync.never') };
};

/** Says how the phone and the server stand; pressing it opens the details (`sync-asked`). */
@customElement('sync-badge')
export class SyncBadge extends AppElement {
  static override styles = [
    shared,
    css`
      button {
        display: inline-flex; align-items: center; gap: 0.5rem; min-block-size: 44px; min-inline-size: 44px;
        max-inline-size: 100%; padding-inline: 0.75rem; border-radius: 99px; border: 0; font: inherit;
        font-size: 0.875rem; font-weight: 600; background: var(--sunk); color: var(--ink-soft); cursor: pointer;
      }
      button.good { background: transparent; color: var(--good-ink); }
      button.wait { background: var(--wait-soft); color: var(--wait-ink); }
      button.bad { background: var(--bad-soft); color: var(--bad-ink); }
      button.brand { background: var(--brand-soft); color: var(--brand-ink); }
      .text { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      @media (max-width: 480px), (min-width: 900px) and (max-width: 1099px) { button.good .text { position: absolute; inline-size: 1px; block-size: 1px; clip-path: inset(50%); } }
    `,
  ];

  @property({ attribute: false }) state!: SyncState;
  /** Now, in ms. */
  @property({ type: Number }) now = 0;

  protected override render() {
    if (!this.state) return nothing;
    const { icon, kind, text } = inWords(this.state, this.now);
    return html`<button class=${kind} @click=${() => this.dispatchEvent(said('sync-asked', null))}
      title=${t('sync.state')}>
      <app-icon name=${icon} ?turning=${icon === 'refresh-cw'}></app-icon><span class="text"
        role="status">${text}</span>
    </button>`;
  }
}

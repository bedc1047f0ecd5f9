import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shared } from '../../design/styles.ts';
import { bytes } from '../../words/say.ts';
import { hasWords, t } from '../../words/words.ts';
import { AppElement } from '../app-element.ts';
import '../app-icon.ts';

/** A file of a message: a picture is seen, sound and film are played, anything else is a link. */
@customElement('talk-media')
export class TalkMedia extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      img, video { display: block; max-inline-size: 100%; max-block-size: 18rem; border-radius: 12px; background: var(--sunk); }
      audio { display: block; inline-size: min(100%, 20rem); }
      a.file {
        display: inline-flex; gap: 0.5rem; align-items: center; min-block-size: 44px; color: var(--brand-ink);
        font-weight: 600; overflow-wrap: anywhere;
      }
    `,
  ];

  /** Where it is fetched; '' where it is not kept. */
  @property() src = '';
  @property() mime = '';
  @property() name = '';
  /** What it was sent as: `photo`, `voice`. */
  @property() kind = '';
  /** A small picture of it, as `data:` address. */
  @property() thumbnail = '';
  /** In bytes; 0 where nobody knows. */
  @property({ type: Number }) size = 0;
  /** Why it is not kept. */
  @property() missing = '';

  private get said(): string {
    const kind = `console.kind_of.${this.kind || 'document'}`;
    return this.name || (hasWords(kind) ? t(kind) : this.kind);
  }

  protected override render() {
    const { src, mime, thumbnail, missing } = this;
    if (missing || !src) return html`${this.picture()}<p class="small soft">${this.whyNot()}</p>`;
    if (/^image\/(?!svg)/.test(mime))
      return html`<a href=${src} target="_blank" rel="noopener"><img src=${src} alt=${this.said} loading="lazy" /></a>`;
    if (mime.startsWith('audio/'))
      return html`<audio controls preload="none" src=${src} aria-label=${this.said}></audio>`;
    if (mime.startsWith('video/'))
      return html`<video controls preload="none" src=${src} poster=${thumbnail || nothing} aria-label=${this.said}></video>`;
    return html`${this.picture()}<a class="file" href=${src} download=${this.name || 'file'}>
      <app-icon name="file-text"></app-icon><span><bdi>${this.said}</bdi>${this.size ? ` (${bytes(this.size)})` : ''}</span>
    </a>`;
  }

  private picture() {
    return this.thumbnail ? html`<img src=${this.thumbnail} alt=${this.said} />` : nothing;
  }

  private whyNot(): string {
    const key = `console.missing.${this.missing.replaceAll(' ', '_')}`;
    return `${this.said}: ${hasWords(key) ? t(key) : t('console.missing')}`;
  }
}

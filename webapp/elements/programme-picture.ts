import { consume } from '@lit/context';
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type Pictures, picturesContext } from '../data/programme/pictures.ts';
import { type IconName, icons } from '../design/icons.ts';
import { AppElement } from './app-element.ts';
import './app-icon.ts';

/**
 * A picture of the programme by its name, or of a type of contact; where the programme brings none, one of ours of that
 * name, else the one given. Decoration only: the words beside it say what it means.
 */
@customElement('programme-picture')
export class ProgrammePicture extends AppElement {
  static override styles = css`
    :host { display: inline-grid; place-items: center; flex: none; }
    img { inline-size: 2rem; block-size: 2rem; object-fit: contain; }
  `;

  @consume({ context: picturesContext, subscribe: true })
  private pictures?: Pictures;
  /** Name in the programme's `resources`. */
  @property() name = '';
  /** Id of a type of contact, whose picture it is. */
  @property() type = '';
  /** '' for none. */
  @property() fallback: IconName | '' = 'circle';

  override connectedCallback(): void {
    super.connectedCallback();
    this.pictures?.onChange(() => this.requestUpdate(), this.gone);
  }

  protected override render() {
    const address = this.type ? this.pictures?.ofType(this.type) : this.pictures?.icon(this.name);
    if (address) return html`<img src=${address} alt="" />`;
    const name = this.name in icons ? (this.name as IconName) : this.fallback;
    return name ? html`<app-icon name=${name}></app-icon>` : nothing;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'programme-picture': ProgrammePicture;
  }
}

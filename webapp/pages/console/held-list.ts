import { consume } from '@lit/context';
import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { AppElement } from '../../elements/app-element.ts';
import { t } from '../../words/words.ts';
import { heldFor } from './held-notices.ts';
import { talkPath } from './paths.ts';

/** Replies that wait on this device, each with the way to its conversation; nothing where none does. */
@customElement('held-list')
export class HeldList extends AppElement {
  static override styles = [
    shared,
    consoleStyles,
    css`
      :host { display: contents; }
      a { color: inherit; }
      li { padding-block: 0.25rem; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.held.onChange(() => this.requestUpdate(), this.gone);
  }

  protected override render() {
    const all = this.phone.held.all();
    if (all.length === 0) return nothing;
    return html`<section class="warn" aria-label=${t('console.held', { count: all.length })}>
      <p>${t('console.held', { count: all.length })}</p>
      <ul>${all.map(
        ({ reply, ask }) => html`<li><a href=${talkPath(reply.with)}><bdi>${heldFor(this.phone, reply)}</bdi></a>:
          <bdi>${reply.text.slice(0, 80)}</bdi>${ask ? html` · ${t('console.held.wants_look')}` : nothing}</li>`,
      )}</ul>
    </section>`;
  }
}

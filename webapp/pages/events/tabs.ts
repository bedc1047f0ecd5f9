import { html } from 'lit';
import { t } from '../../words/words.ts';

/** The ways between the pages of the events. @param here the path of the one that is open */
export const eventTabs = (here: string) => html`<nav class="chips" aria-label=${t('events.pages')}>
  ${[
    ['/events', 'events.board'],
    ['/events/posts', 'events.posts'],
    ['/events/settings', 'events.settings'],
  ].map(
    ([path, words]) =>
      html`<a class="chip" href=${path!} aria-current=${path === here ? 'page' : 'false'}>${t(words!)}</a>`,
  )}
</nav>`;

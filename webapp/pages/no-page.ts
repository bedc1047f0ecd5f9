import { html, nothing, type TemplateResult } from 'lit';
import { emptyList, emptyPage } from '../elements/empty.ts';
import type { Section } from '../elements/section-tabs.ts';
import { t } from '../words/words.ts';

/** What stands beside a list while nothing of it is open. */
export const noneChosen = (listed: Section | undefined): TemplateResult =>
  listed === 'messages'
    ? emptyList('message-square', t('messages.choose'), t('messages.choose.hint'))
    : listed === 'tasks'
      ? emptyList('clipboard-check', t('tasks.choose_one'))
      : listed === 'targets'
        ? emptyList('target', t('targets.title'), t('targets.hint'))
        : listed === 'today' || listed === 'reports'
          ? emptyList(listed === 'today' ? 'house' : 'file-text', t(`${listed}.choose`))
          : emptyList('users', t('people.choose'), t('people.choose.hint'));

/** What stands in place of a page that the user may not see. @param listed the list that leads on */
export const forbidden = (listed: Section | undefined): TemplateResult => {
  const onward = listed === 'messages' ? 'messages.all' : 'app.home';
  const link = listed ? html`<a href="/${listed}">${t(onward)}</a>` : nothing;
  return emptyPage('lock-keyhole', t('app.forbidden'), t('app.forbidden.hint'), link);
};

/** What stands at an address where there is no page. */
export const nowhere = (listed: Section | undefined): TemplateResult => {
  const link = html`<a href="/${listed ?? 'people'}">${t('app.home')}</a>`;
  return emptyPage('map-pin', t('app.not_found'), t('app.not_found.hint'), link);
};

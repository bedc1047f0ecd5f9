import { html, type TemplateResult } from 'lit';
import type { Section } from '../elements/section-tabs.ts';
import { t } from '../words/words.ts';
import './people/people-page.ts';

/** Loads the element of a list that is not there from the start. */
export const loadList = async (section: Section): Promise<unknown> => {
  if (section === 'today') return import('./tasks/today-page.ts');
  if (section === 'messages')
    return Promise.all([import('./messages/messages-page.ts'), import('./console/console-list.ts')]);
  if (section === 'tasks') return import('./tasks/tasks-page.ts');
  if (section === 'reports') return import('./reports/reports-page.ts');
  return section === 'targets' ? import('./tasks/targets-page.ts') : undefined;
};

/**
 * The list of a section.
 * @param chosen id of what is open beside it
 * @param console whether conversations are those of the console
 */
export const listOf = (section: Section, chosen: string, console: boolean): TemplateResult => {
  const name = t(`${section}.title`);
  if (section === 'today') return html`<today-page class="list" role="region" aria-label=${name}></today-page>`;
  if (section === 'messages' && console)
    return html`<console-list class="list" role="region" aria-label=${name} .chosen=${chosen}></console-list>`;
  if (section === 'messages')
    return html`<messages-page class="list" role="region" aria-label=${name} .chosen=${chosen}></messages-page>`;
  if (section === 'tasks')
    return html`<tasks-page class="list" role="region" aria-label=${name} .chosen=${chosen}></tasks-page>`;
  if (section === 'reports')
    return html`<reports-page class="list" role="region" aria-label=${name} .chosen=${chosen}></reports-page>`;
  if (section === 'targets') return html`<targets-page class="list" role="region" aria-label=${name}></targets-page>`;
  return html`<people-page class="list" role="region" aria-label=${name} .chosen=${chosen}></people-page>`;
};

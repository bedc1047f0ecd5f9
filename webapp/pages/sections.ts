import { html, type TemplateResult } from 'lit';
import type { Phone } from '../data/phone/phone-context.ts';
import { codeSettings } from '../data/programme/code-settings.ts';
import type { Section } from '../elements/section-tabs.ts';
import { t } from '../words/words.ts';
import { listNeeds } from './routes.ts';
import './people/people-page.ts';

/** The parts of the app, in the order of their tabs. */
const ids: readonly Section[] = ['today', 'people', 'tasks', 'reports', 'messages', 'targets'];

const lists = new RegExp(`^/(${ids.join('|')})?$`);

/** Whether an address shows a list alone. */
export const isList = (path: string): boolean => lists.test(path);

/** The section to which an address belongs; undefined for one that belongs to several. */
export const sectionAt = (path: string): Section | undefined => {
  const found = /^\/(messages|tasks|targets|people)(\/|$)/.exec(path)?.[1] ?? /^\/(today|reports)$/.exec(path)?.[1];
  return ids.find(id => id === found);
};

/** The sections whose lists the user may see. */
export const sectionsOf = (phone: Pick<Phone, 'programme'>): Section[] => {
  const { may } = phone.programme;
  const { tasks } = codeSettings(phone);
  const has = (id: Section) =>
    id === 'tasks' ? !!tasks?.rules : id === 'targets' ? !!tasks?.targets?.items?.length : true;
  return ids.filter(id => has(id) && may(listNeeds[id]));
};

/** Loads the element of a list that is not there from the start. */
export const loadList = async (section: Section): Promise<unknown> => {
  if (section === 'today') return import('./tasks/today-page.ts');
  if (section === 'messages') return import('./messages/messages-page.ts');
  if (section === 'tasks') return import('./tasks/tasks-page.ts');
  if (section === 'reports') return import('./reports/reports-page.ts');
  return section === 'targets' ? import('./tasks/targets-page.ts') : undefined;
};

/** The list of a section. @param chosen id of what is open beside it */
export const listOf = (section: Section, chosen: string): TemplateResult => {
  const name = t(`${section}.title`);
  if (section === 'today') return html`<today-page class="list" role="region" aria-label=${name}></today-page>`;
  if (section === 'messages')
    return html`<messages-page class="list" role="region" aria-label=${name} .chosen=${chosen}></messages-page>`;
  if (section === 'tasks')
    return html`<tasks-page class="list" role="region" aria-label=${name} .chosen=${chosen}></tasks-page>`;
  if (section === 'reports')
    return html`<reports-page class="list" role="region" aria-label=${name} .chosen=${chosen}></reports-page>`;
  if (section === 'targets') return html`<targets-page class="list" role="region" aria-label=${name}></targets-page>`;
  return html`<people-page class="list" role="region" aria-label=${name} .chosen=${chosen}></people-page>`;
};

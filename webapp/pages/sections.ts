import type { Phone } from '../data/phone/phone-context.ts';
import { codeSettings } from '../data/programme/code-settings.ts';
import type { Section } from '../elements/section-tabs.ts';

/** The permission that opens each list. */
export const listNeeds = {
  today: 'can_view_tasks',
  people: 'can_view_contacts_tab',
  tasks: 'can_view_tasks',
  reports: 'can_view_reports_tab',
  messages: 'can_view_messages_tab',
  targets: 'can_view_analytics',
} as const;

/** The list with which the app opens. */
export const firstList = (may: (permission: string) => boolean): string =>
  may(listNeeds.today) ? '/today' : may(listNeeds.people) || !may(listNeeds.messages) ? '/people' : '/messages';

/** The parts of the app, in the order of their tabs. */
const ids: readonly Section[] = ['today', 'people', 'tasks', 'reports', 'messages', 'targets'];

const lists = new RegExp(`^/(${ids.join('|')})?$`);

/** Whether an address shows a list alone. */
export const isList = (path: string): boolean => lists.test(path);

/** The section to which an address belongs; undefined for one that belongs to several. */
export const sectionAt = (path: string): Section | undefined => {
  if (/^\/console(\/|$)/.test(path)) return 'messages';
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

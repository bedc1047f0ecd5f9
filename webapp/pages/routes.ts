import { html } from 'lit';
import { contactPath, reportPath } from '../navigation.ts';
import { dialogueRoutes } from './dialogues/routes.ts';
import type { May, Route } from './route.ts';

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
export const firstList = (may: May): string =>
  may(listNeeds.today) ? '/today' : may(listNeeds.people) || !may(listNeeds.messages) ? '/people' : '/messages';

/** A user whose role has no tab for messages may still write to a contact from its profile. */
const speaks = (may: May): boolean => may('can_view_messages_tab') || may('can_view_message_action');

/** Every address with a page of its own; `/people` and the other sections are lists beside them. */
const routes: readonly Route[] = [
  {
    path: /^\/people\/new(?:\/([^/]+))?$/,
    load: () => import('./people/register-page.ts'),
    show: number => html`<register-page .number=${number ?? ''}></register-page>`,
    open: may => may('can_edit') && (may('can_create_people') || may('can_create_places')),
    up: () => '/people',
    whole: true,
  },
  {
    path: /^\/people\/([^/]+)\/add\/([^/]+)\/with\/([^/]+)$/,
    load: () => import('./forms/form-page.ts'),
    show: (id, type, number) => html`<form-page .contactId=${id} .create=${type} .number=${number}></form-page>`,
    open: may => may('can_edit') && (may('can_create_people') || may('can_create_places')),
    up: contactPath,
  },
  {
    path: /^\/people\/([^/]+)$/,
    load: () => import('./people/contact-page.ts'),
    show: id => html`<contact-page .contactId=${id}></contact-page>`,
    open: may => may('can_view_contacts') || may('can_view_contacts_tab'),
    up: () => '/people',
  },
  {
    path: /^\/people\/([^/]+)\/reports$/,
    load: () => import('./reports/reports-of-page.ts'),
    show: id => html`<reports-of-page .contactId=${id}></reports-of-page>`,
    open: may => may('can_view_reports') || may('can_view_contacts_tab'),
    up: contactPath,
    whole: true,
  },
  {
    path: /^\/people\/([^/]+)\/report\/([^/]+)$/,
    load: () => import('./forms/form-page.ts'),
    show: (id, form) => html`<form-page .contactId=${id} .form=${form}></form-page>`,
    open: may => may('can_edit'),
    up: contactPath,
  },
  {
    path: /^\/people\/([^/]+)\/add\/([^/]+)$/,
    load: () => import('./forms/form-page.ts'),
    show: (id, type) => html`<form-page .contactId=${id} .create=${type}></form-page>`,
    open: may => may('can_edit') && (may('can_create_people') || may('can_create_places')),
    up: contactPath,
  },
  {
    path: /^\/people\/([^/]+)\/edit$/,
    load: () => import('./forms/form-page.ts'),
    show: id => html`<form-page .contactId=${id} edit></form-page>`,
    open: may => may('can_edit'),
    up: contactPath,
  },
  {
    path: /^\/reports\/([^/]+)\/edit$/,
    load: () => import('./forms/form-page.ts'),
    show: id => html`<form-page .reportId=${id}></form-page>`,
    open: may => may('can_edit'),
    up: reportPath,
  },
  {
    path: /^\/forms\/([^/]+)$/,
    load: () => import('./forms/form-page.ts'),
    show: form => html`<form-page .form=${form}></form-page>`,
    open: may => may('can_edit'),
    up: () => '/people',
  },
  {
    path: /^\/drafts$/,
    load: () => import('./forms/drafts-page.ts'),
    show: () => html`<drafts-page></drafts-page>`,
    open: may => may('can_edit'),
    up: () => '/people',
  },
  {
    path: /^\/reports\/([^/]+)$/,
    load: () => import('./reports/report-page.ts'),
    show: id => html`<report-page .reportId=${id}></report-page>`,
    open: may => may('can_view_reports') || may('can_view_contacts_tab'),
    up: () => '/reports',
  },
  {
    path: /^\/messages\/new$/,
    load: () => import('./messages/new-message-page.ts'),
    show: () => html`<new-message-page></new-message-page>`,
    open: may => may('can_edit') && speaks(may),
    up: () => '/messages',
    whole: true,
  },
  {
    path: /^\/messages\/everyone\/([^/]+)$/,
    load: () => import('./messages/new-message-page.ts'),
    show: id => html`<new-message-page .place=${id}></new-message-page>`,
    open: may => may('can_edit') && may('can_view_message_action'),
    up: contactPath,
    whole: true,
  },
  {
    path: /^\/messages\/([^/]+)$/,
    load: () => import('./messages/conversation-page.ts'),
    show: id => html`<conversation-page .with=${id}></conversation-page>`,
    open: speaks,
    up: () => '/messages',
    whole: true,
  },
  {
    path: /^\/tasks\/([^/]+)\/after$/,
    load: () => import('./tasks/after-page.ts'),
    show: id => html`<after-page .taskId=${id}></after-page>`,
    open: may => may('can_view_tasks'),
    up: () => '/tasks',
  },
  {
    path: /^\/tasks\/([^/]+)$/,
    load: () => import('./tasks/task-page.ts'),
    show: id => html`<task-page .taskId=${id}></task-page>`,
    open: may => may('can_view_tasks') && may('can_edit'),
    up: () => '/tasks',
  },
  {
    path: /^\/tasks\/([^/]+)\/do\/(\d+)$/,
    load: () => import('./tasks/task-page.ts'),
    show: (id, action) => html`<task-page .taskId=${id} .action=${action}></task-page>`,
    open: may => may('can_view_tasks') && may('can_edit'),
    up: () => '/tasks',
  },
  {
    path: /^\/targets\/team$/,
    load: () => import('./tasks/team-page.ts'),
    show: () => html`<team-page></team-page>`,
    open: may => may('can_aggregate_targets'),
    up: () => '/targets',
  },
  {
    path: /^\/events$/,
    load: () => import('./events/events-page.ts'),
    show: () => html`<events-page></events-page>`,
    open: may => may('can_manage_events'),
    up: () => '/people',
  },
  {
    path: /^\/events\/posts$/,
    load: () => import('./events/posts-page.ts'),
    show: () => html`<event-posts-page></event-posts-page>`,
    open: may => may('can_manage_events'),
    up: () => '/events',
  },
  {
    path: /^\/events\/settings$/,
    load: () => import('./events/event-settings-page.ts'),
    show: () => html`<event-settings-page></event-settings-page>`,
    open: may => may('can_manage_events'),
    up: () => '/events',
  },
  {
    path: /^\/review$/,
    load: () => import('./review/review-page.ts'),
    show: () => html`<review-page></review-page>`,
    open: may => may('can_decide_reviews'),
    up: () => '/people',
  },
  {
    path: /^\/console$/,
    load: () => import('./console/console-page.ts'),
    show: () => html`<console-page></console-page>`,
    open: may => may('can_view_messages'),
    up: () => '/messages',
  },
  {
    path: /^\/console\/flagged$/,
    load: () => import('./console/flagged-page.ts'),
    show: () => html`<flagged-page></flagged-page>`,
    open: may => may('can_view_messages'),
    up: () => '/console',
  },
  {
    path: /^\/console\/([^/]+)$/,
    load: () => import('./console/talk-page.ts'),
    show: id => html`<talk-page .with=${id} .at=${''}></talk-page>`,
    open: may => may('can_view_messages'),
    up: () => '/console',
  },
  {
    path: /^\/console\/([^/]+)\/at\/([^/]+)$/,
    load: () => import('./console/talk-page.ts'),
    show: (id, key) => html`<talk-page .with=${id} .at=${key}></talk-page>`,
    open: may => may('can_view_messages'),
    up: () => '/console',
  },
  {
    path: /^\/study$/,
    load: () => import('./study/study-page.ts'),
    show: () => html`<study-page></study-page>`,
    open: may => may('can_manage_study') || may('can_export_messages'),
    up: () => '/people',
  },
  {
    path: /^\/study\/([^/]+)$/,
    load: () => import('./study/schedule-page.ts'),
    show: id => html`<schedule-page .contactId=${id}></schedule-page>`,
    open: may => may('can_manage_study'),
    up: () => '/study',
  },
  ...dialogueRoutes,
  {
    path: /^\/refused$/,
    load: () => import('./reports/refused-page.ts'),
    show: () => html`<refused-page></refused-page>`,
    up: () => '/people',
  },
  {
    path: /^\/chats$/,
    load: () => import('./chats/link-chat-page.ts'),
    show: () => html`<link-chat-page></link-chat-page>`,
    up: () => '/people',
  },
  {
    path: /^\/account$/,
    load: () => import('./account-page.ts'),
    show: () => html`<account-page></account-page>`,
    up: () => '/people',
  },
  {
    path: /^\/about$/,
    load: () => import('./about-page.ts'),
    show: () => html`<about-page></about-page>`,
    up: () => '/people',
  },
];

/** The page at an address; undefined where there is none. */
export const routeAt = (path: string): Route | undefined => routes.find(each => each.path.test(path));

import { html } from 'lit';
import { contactPath, reportPath } from '../navigation.ts';
import { campaignRoutes } from './campaigns/routes.ts';
import { dialogueRoutes } from './dialogues/routes.ts';
import { digestRoutes } from './digests/routes.ts';
import { dispatchRoutes } from './dispatch/routes.ts';
import { eventRoutes } from './events/routes.ts';
import { messageRoutes } from './messages/routes.ts';
import { progressRoutes } from './progress/routes.ts';
import { promoterRoutes } from './promoters/routes.ts';
import { reviewRoutes } from './review/routes.ts';
import type { Route } from './route.ts';
import { studyRoutes } from './study/routes.ts';
import { taskRoutes } from './tasks/routes.ts';
import { trainingRoutes } from './trainings/routes.ts';
import { userRoutes } from './users/routes.ts';

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
    path: /^\/people\/([^/]+)\/move$/,
    load: () => import('./people/move-page.ts'),
    show: id => html`<move-page .contactId=${id}></move-page>`,
    open: may => may('can_move_contacts'),
    up: id => contactPath(id!),
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
    path: /^\/try-form$/,
    load: () => import('./forms/try-form-page.ts'),
    show: () => html`<try-form-page></try-form-page>`,
    open: may => may('can_configure'),
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
  ...messageRoutes,
  ...taskRoutes,
  ...eventRoutes,
  ...reviewRoutes,
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
  ...campaignRoutes,
  ...digestRoutes,
  ...progressRoutes,
  ...promoterRoutes,
  ...trainingRoutes,
  ...studyRoutes,
  ...userRoutes,
  {
    path: /^\/erasures$/,
    load: () => import('./erasure/erasures-page.ts'),
    show: () => html`<erasures-page></erasures-page>`,
    open: may => may('can_erase'),
    up: () => '/study',
  },
  ...dialogueRoutes,
  ...dispatchRoutes,
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
    path: /^\/chats\/health$/,
    load: () => import('./chats/chats-health-page.ts'),
    show: () => html`<chats-health-page></chats-health-page>`,
    open: may => may('can_view_outgoing_messages'),
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

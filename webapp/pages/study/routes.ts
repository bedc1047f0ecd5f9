import { html } from 'lit';
import { talkPath } from '../console/paths.ts';
import type { Route } from '../route.ts';

/** Addresses of a study: its people, their plans and groups. */
export const studyRoutes: readonly Route[] = [
  {
    path: /^\/study$/,
    load: () => import('./study-page.ts'),
    show: () => html`<study-page></study-page>`,
    open: may => may('can_manage_study') || may('can_export_messages'),
    up: () => '/people',
  },
  {
    path: /^\/study\/participants\/?$/,
    load: () => import('./participants-page.ts'),
    show: () => html`<participants-page></participants-page>`,
    open: may => may('can_manage_study'),
    up: () => '/study',
  },
  {
    path: /^\/study\/participants\/([^/]+)$/,
    load: () => import('./participant-page.ts'),
    show: id => html`<participant-page .contactId=${id}></participant-page>`,
    open: may => may('can_manage_study'),
    up: () => '/study/participants',
  },
  {
    path: /^\/study\/groups\/([^/]+)$/,
    load: () => import('./group-page.ts'),
    show: id => html`<group-page .contactId=${id}></group-page>`,
    open: may => may('can_view_messages'),
    up: talkPath,
  },
  {
    path: /^\/study\/([^/]+)$/,
    load: () => import('./schedule-page.ts'),
    show: id => html`<schedule-page .contactId=${id}></schedule-page>`,
    open: may => may('can_manage_study'),
    up: () => '/study',
  },
];

import { html } from 'lit';
import type { Route } from '../route.ts';

/** Addresses of tasks and targets. */
export const taskRoutes: readonly Route[] = [
  {
    path: /^\/tasks\/([^/]+)\/after$/,
    load: () => import('./after-page.ts'),
    show: id => html`<after-page .taskId=${id}></after-page>`,
    open: may => may('can_view_tasks'),
    up: () => '/tasks',
  },
  {
    path: /^\/tasks\/([^/]+)$/,
    load: () => import('./task-page.ts'),
    show: id => html`<task-page .taskId=${id}></task-page>`,
    open: may => may('can_view_tasks') && may('can_edit'),
    up: () => '/tasks',
  },
  {
    path: /^\/tasks\/([^/]+)\/do\/(\d+)$/,
    load: () => import('./task-page.ts'),
    show: (id, action) => html`<task-page .taskId=${id} .action=${action}></task-page>`,
    open: may => may('can_view_tasks') && may('can_edit'),
    up: () => '/tasks',
  },
  {
    path: /^\/targets\/team$/,
    load: () => import('./team-page.ts'),
    show: () => html`<team-page></team-page>`,
    open: may => may('can_aggregate_targets'),
    up: () => '/targets',
  },
];

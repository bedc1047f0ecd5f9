import { html } from 'lit';
import type { Route } from '../route.ts';

/** Addresses of requests for help. */
export const dispatchRoutes: readonly Route[] = [
  {
    path: /^\/dispatch$/,
    load: () => import('./board-page.ts'),
    show: () => html`<dispatch-board-page></dispatch-board-page>`,
    open: may => may('can_manage_dispatch'),
    up: () => '/people',
  },
  {
    path: /^\/dispatch\/volunteers$/,
    load: () => import('./volunteers-page.ts'),
    show: () => html`<dispatch-volunteers-page></dispatch-volunteers-page>`,
    open: may => may('can_manage_dispatch'),
    up: () => '/dispatch',
  },
  {
    path: /^\/dispatch\/(dispatch[^/]+)$/,
    load: () => import('./request-page.ts'),
    show: id => html`<dispatch-request-page .requestId=${id}></dispatch-request-page>`,
    open: may => may('can_manage_dispatch'),
    up: () => '/dispatch',
  },
];

import { html } from 'lit';
import type { Route } from '../route.ts';

/** Addresses of those who log in. */
export const userRoutes: readonly Route[] = [
  {
    path: /^\/users$/,
    load: () => import('./users-page.ts'),
    show: () => html`<users-page></users-page>`,
    open: may => may('can_view_users'),
    up: () => '/people',
  },
  {
    path: /^\/users\/([^/]+)$/,
    load: () => import('./user-page.ts'),
    show: name => html`<user-page .name=${name}></user-page>`,
    open: may => may('can_create_users') || may('can_update_users'),
    up: () => '/users',
  },
];

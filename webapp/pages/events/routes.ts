import { html } from 'lit';
import type { Route } from '../route.ts';

/** Addresses of events that people announce. */
export const eventRoutes: readonly Route[] = [
  {
    path: /^\/events$/,
    load: () => import('./events-page.ts'),
    show: () => html`<events-page></events-page>`,
    open: may => may('can_manage_events'),
    up: () => '/people',
  },
  {
    path: /^\/events\/posts$/,
    load: () => import('./posts-page.ts'),
    show: () => html`<event-posts-page></event-posts-page>`,
    open: may => may('can_manage_events'),
    up: () => '/events',
  },
  {
    path: /^\/events\/settings$/,
    load: () => import('./event-settings-page.ts'),
    show: () => html`<event-settings-page></event-settings-page>`,
    open: may => may('can_manage_events'),
    up: () => '/events',
  },
];

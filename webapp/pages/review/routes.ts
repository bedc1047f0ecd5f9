import { html } from 'lit';
import type { Route } from '../route.ts';

/** The address of what waits for a person. */
export const reviewRoutes: readonly Route[] = [
  {
    path: /^\/review$/,
    load: () => import('./review-page.ts'),
    show: () => html`<review-page></review-page>`,
    open: may => may('can_decide_reviews'),
    up: () => '/people',
  },
];

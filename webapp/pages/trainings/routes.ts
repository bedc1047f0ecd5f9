import { html } from 'lit';
import type { Route } from '../route.ts';

/** The page of trainings. */
export const trainingRoutes: readonly Route[] = [
  {
    path: /^\/trainings$/,
    load: () => import('./trainings-page.ts'),
    show: () => html`<trainings-page></trainings-page>`,
    open: may => may('can_edit'),
    up: () => '/people',
  },
];

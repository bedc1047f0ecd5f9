import { html } from 'lit';
import type { Route } from '../route.ts';

/** The page of those who lead a study. */
export const promoterRoutes: readonly Route[] = [
  {
    path: /^\/promoters$/,
    load: () => import('./promoters-page.ts'),
    show: () => html`<promoters-page></promoters-page>`,
    open: has => has('can_run_campaigns'),
    up: () => '/campaigns',
  },
];

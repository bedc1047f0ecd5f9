import { html } from 'lit';
import type { Route } from '../route.ts';

/** The page of a study's progress. */
export const progressRoutes: readonly Route[] = [
  {
    path: /^\/progress$/,
    load: () => import('./progress-page.ts'),
    show: () => html`<progress-page></progress-page>`,
    open: has => has('can_manage_study'),
    up: () => '/study',
  },
];

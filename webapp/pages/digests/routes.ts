import { html } from 'lit';
import type { Route } from '../route.ts';

/** The page of digests. */
export const digestRoutes: readonly Route[] = [
  {
    path: /^\/digests$/,
    load: () => import('./digests-page.ts'),
    show: () => html`<digests-page></digests-page>`,
    open: has => has('can_manage_study'),
    up: () => '/study',
  },
];

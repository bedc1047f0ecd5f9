import { html } from 'lit';
import { contactPath } from '../../navigation.ts';
import type { Route } from '../route.ts';

const may = (has: (permission: string) => boolean): boolean => has('can_run_campaigns') || has('can_approve_campaigns');

/** The pages of campaigns. */
export const campaignRoutes: readonly Route[] = [
  {
    path: /^\/campaigns$/,
    load: () => import('./campaigns-page.ts'),
    show: () => html`<campaigns-page></campaigns-page>`,
    open: may,
    up: () => '/people',
  },
  {
    path: /^\/campaigns\/new$/,
    load: () => import('./write-campaign-page.ts'),
    show: () => html`<write-campaign-page></write-campaign-page>`,
    open: has => has('can_run_campaigns'),
    up: () => '/campaigns',
  },
  {
    path: /^\/campaigns\/new\/under\/([^/]+)$/,
    load: () => import('./write-campaign-page.ts'),
    show: place => html`<write-campaign-page .under=${place}></write-campaign-page>`,
    open: has => has('can_run_campaigns'),
    up: place => contactPath(place!),
  },
  {
    path: /^\/campaigns\/([^/]+)\/edit$/,
    load: () => import('./write-campaign-page.ts'),
    show: id => html`<write-campaign-page .campaign=${id}></write-campaign-page>`,
    open: has => has('can_run_campaigns'),
    up: id => `/campaigns/${id}`,
  },
  {
    path: /^\/campaigns\/([^/]+)$/,
    load: () => import('./campaign-page.ts'),
    show: id => html`<campaign-page .campaign=${id}></campaign-page>`,
    open: may,
    up: () => '/campaigns',
  },
];

import { html } from 'lit';
import { pageOf } from '../../data/dialogues/told.ts';
import type { May, Route } from '../route.ts';

const open = (may: May): boolean => may('can_manage_study');

/** The pages of dialogues. */
export const dialogueRoutes: readonly Route[] = [
  {
    path: /^\/dialogues$/,
    load: () => import('./dialogues-page.ts'),
    show: () => html`<dialogues-page></dialogues-page>`,
    open,
    up: () => '/people',
  },
  {
    path: /^\/dialogues\/([^/]+)$/,
    load: () => import('./dialogue-page.ts'),
    show: id => html`<dialogue-page .dialogueId=${id}></dialogue-page>`,
    open,
    up: () => '/dialogues',
  },
  {
    path: /^\/dialogues\/([^/]+)\/try\/(\d+|draft)$/,
    load: () => import('./try-page.ts'),
    show: (id, version) => html`<try-page .dialogueId=${id} .version=${version!}></try-page>`,
    open,
    up: id => pageOf(id!),
  },
];

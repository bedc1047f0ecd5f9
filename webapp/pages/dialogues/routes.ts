import { html } from 'lit';
import { pageOf } from '../../data/dialogues/told.ts';
import { contactPath } from '../../navigation.ts';
import type { May, Route } from '../route.ts';

const open = (may: May): boolean => may('can_manage_study');

/** The pages of dialogues. */
export const dialogueRoutes: readonly Route[] = [
  {
    path: /^\/people\/([^/]+)\/begin-dialogue$/,
    load: () => import('./begin-page.ts'),
    show: id => html`<begin-page .contactId=${id}></begin-page>`,
    open,
    up: id => contactPath(id!),
  },
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
  {
    path: /^\/dialogues\/([^/]+)\/edit$/,
    load: () => import('./edit-page.ts'),
    show: id => html`<edit-page .dialogueId=${id}></edit-page>`,
    open,
    up: id => pageOf(id!),
  },
  {
    path: /^\/dialogues\/([^/]+)\/compare\/(\d+)\/(\d+|draft)$/,
    load: () => import('./compare-page.ts'),
    show: (id, earlier, later) =>
      html`<compare-page .dialogueId=${id} .earlier=${earlier!} .later=${later!}></compare-page>`,
    open,
    up: id => pageOf(id!),
  },
  {
    path: /^\/dialogue-settings$/,
    load: () => import('./settings-page.ts'),
    show: () => html`<dialogue-settings-page></dialogue-settings-page>`,
    open,
    up: () => '/dialogues',
  },
];

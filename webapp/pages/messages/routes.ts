import { html } from 'lit';
import { contactPath } from '../../navigation.ts';
import type { May, Route } from '../route.ts';

/** A user whose role has no tab for messages may still write to a contact from its profile. */
const speaks = (may: May): boolean => may('can_view_messages_tab') || may('can_view_message_action');

/** Addresses of what is written by SMS. */
export const messageRoutes: readonly Route[] = [
  {
    path: /^\/messages\/new$/,
    load: () => import('./new-message-page.ts'),
    show: () => html`<new-message-page></new-message-page>`,
    open: may => may('can_edit') && speaks(may),
    up: () => '/messages',
    whole: true,
  },
  {
    path: /^\/messages\/everyone\/([^/]+)$/,
    load: () => import('./new-message-page.ts'),
    show: id => html`<new-message-page .place=${id}></new-message-page>`,
    open: may => may('can_edit') && may('can_view_message_action'),
    up: contactPath,
    whole: true,
  },
  {
    path: /^\/messages\/([^/]+)$/,
    load: () => import('./conversation-page.ts'),
    show: id => html`<conversation-page .with=${id}></conversation-page>`,
    open: speaks,
    up: () => '/messages',
    whole: true,
  },
];

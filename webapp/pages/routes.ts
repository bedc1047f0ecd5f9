import { html, type TemplateResult } from 'lit';

/** An address of the app and the page that shows it. Pages come when they are needed. */
export interface Route {
  path: RegExp;
  load?: () => Promise<unknown>;
  show: (...parts: string[]) => TemplateResult;
  /** Where back leads when there is no history. */
  up: (...parts: string[]) => string;
  /** The page fills the height and scrolls within itself. */
  whole?: boolean;
}

/** Every address with a page of its own; `/people` and `/messages` are lists beside them. */
export const routes: readonly Route[] = [
  {
    path: /^\/people\/([^/]+)$/,
    load: () => import('./contact-page.ts'),
    show: id => html`<contact-page .contactId=${id}></contact-page>`,
    up: () => '/people',
  },
  {
    path: /^\/people\/([^/]+)\/report\/([^/]+)$/,
    load: () => import('./form-page.ts'),
    show: (id, form) => html`<form-page .contactId=${id} .form=${form}></form-page>`,
    up: id => `/people/${id}`,
  },
  {
    path: /^\/people\/([^/]+)\/add\/([^/]+)$/,
    load: () => import('./form-page.ts'),
    show: (id, type) => html`<form-page .contactId=${id} .create=${type}></form-page>`,
    up: id => `/people/${id}`,
  },
  {
    path: /^\/people\/([^/]+)\/edit$/,
    load: () => import('./form-page.ts'),
    show: id => html`<form-page .contactId=${id} edit></form-page>`,
    up: id => `/people/${id}`,
  },
  {
    path: /^\/reports\/([^/]+)$/,
    load: () => import('./report-page.ts'),
    show: id => html`<report-page .reportId=${id}></report-page>`,
    up: () => '/people',
  },
  {
    path: /^\/messages\/new$/,
    load: () => import('./new-message-page.ts'),
    show: () => html`<new-message-page></new-message-page>`,
    up: () => '/messages',
    whole: true,
  },
  {
    path: /^\/messages\/everyone\/([^/]+)$/,
    load: () => import('./new-message-page.ts'),
    show: id => html`<new-message-page .place=${id}></new-message-page>`,
    up: id => `/people/${id}`,
    whole: true,
  },
  {
    path: /^\/messages\/([^/]+)$/,
    load: () => import('./conversation-page.ts'),
    show: id => html`<conversation-page .with=${id}></conversation-page>`,
    up: () => '/messages',
    whole: true,
  },
  { path: /^\/refused$/, load: () => import('./refused-page.ts'), show: () => html`<refused-page></refused-page>`, up: () => '/people' },
  { path: /^\/about$/, load: () => import('./about-page.ts'), show: () => html`<about-page></about-page>`, up: () => '/people' },
];

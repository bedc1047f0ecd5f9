/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

/** The service worker: the whole app is on the phone, and every page of it opens without a network. */
declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (string | { url: string; revision: string | null })[] };

/**
 * Paths that belong to the server; all others are pages of the app. The login, with its links, and the choice of a
 * password are pages too.
 */
const server = [
  /^\/api\//,
  /^\/medic\/(?!(login|password-reset)$|login\/token\/)/,
  /^\/medic$/,
  /^\/_/,
  /^\/metrics/,
  /^\/e\//,
];

/** Asked for when the app is put on the screen of a phone: it tells how the programme is called by then. */
const asked = 'manifest.webmanifest';

precacheAndRoute(self.__WB_MANIFEST.filter(each => (typeof each === 'string' ? each : each.url) !== asked));
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: server }));

self.addEventListener('message', event => {
  if (event.data?.type === 'take-over') void self.skipWaiting();
});
/** A reminder leads to what it reminds of: in a window of the app that is open, else in a new one. */
self.addEventListener('notificationclick', event => {
  event.notification.close();
  const { path = '/' } = (event.notification.data ?? {}) as { path?: string };
  event.waitUntil(
    (async () => {
      const [open] = await self.clients.matchAll({ type: 'window' });
      if (!open) return self.clients.openWindow(path);
      await open.focus();
      return open.navigate(path);
    })(),
  );
});
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

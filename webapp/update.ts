import { Workbox } from 'workbox-window';

/**
 * Registers the service worker, so that the app opens without a network from now on. Does nothing where it is not built
 * (development).
 * @param onNewer is handed what takes the newer version into use, when one is ready: it reloads the page
 */
export const watchForUpdate = (onNewer: (take: () => void) => void): void => {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  const worker = new Workbox('/sw.js');
  worker.addEventListener('waiting', () =>
    onNewer(() => {
      worker.addEventListener('controlling', () => location.reload());
      worker.messageSW({ type: 'take-over' }).catch(() => location.reload());
    }),
  );
  worker.register().catch(() => undefined);
};

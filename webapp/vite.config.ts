import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { viewModule } from '../ddocs/store/view-files.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const house = fileURLToPath(new URL('..', import.meta.url));

/** `virtual:view-maps`: the map functions of `ddocs/views`, because the phone's policy forbids `new Function`. */
const viewMaps = (): Plugin => ({
  name: 'rounds:view-maps',
  resolveId: id => (id === 'virtual:view-maps' ? `\0${id}` : undefined),
  load: id => (id === '\0virtual:view-maps' ? viewModule() : undefined),
});

/** `virtual:default-words`: the words of the default programme by locale, for the time before the first sync. */
const defaultWords = (): Plugin => ({
  name: 'rounds:default-words',
  resolveId: id => (id.startsWith('virtual:default-words/') ? `\0${id}` : undefined),
  load(id) {
    const locale = id.match(/^\0virtual:default-words\/([a-z]+)$/)?.[1];
    if (!locale) return;
    const path = `${house}config/default/translations/messages-${locale}.properties`;
    this.addWatchFile(path);
    const lines = readFileSync(path, 'utf8').split(/\r?\n/);
    const words = lines.map(line => /^\s*([^#!=\s][^=]*?)\s*=\s*(.*)$/.exec(line)).filter(match => match !== null);
    return `export const words = ${JSON.stringify(Object.fromEntries(words.map(([, key, value]) => [key, value])))};`;
  },
});

export default defineConfig({
  root: here,
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    chunkSizeWarningLimit: 1000,
    reportCompressedSize: true,
  },
  plugins: [
    viewMaps(),
    defaultWords(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: '.',
      filename: 'sw.ts',
      injectRegister: false,
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,svg,png,woff2,wasm}'],
        maximumFileSizeToCacheInBytes: 6_000_000,
      },
      manifest: {
        name: 'Rounds',
        short_name: 'Rounds',
        description: 'Care coordination that works without a network',
        start_url: '/',
        display: 'standalone',
        background_color: '#f5f4ef',
        theme_color: '#0b7568',
        icons: [
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
        ],
      },
    }),
  ],
});

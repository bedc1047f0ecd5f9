import '@fontsource-variable/figtree/wght.css';
import './design/tokens.css';
import { registerIconLibrary } from '@awesome.me/webawesome/dist/components/icon/library.js';
import { type IconName, icons } from './design/icons.ts';
import { followLinks } from './navigation.ts';
import { setLocale } from './words/words.ts';
import './app.ts';

const stroke = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
const svgOf = (name: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" ${stroke}>${icons[name as IconName] ?? ''}</svg>`;

// Web Awesome would fetch its pictures from another host; these are in the bundle.
registerIconLibrary('default', { resolver: name => `data:image/svg+xml,${encodeURIComponent(svgOf(name))}` });

const dark = matchMedia('(prefers-color-scheme: dark)');
const dress = () => document.documentElement.classList.toggle('wa-dark', dark.matches);
dress();
dark.addEventListener('change', dress);

followLinks();
void setLocale(localStorage.getItem('rounds-language') ?? navigator.language.split('-')[0] ?? 'en');

import type { Brand } from '../data/programme/branding.ts';
import { setName } from '../words/words.ts';

/** Gives the app the name and the small picture of the programme; without them it has its own. */
export const showBrand = ({ title, favicon }: Brand): void => {
  setName(title ?? '');
  const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  if (!link) return;
  link.type = favicon ? '' : 'image/svg+xml';
  link.href = favicon ?? '/icon.svg';
};

import { setName } from '../../words/words.ts';

/** What the programme calls itself, and its logo, as an address or as data. */
export interface Brand {
  title?: string;
  logo?: string;
  favicon?: string;
}

const key = 'rounds-branding';

/** The branding as it was last seen on this device. */
const kept = (): Brand => {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Brand;
  } catch {
    return {};
  }
};

/** Gives the app the name and the small picture of the programme; without them it has its own. */
export const showBrand = ({ title, favicon }: Brand): void => {
  setName(title ?? '');
  const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  if (!link) return;
  link.type = favicon ? '' : 'image/svg+xml';
  link.href = favicon ?? '/icon.svg';
};

/** Shows what this device knows of the branding before anything is asked: its name, in the tab and on the first page. */
export const showKeptBrand = (): Brand => {
  const { title } = kept();
  const brand = title ? { title } : {};
  showBrand(brand);
  return brand;
};

/** Remembers the name, so that the next start begins with it. */
export const keepBrand = ({ title }: Brand): void =>
  title ? localStorage.setItem(key, JSON.stringify({ title })) : localStorage.removeItem(key);

/** Asks the server for the branding, before anybody has logged in; what this device knows when nobody answers. */
export const askBrand = async (): Promise<Brand> => {
  try {
    const answer = await fetch('/api/v1/branding', { headers: { accept: 'application/json' } });
    if (!answer.ok) return kept();
    const { title, logo, favicon } = (await answer.json()) as Record<string, string | null>;
    const brand = { ...(title ? { title } : {}), ...(logo ? { logo } : {}), ...(favicon ? { favicon } : {}) };
    keepBrand(brand);
    return brand;
  } catch {
    return kept();
  }
};

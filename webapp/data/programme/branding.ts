/** What the programme calls itself, and its logo, as an address or as data. */
export interface Brand {
  title?: string;
  logo?: string;
  favicon?: string;
}

const key = 'rounds-branding';

/** The branding as it was last seen on this device: before anything is asked. */
export const keptBrand = (): Brand => {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Brand;
  } catch {
    return {};
  }
};

/** Remembers the name, so that the next start begins with it. */
export const keepBrand = ({ title }: Brand): void =>
  title ? localStorage.setItem(key, JSON.stringify({ title })) : localStorage.removeItem(key);

/** Asks the server for the branding, before anybody has logged in; what this device knows when nobody answers. */
export const askBrand = async (): Promise<Brand> => {
  try {
    const answer = await fetch('/api/v1/branding', { headers: { accept: 'application/json' } });
    if (!answer.ok) return keptBrand();
    const { title, logo, favicon } = (await answer.json()) as Record<string, string | null>;
    const brand = { ...(title ? { title } : {}), ...(logo ? { logo } : {}), ...(favicon ? { favicon } : {}) };
    keepBrand(brand);
    return brand;
  } catch {
    return keptBrand();
  }
};

import type { DialogueSettings } from '@rounds/config/sections/dialogues.ts';

/** A field of the profile by which people are counted. */
export interface ProfileField {
  field: string;
  label: string;
  values: Readonly<Record<string, string>>;
  /** Of numbers: where each band but the first begins. */
  bands?: readonly number[];
}

/** What stands for somebody who did not say. */
export const notSaid = '–';

/** The fields of the settings, in their order; a name alone is a field that is called as it is. */
export const profileFields = (settings: Pick<DialogueSettings, 'profile'> | undefined): ProfileField[] =>
  (settings?.profile ?? []).map(given => {
    const { field, label, values = {}, bands } = typeof given === 'string' ? { field: given } : given;
    return { field, label: label ?? field, values, ...(bands ? { bands } : {}) } as ProfileField;
  });

const bandOf = (value: number, bands: readonly number[]): string => {
  const at = bands.filter(from => value >= from).length;
  if (at === 0) return `< ${bands[0]}`;
  return at === bands.length ? `≥ ${bands.at(-1)}` : `${bands[at - 1]}–<${bands[at]}`;
};

/** What somebody said of a field, as it is counted: a band of a number, what a value is called, else the value. */
export const saidOf = (profile: Readonly<Record<string, string>>, { field, values, bands }: ProfileField): string => {
  const value = Object.hasOwn(profile, field) ? profile[field]!.trim() : '';
  if (value === '') return notSaid;
  if (bands) return Number.isFinite(Number(value)) ? bandOf(Number(value), bands) : notSaid;
  return Object.hasOwn(values, value) ? values[value]! : value;
};

/** Values in the order in which they are shown: bands by their numbers, all else by its words, who did not say last. */
export const inValueOrder = (found: Iterable<string>, { bands }: Pick<ProfileField, 'bands'>): string[] => {
  const known = bands ? [bands[0]! - 1, ...bands].map(each => bandOf(each, bands)) : [];
  const rank = (value: string): number => (value === notSaid ? 1e9 : known.indexOf(value));
  return [...new Set(found)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0));
};

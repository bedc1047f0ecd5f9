/** A field of the profile by which people are counted, as the settings hold it. */
export type ProfileEntry = string | { field: string; bands?: number[]; [more: string]: unknown };

const fieldOf = (entry: ProfileEntry): string => (typeof entry === 'string' ? entry : entry.field);

/** Fields as they are typed, a line for each: `gender`, or `age: 18, 30, 45` with where its bands begin. */
export const profileLines = (entries: readonly ProfileEntry[]): string =>
  entries
    .map(entry => {
      const bands = typeof entry === 'string' ? undefined : entry.bands;
      return bands ? `${fieldOf(entry)}: ${bands.join(', ')}` : fieldOf(entry);
    })
    .join('\n');

/** The fields that lines name. What the settings say of a field beside its bands, as what its values are called, stays. */
export const profileOf = (lines: string, before: readonly ProfileEntry[]): ProfileEntry[] =>
  lines.split('\n').flatMap((line): ProfileEntry[] => {
    const [name = '', ...rest] = line.split(':');
    const field = name.trim();
    if (field === '') return [];
    const bands = rest
      .join(':')
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number);
    const known = before.find(entry => fieldOf(entry) === field);
    const { bands: _, ...more } = typeof known === 'object' ? known : { field };
    if (bands.length > 0) return [{ ...more, bands }];
    return [Object.keys(more).length > 1 ? more : field];
  });

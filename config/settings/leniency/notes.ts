import { type Fault, pathText } from '../faults.ts';

/** Where something stands: names of fields, places of lists. */
export type Path = readonly PropertyKey[];

/** What is noticed while settings are read that harms nobody. */
export interface Notes {
  warnings: Fault[];
  warn(path: Path, message: string): void;
  /**
   * A list without the entries that say nothing, each with a warning. Paths of the others stay those of the list as it
   * was given.
   * @param idle why an entry says nothing; undefined for one that counts
   */
  without(list: readonly unknown[], path: Path, idle: (entry: unknown, at: number) => string | undefined): unknown[];
  /** The path as it is in what was given, of one in what was read. */
  asGiven(path: string): string;
}

export const openNotes = (): Notes => {
  const warnings: Fault[] = [];
  /** Places that lists have lost, by the path of the list as given. */
  const lost = new Map<string, Set<number>>();
  const warn: Notes['warn'] = (path, message) => {
    warnings.push({ path: pathText(path), message });
  };

  /** The place in the list as given of the entry that is now at `at`. */
  const placeOf = (list: string, at: number): number => {
    const gone = lost.get(list);
    let place = -1;
    for (let left = at; left >= 0; ) {
      place += 1;
      if (!gone?.has(place)) left -= 1;
    }
    return place;
  };

  return {
    warnings,
    warn,
    without(list, path, idle) {
      return list.filter((entry, at) => {
        const reason = idle(entry, at);
        if (reason === undefined) return true;
        const key = pathText(path);
        lost.set(key, (lost.get(key) ?? new Set()).add(at));
        const inside = pathText([...path, at]);
        // Oddities inside of an entry that does not count are nobody's concern.
        const kept = warnings.filter(one => !(one.path.startsWith(`${inside}.`) || one.path.startsWith(`${inside}[`)));
        warnings.splice(0, warnings.length, ...kept);
        warn([...path, at], reason);
        return false;
      });
    },
    asGiven(path) {
      if (lost.size === 0) return path;
      let given = '';
      for (const [, before = '', at] of path.matchAll(/([^[]*)(?:\[(\d+)\])?/g)) {
        given += before;
        if (at !== undefined) given += `[${placeOf(given, Number(at))}]`;
      }
      return given;
    },
  };
};

/** Whether a value is an object with fields. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value says nothing at all: nothing, blank text, and lists and objects of such. */
export const isBlank = (value: unknown): boolean => {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  return typeof value === 'object' && Object.values(value).every(isBlank);
};

/** Whether a text was left empty, as a form of an administration page leaves it; one that is not there was not. */
export const isEmptyText = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';

/** How fast a dialogue speaks, so that there is time to read; null for tests: all at once. */
export interface Pacing {
  /** Signs that are typed in a second. */
  typed: number;
  /** Signs that are read in a second, and seconds that reading takes at most. */
  read: number;
  most: number;
}

/** As fast as a person who thinks while she writes. */
export const usualPacing: Pacing = { typed: 350, read: 100, most: 12 };

/** Seconds before a text is said: it is typed, which takes one second at least and two more with a picture. */
export const typing = (text: string, media: number, { typed }: Pacing): number =>
  Math.floor(text.length / typed) + 1 + (media > 0 ? 2 : 0);

/** Seconds that are left for reading a text before the next one is typed. */
export const reading = (text: string, { read, most }: Pacing): number => Math.min(most, Math.ceil(text.length / read));

import type { Position, Recorded } from '@rounds/sentinel/forms/position.ts';

/** How long a device may look for where it is, in ms, and how old an answer may be. */
const options = { enableHighAccuracy: true, timeout: 30_000, maximumAge: 5 * 60_000 };

/** Where the device is while a form is filled in. */
export interface Locating {
  /** What is known now. */
  now(): Recorded;
  /**
   * Calls back with where the device is, at once where that is known, and whenever it is known better; or with why it
   * is not known. One that failed before tries again.
   * @returns ends it
   */
  follow(listener: (now: Recorded) => void): () => void;
}

const notYet: Recorded = { code: -1, message: 'Not found yet' };
const cannot: Recorded = { code: -3, message: 'This device cannot tell where it is' };

/** Finds out where the device is, until `signal` aborts: what it knows last is told with the report. */
export const locate = (signal: AbortSignal): Locating => {
  const { geolocation } = navigator;
  const listeners = new Set<(now: Recorded) => void>();
  let last: Recorded = geolocation ? notYet : cannot;
  let watch: number | undefined;
  const end = (): void => {
    if (watch !== undefined) geolocation.clearWatch(watch);
    watch = undefined;
  };
  const tell = (now: Recorded): void => {
    last = now;
    for (const listener of listeners) listener(now);
  };
  const begin = (): void => {
    if (!geolocation || signal.aborted) return;
    end();
    watch = geolocation.watchPosition(
      found => tell(plainPosition(found)),
      ({ code, message }) => {
        // A position that was found is worth more than a later failure.
        if ('code' in last) tell(code === 3 ? { code: -2, message } : { code, message });
      },
      options,
    );
  };
  begin();
  signal.addEventListener('abort', end);
  return {
    now: () => last,
    follow: listener => {
      listeners.add(listener);
      const failed = 'code' in last && last.code !== -1;
      if (failed && geolocation) {
        last = notYet;
        begin();
      } else if (last !== notYet) queueMicrotask(() => listeners.has(listener) && listener(last));
      return () => listeners.delete(listener);
    },
  };
};

/** A position as plain values: what a browser gives cannot be stored. */
const plainPosition = ({ coords }: GeolocationPosition): Position => {
  const { latitude, longitude, altitude, accuracy, altitudeAccuracy, heading, speed } = coords;
  return { latitude, longitude, altitude, accuracy, altitudeAccuracy, heading: heading || null, speed };
};

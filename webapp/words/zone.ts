/** A clock time on a day in a zone, as `datetime-local` fields have it: `2026-05-11T14:05`. */
export const localIn = (at: string | undefined, zone: string | undefined): string => {
  const date = new Date(at ?? Number.NaN);
  if (Number.isNaN(date.getTime())) return '';
  const parts = new Intl.DateTimeFormat('en-CA', {
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    ...(zone ? { timeZone: zone } : {}),
  }).formatToParts(date);
  const of = (type: string) => parts.find(part => part.type === type)?.value ?? '';
  return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}`;
};

/** The instant that a clock shows in a zone; '' for what is no time. Of one that comes twice it is the first. */
export const instantIn = (local: string, zone: string | undefined): string => {
  const asUtc = Date.parse(`${local.slice(0, 16)}:00Z`);
  if (Number.isNaN(asUtc)) return '';
  // What the clock would be ahead of UTC is asked at the moment that this would be, and again at the one that it gives.
  const ahead = (at: number) => Date.parse(`${localIn(new Date(at).toISOString(), zone)}:00Z`) - at;
  const first = asUtc - ahead(asUtc);
  return new Date(asUtc - ahead(first)).toISOString();
};

/** The time of a moment in a zone, such as `14:05`, and its day, such as `2026-05-11`. */
export const timeIn = (at: string, zone: string): string => localIn(at, zone).slice(11);
export const dayIn = (at: string, zone: string): string => localIn(at, zone).slice(0, 10);

import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { IANAZone, Info, type Zone } from 'luxon';

const day: Ms = 86_400_000;
/** Days of a zone, and zones, that are kept: contacts may name any zone. */
const [daysKept, zonesKept] = [4000, 500];

/**
 * A zone that remembers how far it is from UTC on each day: to ask costs more than all other arithmetic of dates, and a
 * programme asks of the same few weeks again and again. On a day on which its clocks are set it is asked for the very
 * moment.
 */
const remembering = (name: string): Zone => {
  const asked = Info.normalizeZone(name);
  if (!asked.isValid || asked.isUniversal) return asked;
  const days = new Map<number, number | undefined>();
  const offset = (at: Ms): number => {
    const [on, known] = [Math.floor(at / day), days.get(Math.floor(at / day))];
    if (known !== undefined) return known;
    if (days.has(on) || !Number.isFinite(at)) return asked.offset(at);
    const [begin, end] = [asked.offset(on * day), asked.offset((on + 1) * day)];
    if (days.size >= daysKept) days.clear();
    days.set(on, begin === end ? begin : undefined);
    return begin === end ? begin : asked.offset(at);
  };
  return Object.assign(new IANAZone(name), { offset });
};

const zones = new Map<string, Zone>();

/** A zone by its name as IANA gives it; not valid where there is none of that name. */
export const zoneNamed = (name: string): Zone => {
  const known = zones.get(name);
  if (known) return known;
  if (zones.size >= zonesKept) zones.clear();
  const zone = remembering(name);
  zones.set(name, zone);
  return zone;
};

/** For luxon: by the clock of a zone, as IANA names it; by that of this machine where none is given. */
export const byZone = (name: string | undefined): { zone?: Zone } =>
  name === undefined ? {} : { zone: zoneNamed(name) };

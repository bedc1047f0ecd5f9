import { type Contact, isMuted } from '../documents/contacts.ts';

/** What makes a contact a volunteer: `contact.volunteer`. */
export interface Volunteer {
  /** Only who is `active` is asked. */
  status: 'pending' | 'active' | 'inactive' | 'blacklist';
  /** Which needs the volunteer serves; all where there are none. */
  activities?: string[];
  /** False while the volunteer has said to be away. */
  available?: boolean;
  /** Hours of the day, by the volunteer's own clock, from and to. */
  hours?: [from: number, to: number];
  /** Days of the week, 1 for Monday. */
  days?: number[];
  /** May have several missions at once. */
  several?: boolean;
}

/** Where something is, in degrees. */
export interface Position {
  latitude: number;
  longitude: number;
}

/** The volunteer that a contact is; undefined for one who is none. */
export const volunteerOf = (contact: Contact): Volunteer | undefined => {
  const { volunteer } = contact as { volunteer?: Volunteer };
  return volunteer && typeof volunteer === 'object' ? volunteer : undefined;
};

const degrees = (value: unknown, most: number): number | undefined => {
  const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? +value : NaN;
  return Number.isFinite(number) && Math.abs(number) <= most ? number : undefined;
};

/** The position that a document says, as numbers or as text; undefined where it says none. */
export const positionOf = (doc: object | null | undefined): Position | undefined => {
  const { latitude, longitude } = (doc ?? {}) as Record<string, unknown>;
  const [north, east] = [degrees(latitude, 90), degrees(longitude, 180)];
  return north === undefined || east === undefined ? undefined : { latitude: north, longitude: east };
};

/** Whether somebody may be asked now at all, whatever the request. */
export const mayBeAsked = (contact: Contact): boolean => {
  const volunteer = volunteerOf(contact);
  const state = contact.participation?.state;
  return (
    volunteer?.status === 'active' &&
    volunteer.available !== false &&
    !isMuted(contact) &&
    !contact.date_of_death &&
    (state === undefined || state === 'active')
  );
};

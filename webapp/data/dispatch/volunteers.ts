import { ask, Refused } from '../console/ask.ts';

/** A volunteer in the list. */
export interface VolunteerRow {
  id: string;
  name: string;
  status: 'pending' | 'active' | 'inactive' | 'blacklist';
  available: boolean;
  activities: string[];
  phone?: string;
  byChat: boolean;
}

/** Volunteers, and where they may stand. */
export interface Volunteers {
  volunteers: VolunteerRow[];
  /** Names of the zones of the programme. */
  zones: string[];
}

/** All volunteers whom one may see, and the zones. @throws Refused */
export const readVolunteers = (): Promise<Volunteers> => ask<Volunteers>('/api/v1/dispatch/volunteers');

/** Fields of a person who could not be registered that must be mended; empty where that is not why. */
export const wrongFields = (error: unknown): string[] => {
  if (!(error instanceof Refused)) return [];
  const { details } = (error.body ?? {}) as { details?: { fields?: string[] } };
  return details?.fields ?? [];
};

/** Says whether a volunteer may be asked. @throws Refused */
export const setStatus = async (id: string, status: VolunteerRow['status']): Promise<void> => {
  await ask(`/api/v1/dispatch/volunteers/${encodeURIComponent(id)}`, { method: 'PUT', body: { status } });
};

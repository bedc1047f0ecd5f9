import { ask } from '../console/ask.ts';

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

/** All volunteers whom one may see. @throws Refused */
export const readVolunteers = async (): Promise<VolunteerRow[]> =>
  (await ask<{ volunteers: VolunteerRow[] }>('/api/v1/dispatch/volunteers')).volunteers;

/** Says whether a volunteer may be asked. @throws Refused */
export const setStatus = async (id: string, status: VolunteerRow['status']): Promise<void> => {
  await ask(`/api/v1/dispatch/volunteers/${encodeURIComponent(id)}`, { method: 'PUT', body: { status } });
};

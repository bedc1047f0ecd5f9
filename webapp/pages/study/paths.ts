/** The address of a schedule. */
export const schedulePath = (contact: string): string => `/study/${encodeURIComponent(contact)}`;

/** The address of a participant's page. */
export const participantPath = (id: string): string => `/study/participants/${encodeURIComponent(id)}`;

/** The address of a group's page. */
export const groupPath = (id: string): string => `/study/groups/${encodeURIComponent(id)}`;

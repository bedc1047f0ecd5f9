/** Swahili. */
export const sw: Record<string, string> = {};

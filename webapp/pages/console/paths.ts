/** The address of a conversation of the console. @param key of a message to go to */
export const talkPath = (id: string, key?: string): string =>
  `/console/${encodeURIComponent(id)}${key ? `/at/${encodeURIComponent(key)}` : ''}`;

import { idFrom } from '@rounds/sentinel/engine/cause.ts';

/** Id of the file that came with a message. */
export const fileId = (message: string): string => `file:${idFrom('file', message)}`;

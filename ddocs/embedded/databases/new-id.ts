import { randomUUID } from 'node:crypto';

/** An id as CouchDB makes them: 32 hexadecimal digits. */
export const newId = (): string => randomUUID().replaceAll('-', '');

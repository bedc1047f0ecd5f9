import { AppError } from '@rounds/ddocs/documents/error.ts';
import type * as z from 'zod';

/** A body as a schema says it, with every fault by its path. @throws AppError `request/invalid` */
export const readBody = <T>(schema: z.ZodType<T>, body: unknown): T => {
  const { data, error } = schema.safeParse(body);
  if (error)
    throw new AppError(
      'request/invalid',
      error.issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join('; '),
      { hint: 'Mend these and send it again' },
    );
  return data as T;
};

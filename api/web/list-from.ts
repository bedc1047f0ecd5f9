import { AppError } from '@rounds/ddocs/documents/error.ts';
import { z } from 'zod';

/** A list in a query, as JSON or with commas between. @throws `request/invalid` */
export const listFrom = (text = ''): string[] => {
  if (text.startsWith('[')) {
    try {
      return z.array(z.string()).parse(JSON.parse(text));
    } catch {
      throw new AppError('request/invalid', 'That list cannot be read');
    }
  }
  return text
    .split(',')
    .map(each => each.trim())
    .filter(each => each !== '');
};

import { AppError } from '@rounds/ddocs/documents/error.ts';

/** The parts of a path as they came. @throws `request/invalid` for a path that names another one than it seems to */
export const partsOf = (url: string): { parts: string[]; query: string } => {
  const at = url.indexOf('?');
  const [path, query] = at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at)];
  const parts = path.split('/').slice(1);
  for (const part of parts) {
    let plain: string;
    try {
      plain = decodeURIComponent(part);
    } catch {
      throw new AppError('request/invalid', 'This address cannot be read');
    }
    if (plain === '.' || plain === '..' || part.includes('\\'))
      throw new AppError('request/invalid', 'This address cannot be read');
  }
  // CouchDB reads two slashes as one, and so another path than it seems to be.
  if (parts.slice(0, -1).includes('')) throw new AppError('request/invalid', 'This address cannot be read');
  return { parts, query };
};

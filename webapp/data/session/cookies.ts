import type { UserCtx } from '@rounds/ddocs/documents/users.ts';

/** The value of a cookie among those of `document.cookie`, or undefined. */
export const cookie = (cookies: string, name: string): string | undefined => {
  const found = cookies.split(/;\s*/).find(each => each.startsWith(`${name}=`));
  return found && decodeURIComponent(found.slice(name.length + 1));
};

/**
 * The user who is logged in by the `userCtx` cookie, without asking the server; null for nobody, or when the cookie
 * `login=force` asks for a login.
 */
export const userOf = (cookies: string): { name: string; roles: string[] } | null => {
  if (cookie(cookies, 'login') === 'force') return null;
  try {
    const user = JSON.parse(cookie(cookies, 'userCtx') ?? 'null') as UserCtx | null;
    return user?.name ? { name: user.name, roles: user.roles ?? [] } : null;
  } catch {
    return null;
  }
};

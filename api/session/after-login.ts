/**
 * Where a login leads: a path of this origin, `/` for everything else. Refused are other
 * origins in every notation a browser understands: two slashes, a backslash, control characters, which browsers leave
 * out.
 */
export const pathAfterLogin = (wanted: unknown): string => {
  if (typeof wanted !== 'string' || !wanted.startsWith('/')) return '/';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what browsers strip
  if (wanted.includes('//') || wanted.includes('\\') || /[\u0000-\u0020\u007f-\u009f]/.test(wanted)) return '/';
  const url = new URL(wanted, 'http://rounds.invalid');
  if (url.origin !== 'http://rounds.invalid' || url.pathname.startsWith('//')) return '/';
  return `${url.pathname}${url.search}${url.hash}`;
};

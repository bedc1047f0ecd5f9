/**
 * Whether a key goes on with the form: Enter in a line of text. A browser does so only within one shadow root. The answer
 * of the line is taken first.
 */
export const entersOn = (event: KeyboardEvent): boolean => {
  const [target] = event.composedPath();
  const line = target instanceof HTMLInputElement && !/^(checkbox|radio|range|file|button)$/.test(target.type);
  if (event.key !== 'Enter' || event.defaultPrevented || event.isComposing || !line) return false;
  target.dispatchEvent(new Event('change', { bubbles: true }));
  return true;
};

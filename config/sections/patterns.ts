/** Whether a text is a regular expression. */
export const compiles = (pattern: string): boolean => {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
};

/**
 * The pattern that a `regex` of a rule means: the text as it stands, else what it is without the backslashes that JSON
 * written by hand has too many of. Undefined where neither is one.
 */
export const patternIn = (text: string): string | undefined => [text, text.replace(/\\(.)/g, '$1')].find(compiles);

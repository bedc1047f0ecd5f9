const named: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
  '&amp;': '&',
};

/**
 * A text of an author without its marks, as it is read where there are none: `<b>`, `<i>`, `<a href>`, `<br>`. The address
 * of a link stands behind its words. A lone `<` that begins no mark stays.
 */
export const plainText = (html: string): string =>
  html
    .replace(/<a\s[^<>]*href\s*=\s*["']([^"'<>]*)["'][^<>]*>([^<]*)<\/a>/gi, (_, address: string, words: string) =>
      words === address || words === '' ? address : `${words} (${address})`,
    )
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(/<\/?[a-z][a-z-]*(?:\s[^<>]*)?\/?>/gi, '')
    .replace(/&(?:lt|gt|quot|#39|nbsp|amp);/g, mark => named[mark]!);

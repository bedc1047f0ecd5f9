/** Longest name of a sheet that Excel takes. */
const longest = 31;
/** An id up to this length stands in the name as a whole; of a longer one the end. */
const wholeId = 20;

/** What Excel does not take in the name of a sheet is replaced. */
const plain = (text: string): string => text.replace(/[\\*?:/[\]]/g, '-');

/** The part of a sheet's name that names the conversation. */
export const sheetKey = (id: string): string => plain(id.length <= wholeId ? id : id.slice(-12));

/**
 * Name of the sheet of a conversation: its title, cut to what there is room for, `|` and its key, whole. Whoever renames
 * the sheet leaves what follows the last `|`.
 */
export const sheetName = (title: string, id: string): string => {
  const key = sheetKey(id);
  const name = plain(title)
    .replace(/^'|'$/g, '-')
    .slice(0, longest - key.length - 1)
    .trim();
  return `${name || '-'}|${key}`;
};

/** The key in a sheet's name: what stands after the last `|`; '' where there is none. */
export const keyInName = (name: string): string =>
  name.includes('|') ? name.slice(name.lastIndexOf('|') + 1).trim() : '';

import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

const inflate = promisify(inflateRaw);

/** What a workbook may be once it is unpacked. */
export interface Largest {
  /** Bytes of all its parts. */
  unpacked: number;
  /** Rows that stand in it, and cells from the first to the farthest that holds something. */
  rows: number;
  cells: number;
}

/** A part of a zip, as its directory tells. */
interface Part {
  method: number;
  packed: Uint8Array;
}

/** Parts of a zip that are looked at. */
const mostParts = 2000;

const starts = (bytes: Uint8Array, ...signs: number[]): boolean => signs.every((sign, i) => bytes[i] === sign);

/** Whether a file looks like a workbook, of whatever kind. */
export const isWorkbook = (bytes: Uint8Array): boolean =>
  starts(bytes, 0xd0, 0xcf, 0x11, 0xe0) || starts(bytes, 0x50, 0x4b, 3, 4);

/** Why a file is no workbook, by its first bytes, with what to do; undefined where it may be one. */
export const whyNoWorkbook = (bytes: Uint8Array): string | undefined => {
  if (starts(bytes, 0xd0, 0xcf, 0x11, 0xe0))
    return 'is a workbook of the old kind (.xls), or locked by a password: save it as .xlsx without one';
  return starts(bytes, 0x50, 0x4b) ? undefined : 'is no workbook: save it as .xlsx';
};

/** What a reader could not make sense of; its own words would help nobody. */
export const unreadable = 'cannot be read as a workbook: open it in a spreadsheet program and save it anew as .xlsx';

/** The parts of a zip. @throws RangeError where its directory leads out of it */
const partsOf = (bytes: Uint8Array): Part[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Part[] = [];
  for (let at = bytes.byteLength - 46; at >= 0 && parts.length <= mostParts; at -= 1) {
    if (bytes[at] !== 0x50 || view.getUint32(at, true) !== 0x02014b50) continue;
    const local = view.getUint32(at + 42, true);
    if (local + 30 > bytes.byteLength) continue;
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    parts.push({
      method: view.getUint16(at + 10, true),
      packed: bytes.subarray(start, start + view.getUint32(at + 20, true)),
    });
  }
  return parts;
};

const tag = /<(?:\w+:)?(c|row)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*\/?>/g;
const begun = /<(?:\w+:)?(?:c|row)[\s/>]/g;
const place = /(?:^|\s)r\s*=\s*["']([^"']*)["']/;

const numberOf = (letters: string): number =>
  [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);

/** Why a part of a workbook is more than it may be; undefined where it is not. */
const whyNotPart = (xml: string, largest: Largest): string | undefined => {
  let [rows, tags, last, widest] = [0, 0, 0, 0];
  for (const [, name, attributes = ''] of xml.matchAll(tag)) {
    tags += 1;
    if (name === 'row') rows += 1;
    const at = name === 'c' ? place.exec(attributes)?.[1] : undefined;
    if (at === undefined) continue;
    const [, column, row] = /^([A-Z]{1,3})(\d{1,7})$/.exec(at) ?? [];
    if (column === undefined) return 'has a cell whose place nobody can read';
    [last, widest] = [Math.max(last, Number(row)), Math.max(widest, numberOf(column))];
  }
  if (tags !== (xml.match(begun)?.length ?? 0)) return 'has rows or cells that nobody can read';
  if (rows > largest.rows) return `has more than ${largest.rows} rows in a sheet`;
  return last * widest > largest.cells
    ? 'has a cell far from all others: delete the empty rows and columns'
    : undefined;
};

/**
 * Why a workbook must not be given to a reader, which would unpack and lay out whatever it says; undefined where it may.
 * Of a few kilobytes become gigabytes, and one cell in the last corner makes a reader lay out all before it. It is
 * unpacked here to see, as its directory may lie, and no further than it may go.
 */
export const whyTooLarge = async (bytes: Uint8Array, largest: Largest): Promise<string | undefined> => {
  const parts = partsOf(bytes);
  if (parts.length > mostParts) return `has more than ${mostParts} parts`;
  let left = largest.unpacked;
  for (const { method, packed } of parts) {
    let whole: Uint8Array = packed;
    try {
      if (method !== 0) whole = new Uint8Array(await inflate(packed, { maxOutputLength: Math.max(1, left) }));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') return 'has a part that cannot be unpacked';
      whole = new Uint8Array(0);
      left = -1;
    }
    left -= whole.length;
    if (left < 0) return `unpacks to more than ${Math.floor(largest.unpacked / 1024 / 1024)} MB`;
    const why = whyNotPart(new TextDecoder().decode(whole), largest);
    if (why !== undefined) return why;
  }
  return undefined;
};

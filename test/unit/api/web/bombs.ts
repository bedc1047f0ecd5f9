import { deflateRawSync } from 'node:zlib';

const le = (bytes: number, value: number): number[] =>
  Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** at) % 256);

/** A zip of these files, packed. @param told what its directory says of the size of each, where that is a lie */
const zipOf = (files: Readonly<Record<string, string>>, told?: number): Uint8Array => {
  const [local, directory]: [Buffer[], Buffer[]] = [[], []];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const whole = Buffer.from(text);
    const packed = deflateRawSync(new Uint8Array(whole));
    const sizes = [...le(4, 0), ...le(4, packed.length), ...le(4, told ?? whole.length), ...le(2, name.length)];
    const head = Buffer.from([
      ...le(4, 0x04034b50),
      ...le(2, 20),
      ...le(2, 0),
      ...le(2, 8),
      ...le(4, 0),
      ...sizes,
      0,
      0,
    ]);
    local.push(head, Buffer.from(name), packed);
    const more = [...le(2, 0), ...le(2, 0), ...le(2, 0), ...le(2, 0), ...le(4, 0), ...le(4, at)];
    const start = [...le(4, 0x02014b50), ...le(2, 20), ...le(2, 20), ...le(2, 0), ...le(2, 8), ...le(4, 0)];
    directory.push(Buffer.from([...start, ...sizes, ...more]), Buffer.from(name));
    at += head.length + name.length + packed.length;
  }
  const list = Buffer.concat(directory as unknown as Uint8Array[]);
  const count = Object.keys(files).length;
  const end = [...le(4, 0x06054b50), 0, 0, 0, 0, ...le(2, count), ...le(2, count), ...le(4, list.length), ...le(4, at)];
  return new Uint8Array(Buffer.concat([...local, list, Buffer.from([...end, 0, 0])] as unknown as Uint8Array[]));
};

/** What a workbook is made of here. */
interface Sheet {
  /** Rows of its one sheet, as XML. */
  rows: string;
  /** What stands behind them. */
  after?: string;
  /** What stands behind the list of sheets in the book. */
  book?: string;
  told?: number;
}

const [main, related] = [
  'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
  'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
];
const packages = 'http://schemas.openxmlformats.org/package/2006';

/** A workbook with one sheet, by its XML. */
export const workbookOf = ({ rows, after = '', book = '', told }: Sheet): Uint8Array =>
  zipOf(
    {
      '[Content_Types].xml': `<?xml version="1.0"?><Types xmlns="${packages}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
      '_rels/.rels': `<?xml version="1.0"?><Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${related}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      'xl/workbook.xml': `<?xml version="1.0"?><workbook xmlns="${main}" xmlns:r="${related}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets>${book}</workbook>`,
      'xl/_rels/workbook.xml.rels': `<?xml version="1.0"?><Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${related}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
      'xl/worksheets/sheet1.xml': `<?xml version="1.0"?><worksheet xmlns="${main}"><sheetData>${rows}</sheetData>${after}</worksheet>`,
    },
    told,
  );

/** A row with one cell of text. */
export const row = (at: string, text: string): string =>
  `<row r="${/\d+/.exec(at)![0]}"><c r="${at}" t="inlineStr"><is><t>${text}</t></is></c></row>`;

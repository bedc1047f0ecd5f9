import { lastRow, openWorkbook } from '@rounds/api/web/workbook.ts';
import { readWorkbook } from '@rounds/config/xlsform/workbook.ts';
import { expect } from 'chai';
import { row, workbookOf } from './bombs.ts';

const heads = `<row r="1"><c r="A1" t="inlineStr"><is><t>Days</t></is></c></row>${row('B2', 'x')}`;
/** All the cells that a sheet can have: 17 thousand million. */
const all = 'A1:XFD1048576';
const merged = `<mergeCells count="1"><mergeCell ref="${all}"/></mergeCells>`;
const checked = `<dataValidations count="1"><dataValidation type="whole" sqref="${all}"><formula1>1</formula1></dataValidation></dataValidations>`;
const named = `<definedNames><definedName name="x">Sheet1!$A$1:$XFD$1048576</definedName></definedNames>`;
const million = Array.from({ length: 1_000_000 }, (_, at) => `<row r="${at + 3}"/>`).join('');
const far = '<c r="XFD1048576"><v>1</v></c>';

/** What a reader makes of it, or why it does not. */
const read = async (reader: (bytes: Uint8Array) => Promise<unknown>, of: Parameters<typeof workbookOf>[0]) => {
  const begun = performance.now();
  const found = await reader(workbookOf(of)).catch((error: Error) => error.message);
  expect(performance.now() - begun).to.be.lessThan(10_000);
  return typeof found === 'string' ? found : 'read';
};

describe('A workbook costs no more than it says', function () {
  this.timeout(120_000);

  for (const [title, of, why] of [
    ['that is small', { rows: heads }, /^read$/],
    ['in which all cells are one', { rows: heads, after: merged }, /^read$/],
    ['in which all cells are checked', { rows: heads, after: checked }, /^read$/],
    ['in which all cells have a name', { rows: heads, book: named }, /^read$/],
    ['with an empty row at its end, as LibreOffice leaves it', { rows: `${heads}<row r="1048576"/>` }, /^read$/],
    ['with a cell in the last corner', { rows: heads + row('XFD1048576', 'x') }, /far from all others/],
    [
      'that hides that corner behind a sign',
      { rows: `${heads}<row r="9"><c s=">" r='XFD1048576'/></row>` },
      /far from all others/,
    ],
    ['that writes it otherwise', { rows: `${heads}<row><c r="&#88;FD1048576"/></row>` }, /nobody can read/],
    ['that has it in another space of names', { rows: `${heads}<x:row>${far.replace('<c', '<x:c')}</x:row>` }, /far/],
    ['with a million rows', { rows: heads + million }, /more than 100000 rows/],
    ['that unpacks to 300 MB', { rows: heads + row('A3', 'x'.repeat(300_000_000)) }, /unpacks to more than/],
    [
      'that unpacks to 300 MB and denies it',
      { rows: heads + row('A3', 'x'.repeat(300_000_000)), told: 9 },
      /unpacks to/,
    ],
  ] as const)
    it(`one ${title}`, async () => {
      for (const reader of [openWorkbook, readWorkbook]) expect(await read(reader, of)).to.match(why);
    });

  it('and what stands in it is read', async () => {
    const book = await openWorkbook(workbookOf({ rows: `${heads}<row r="1048576"/>`, after: merged + checked }));
    const [sheet] = book.worksheets;
    expect([sheet!.getCell('A1').value, sheet!.getCell('B2').value, lastRow(sheet!)]).to.deep.equal(['Days', 'x', 2]);
  });

  it('nor is a text or a broken file one', async () => {
    for (const bytes of [Buffer.from('PK'), Buffer.from('text'), workbookOf({ rows: heads }).slice(0, 700)])
      for (const reader of [openWorkbook, readWorkbook])
        expect(await reader(new Uint8Array(bytes)).then(() => 'read', String)).to.match(/workbook/);
  });

  it('and who sends none is told what to do, not what the reader said', async () => {
    for (const bytes of [Buffer.from('PK: torn'), Buffer.from('a,b'), Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1])]) {
      const refused = await openWorkbook(new Uint8Array(bytes)).catch(error => error);
      expect(refused.details).to.deep.equal({ why: 'no_workbook' });
      expect(refused.message).to.match(/^This file .*save it (anew )?as \.xlsx/);
      expect(refused.message).not.to.match(/http|central directory/);
    }
  });
});

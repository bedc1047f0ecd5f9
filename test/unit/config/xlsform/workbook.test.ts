import { formOfWorkbook } from '@rounds/config/xlsform/form-of.ts';
import { sheetFaultText } from '@rounds/config/xlsform/sheet.ts';
import { readWorkbook } from '@rounds/config/xlsform/workbook.ts';
import { expect } from 'chai';
import ExcelJS from 'exceljs';
import { bookOf } from './book.ts';

const faultsOf = async (bytes: Uint8Array): Promise<string[]> =>
  (await formOfWorkbook({ bytes, kind: 'app', name: 'visit', id: 'visit' })).faults.map(sheetFaultText);

describe('A workbook', () => {
  it('is read as a spreadsheet shows it: whole numbers, ticks, dates, formulas, parts in bold', async () => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('survey');
    sheet.addRow([
      1,
      1.5,
      true,
      new Date('2026-01-31'),
      { richText: [{ text: 'in ' }, { text: 'bold', font: { bold: true } }] },
    ]);
    sheet.addRow([{ formula: '1+1', result: 2 }, { formula: 'A1&""', result: 'text' }, '', ' blanks ', 0.1 + 0.2]);
    const read = await readWorkbook(new Uint8Array(await book.xlsx.writeBuffer()));
    expect(read).to.deep.equal([
      {
        name: 'survey',
        rows: [
          ['1', '1.5', 'TRUE', '2026-01-31', 'in bold'],
          ['2', 'text', '', ' blanks ', '0.3'],
        ],
      },
    ]);
  });

  it('of the old kind, and what is none at all, is refused with what to do', async () => {
    expect(await faultsOf(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0, 0]))).to.deep.equal([
      'is a workbook of the old kind (.xls), or locked by a password: save it as .xlsx without one',
    ]);
    expect(await faultsOf(new TextEncoder().encode('type,name'))).to.deep.equal(['is no workbook: save it as .xlsx']);
    const [torn] = await faultsOf(new Uint8Array([0x50, 0x4b, 3, 4, 1, 2, 3]));
    expect(torn).to.equal('cannot be read as a workbook: open it in a spreadsheet program and save it anew as .xlsx');
  });
});

describe('A form of CHT', () => {
  const app = `survey
type | name | label | repeat_count | instance::db-doc-ref
begin group | inputs | NO_LABEL | |
hidden | source | | |
end group | | | |
integer | number | How many? | |
begin repeat | child | Child | \${number} |
text | born | NO_LABEL | | ../../
end repeat | | | |
select_one sign | sign | Sign | |
note | secret | Secret | |
choices
list_name | name | label | image
sign | fever | Fever | fever.png`;

  it('is put in order as cht-conf does', async () => {
    const bytes = await bookOf(app);
    const { xml = '' } = await formOfWorkbook({
      bytes,
      kind: 'app',
      name: 'visit',
      id: 'visit',
      hiddenFields: ['secret'],
    });
    const flat = xml.replace(/>\s+</g, '><').replace(/\s+/g, ' ');
    for (const part of [
      '<data id="visit" prefix="J1!visit!" delimiter="#">',
      '<inputs><meta><location><lat/><long/><error/><message/></location></meta><source/></inputs>',
      '<secret tag="hidden"/>',
      '<meta tag="hidden"><instanceID/></meta>',
      '<child_count/><child jr:template=""><born db-doc-ref="/data"/></child><sign/>',
      '<bind nodeset="/data/child_count" type="string" readonly="true()" calculate=" /data/number "/>',
      '<repeat nodeset="/data/child" jr:count=" /data/child_count ">',
      '<translation lang="default">',
      `<item><label ref="jr:itext('sign-0')"/><value>fever</value></item>`,
      '<instance id="contact-summary"/><instance id="user-contact-summary"/>',
      '<group ref="/data/inputs"/>',
    ])
      expect(flat).to.include(part);
    expect(flat).to.not.include('NO_LABEL');
  });

  it('of a contact is known by its kind, and stands for each type of place', async () => {
    const bytes = await bookOf(`survey
type | name | label | default
begin group | init | Start |
text | custom_place_name | Name |
end group | | |
begin group | contact | Head |
text | name | Name |
end group | | |
begin group | PLACE_TYPE | New PLACE_NAME |
hidden | type | | PLACE_TYPE
text | external_id | Number |
end group | | |`);
    const { xml = '' } = await formOfWorkbook({
      ...{ bytes, kind: 'contact', name: 'clinic-create', id: 'contact:clinic:create' },
      place: { type: 'clinic', name: 'Household' },
    });
    const flat = xml.replace(/>\s+</g, '><');
    expect(flat).to.include('<data id="contact:clinic:create"');
    expect(flat).to.include('<clinic><type>clinic</type><external_id/></clinic>');
    expect(flat).to.include('<label>New Household</label><input ref="/data/init/custom_place_name">');
    expect(flat).to.match(/<group ref="\/data\/init"><label>Start<\/label><group ref="\/data\/contact">/);
    expect(flat).to.not.include('contact-summary');
  });
});

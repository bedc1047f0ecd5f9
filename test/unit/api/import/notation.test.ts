import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { documentsOf } from '@rounds/api/import/documents.ts';
import { faultLines } from '@rounds/api/import/fault.ts';
import { readFolder } from '@rounds/api/import/folder.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { withFolder } from './folder-of.ts';

const now = Date.parse('2026-01-14T10:00:00.000Z');

const read = (files: Record<string, readonly string[]>) =>
  withFolder(files, async folder => {
    const { tables, faults } = await readFolder(folder);
    const documents = documentsOf(tables, now);
    return { ...documents, faults: faultLines([...faults, ...documents.faults]) };
  });

const docs = async (files: Record<string, readonly string[]>): Promise<Doc[]> => {
  const { docs: found, faults } = await read(files);
  expect(faults).to.deep.equal([]);
  return found.map(({ doc }) => doc);
};

const withoutId = ({ _id, ...doc }: Doc) => doc;

/** The one document of a one-row file. */
const doc = async (header: string, row: string, file = 'person.x.csv') =>
  withoutId((await docs({ [file]: [header, row] }))[0]!);

describe('the notation of CSV folders', () => {
  it('gives documents the type of their file', async () => {
    const found = await docs({
      'contact.c82_household.csv': ['name', 'H'],
      'person.anything.csv': ['name', 'P'],
      'place.clinic.csv': ['name', 'C'],
      'place.health_center.use_cases.csv': ['name', 'HC'],
      'report.pregnancy.csv': ['from', '+254700000001'],
    });
    expect(found.map(withoutId)).to.deep.equal([
      { name: 'C', type: 'clinic' },
      { name: 'HC', type: 'health_center' },
      { name: 'H', type: 'contact', contact_type: 'c82_household' },
      { name: 'P', type: 'person' },
      { from: '+254700000001', type: 'data_record', form: 'pregnancy' },
    ]);
  });

  const cells: [string, string, unknown][] = [
    ['x', ' text ', ' text '],
    ['x', '', ''],
    ['x:string', '007', '007'],
    ['x:int', '-42', -42],
    ['x:float', '1.5e3', 1500],
    ['x:bool', 'TRUE', true],
    ['x:bool', 'false', false],
    ['x:date', '2018-12-11', '2018-12-11T00:00:00.000Z'],
    ['x:date', '2018-12-11T15:41:42.751Z', '2018-12-11T15:41:42.751Z'],
    ['x:rel-date', '-2', '2026-01-12T10:00:00.000Z'],
    ['x:timestamp', '1544031155715', 1544031155715],
    ['x:timestamp', '2018-12-05T17:32:35.715Z', 1544031155715],
    ['x:rel-timestamp', '-60000', now - 60_000],
    ['x:excluded', 'secret', undefined],
    ...['string', 'int', 'float', 'bool', 'date', 'rel-date', 'timestamp', 'rel-timestamp'].map(
      (type): [string, string, unknown] => [`x:${type}`, '', undefined],
    ),
  ];
  for (const [header, cell, value] of cells)
    it(`reads ${header} of "${cell}" as ${JSON.stringify(value)}`, async () => {
      expect(await doc(`name,${header}`, `P,"${cell}"`)).to.deep.equal({
        name: 'P',
        type: 'person',
        ...(value === undefined ? {} : { x: value }),
      });
    });

  it('makes objects of dots, and keeps fields it does not know', async () => {
    const header = 'fields.inputs.source,fields.inputs.contact._id,fields.note,content_type';
    expect(await doc(header, 'contact,abc,hello,xml', 'report.visit.csv')).to.deep.equal({
      fields: { inputs: { source: 'contact', contact: { _id: 'abc' } }, note: 'hello' },
      content_type: 'xml',
      type: 'data_record',
      form: 'visit',
    });
  });

  it('stores a parent as the ids of all places above', async () => {
    const [district, centre, clinic, person] = await docs({
      'place.district_hospital.csv': ['reference_id:excluded,parent,name', 'd,,D'],
      'place.health_center.csv': ['reference_id:excluded,parent:place WHERE reference_id=COL_VAL,name', 'h,d,H'],
      'place.clinic.csv': ['reference_id:excluded,parent:place WHERE reference_id=COL_VAL,name', 'c,h,C'],
      'person.all.csv': ['name,parent:place WHERE reference_id=COL_VAL', 'P,c'],
    });
    expect(withoutId(district!)).to.deep.equal({ name: 'D', type: 'district_hospital' });
    expect(person!.parent).to.deep.equal({
      _id: clinic!._id,
      parent: { _id: centre!._id, parent: { _id: district!._id } },
    });
  });

  it('lets a place name one of its own people as its contact', async () => {
    const [place, person] = await docs({
      'place.clinic.csv': ['ref:excluded,name,contact:person WHERE ref=COL_VAL', 'c,C,p'],
      'person.all.csv': ['ref:excluded,name,parent:place WHERE ref=COL_VAL', 'p,P,c'],
    });
    expect(place!.contact).to.deep.equal({ _id: person!._id, parent: { _id: place!._id } });
    expect(person!.parent).to.deep.equal({ _id: place!._id });
  });

  it('takes a lineage in columns of its own as it stands, and {} for none', async () => {
    const header = 'contact._id,contact.parent._id,contact.parent.parent._id,contact.parent.parent.parent._id';
    expect(await doc(header, 'a,b,c,', 'report.visit.csv')).to.deep.include({
      contact: { _id: 'a', parent: { _id: 'b', parent: { _id: 'c' } } },
    });
    expect(await doc('name,contact,parent', 'C,{},', 'place.clinic.csv')).to.deep.equal({ name: 'C', type: 'clinic' });
    expect(await doc('name,parent', 'C,"{""_id"":""a"",""name"":""A""}"', 'place.clinic.csv')).to.deep.include({
      parent: { _id: 'a' },
    });
  });

  it('takes one field of the document found, and embeds a whole one elsewhere', async () => {
    const found = await docs({
      'person.all.csv': ['ref:excluded,name,patient_id,extra.code:int', 'p,P,10011,7'],
      'report.visit.csv': [
        'patient_id:GET patient_id OF person WHERE ref=COL_VAL,fields.patient_uuid:GET _id OF person WHERE ref=COL_VAL,fields.code:GET extra.code OF person WHERE ref=COL_VAL,fields.patient:person WHERE ref=COL_VAL',
        'p,p,p,p',
      ],
    });
    const [person, report] = found;
    expect(report).to.deep.include({
      patient_id: '10011',
      fields: {
        patient_uuid: person!._id,
        code: 7,
        patient: { _id: person!._id, name: 'P', patient_id: '10011', extra: { code: 7 }, type: 'person' },
      },
    });
  });

  it('compares with what the notation names instead of the cell, and with other columns', async () => {
    const [place, person] = await docs({
      'place.clinic.csv': ['name,external_id', 'C,x9'],
      'person.all.csv': [
        "name,parent:place WHERE external_id='x9',other:GET name OF clinic WHERE external_id=COL_VAL",
        'P,,x9',
      ],
    });
    expect(person).to.deep.include({ parent: { _id: place!._id }, other: 'C' });
  });

  it('takes a column that stands twice', async () => {
    const header = 'patient_id:GET patient_id OF person WHERE ref=COL_VAL,content_type';
    const [, report] = await docs({
      'person.all.csv': ['ref:excluded,patient_id', 'p,10011'],
      'report.visit.csv': [`${header},patient_id:GET patient_id OF person WHERE ref=COL_VAL`, 'p,xml,p'],
    });
    expect(report).to.deep.include({ patient_id: '10011', content_type: 'xml' });
  });

  it('reads quotes, line breaks inside them, a byte order mark and Windows line ends', async () => {
    const found = await docs({
      'person.x.csv': ['\ufeffname,note\r', '"Said ""Sam"", of Kisii","two\r', 'lines"\r', 'Ada,\r', ''],
    });
    expect(found.map(withoutId)).to.deep.equal([
      { name: 'Said "Sam", of Kisii', note: 'two\r\nlines', type: 'person' },
      { name: 'Ada', note: '', type: 'person' },
    ]);
  });

  it('skips rows without any content', async () => {
    expect(await docs({ 'person.x.csv': ['name,note', 'A,', '', ',', 'B,'] })).to.have.length(2);
  });

  it('finds the files in the csv folder of a CHT project', async () => {
    expect(await docs({ 'csv/person.x.csv': ['name', 'P'] })).to.have.length(1);
  });

  it('hands over users with several roles, contact and place by reference', async () => {
    const { users, docs: all } = await read({
      'place.clinic.csv': ['ref:excluded,name', 'c,C'],
      'person.x.csv': ['ref:excluded,name', 'p,P'],
      'users.csv': [
        'username,password,roles,contact:person WHERE ref=COL_VAL,place:GET _id OF place WHERE ref=COL_VAL',
        'ada,Blue-Kettle-41,chw:red1,p,c',
      ],
    });
    const [place, person] = all.map(each => each.doc._id);
    expect(users).to.have.length(1);
    expect(users[0]!.fields).to.deep.include({ username: 'ada', roles: 'chw:red1', place, contact: { _id: person } });
  });
});

describe('the ids of imported documents', () => {
  const ids = async (files: Record<string, readonly string[]>) => (await docs(files)).map(({ _id }) => _id);

  it('are the same at every import, whatever else the row says', async () => {
    const first = await ids({ 'person.x.csv': ['reference_id:excluded,name', 'p,Ada'] });
    const second = await ids({ 'person.x.csv': ['name,reference_id:excluded,note', 'Ada Lovelace,p,new'] });
    expect(second).to.deep.equal(first);
    expect(first[0]).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('come from the whole row where it names no reference', async () => {
    const [a, b] = await ids({ 'person.x.csv': ['name,note', 'Ada,1', 'Ada,2'] });
    expect(a).not.to.equal(b);
    expect(await ids({ 'person.x.csv': ['name,note', 'Bob,0', 'Ada,1'] })).to.include(a);
  });

  it('differ by file, and for rows that say the same', async () => {
    const all = await ids({
      'person.x.csv': ['reference_id:excluded,name', 'p,Ada', 'p,Ada'],
      'person.y.csv': ['reference_id:excluded,name', 'p,Ada'],
    });
    expect(new Set(all).size).to.equal(3);
  });

  it('are taken from a column _id', async () => {
    expect(await ids({ 'person.x.csv': ['_id,name', 'ada,Ada'] })).to.deep.equal(['ada']);
  });
});

describe('the faults of a CSV folder', () => {
  const faults: [string, Record<string, readonly string[]>, string[]][] = [
    [
      'a reference that finds nothing',
      {
        'place.clinic.csv': ['ref:excluded,name', 'c,C'],
        'person.x.csv': ['name,parent:place WHERE ref=COL_VAL', 'A,c', 'B,nowhere'],
      },
      [
        'person.x.csv:3 column "parent:place WHERE ref=COL_VAL": looked for a place whose ref is "nowhere" and found none',
      ],
    ],
    [
      'a reference that finds several',
      {
        'place.clinic.csv': ['ref:excluded,name', 'c,C', 'c,D'],
        'person.x.csv': ['name,parent:place WHERE ref=COL_VAL', 'A,c'],
      },
      [
        'person.x.csv:2 column "parent:place WHERE ref=COL_VAL": looked for a place whose ref is "c" and found 2: place.clinic.csv:2, place.clinic.csv:3',
      ],
    ],
    [
      'a reference to a kind or column that is not there',
      { 'person.x.csv': ['name,parent:place WHERE ref=COL_VAL,friend:person WHERE nick=COL_VAL', 'A,c,b'] },
      [
        'person.x.csv:2 column "parent:place WHERE ref=COL_VAL": looked for a place whose ref is "c", but no file of the kind place is in the folder',
        'person.x.csv:2 column "friend:person WHERE nick=COL_VAL": looked for a person whose nick is "b", but no person file has a column nick',
      ],
    ],
    [
      'a field that the document found does not have',
      {
        'person.x.csv': ['ref:excluded,name', 'p,P'],
        'report.v.csv': ['patient_id:GET patient_id OF person WHERE ref=COL_VAL', 'p'],
      },
      [
        'report.v.csv:2 column "patient_id:GET patient_id OF person WHERE ref=COL_VAL": person.x.csv:2 was found, but has no patient_id',
      ],
    ],
    [
      'cells that are not of the type of their column',
      { 'person.x.csv': ['a:int,b:float,c:bool,d:date,e:timestamp,f:rel-date', '1.5,x,maybe,tomorrow,soon,2d'] },
      [
        'person.x.csv:2 column "a:int": "1.5" is not a whole number',
        'person.x.csv:2 column "b:float": "x" is not a number',
        'person.x.csv:2 column "c:bool": "maybe" is neither true nor false',
        'person.x.csv:2 column "d:date": "tomorrow" is not a date; write it as 2026-01-31 or 2026-01-31T10:00:00Z',
        'person.x.csv:2 column "e:timestamp": "soon" is not a date; write it as 2026-01-31 or 2026-01-31T10:00:00Z',
        'person.x.csv:2 column "f:rel-date": "2d" is not a whole number',
      ],
    ],
    [
      'days that are none, and those that another country reads as others',
      {
        'person.x.csv': [
          'a:date,b:timestamp,c:date',
          '2026-02-30,2026-13-01,01/02/2026',
          '2024-02-29,1544031155715,2026-01-31T10:00:00+03:00',
        ],
      },
      [
        'person.x.csv:2 column "a:date": "2026-02-30" is a day that its month does not have',
        'person.x.csv:2 column "b:timestamp": "2026-13-01" is not a date; write it as 2026-01-31 or 2026-01-31T10:00:00Z',
        'person.x.csv:2 column "c:date": "01/02/2026" is not a date; write it as 2026-01-31 or 2026-01-31T10:00:00Z',
      ],
    ],
    [
      'columns that are separated by something else than commas',
      { 'person.x.csv': ['name;note', 'A;B'], 'person.y.csv': ['name\tnote', 'A\tB'] },
      [
        'person.x.csv:1 its columns are separated by ";"; save it with commas between them',
        'person.y.csv:1 its columns are separated by tabs; save it with commas between them',
      ],
    ],
    [
      'places that lie in themselves',
      { 'place.clinic.csv': ['ref:excluded,name,parent:place WHERE ref=COL_VAL', 'a,A,b', 'b,B,a'] },
      ['place.clinic.csv:2 column "parent:place WHERE ref=COL_VAL": lies in itself: its parents lead back to it'],
    ],
    [
      'an id that stands twice',
      { 'person.x.csv': ['_id,name', 'a,A', 'a,B'] },
      ['person.x.csv:3 column "_id": "a" is the _id of person.x.csv:2 too'],
    ],
    [
      'more cells than the header has columns',
      { 'person.x.csv': ['name,note', 'Ada, of Kisii,x'] },
      ['person.x.csv:2 has 3 cells, the header 2; is a text with a comma not in quotes?'],
    ],
    [
      'a text where another column makes an object',
      { 'report.v.csv': ['fields,fields.note', 'text,more'] },
      ['report.v.csv:2 column "fields.note": another column of this row already holds a text there'],
    ],
    [
      'a lineage that is none',
      { 'place.clinic.csv': ['name,parent', 'C,Kisii'] },
      [
        'place.clinic.csv:2 column "parent": "Kisii" is no lineage; refer to a row with WHERE, or name ids in columns such as parent._id',
      ],
    ],
  ];
  for (const [title, files, lines] of faults)
    it(`name ${title}`, async () => {
      expect((await read(files)).faults).to.have.members(lines);
    });

  it('name a notation, a file name and quotes that cannot be understood, all together', async () => {
    const { faults: lines } = await read({
      'person.x.csv': ['name:colour,.y', 'A,'],
      'stock.csv': ['name', 'A'],
      'person.z.csv': ['name', '"A'],
    });
    expect(lines).to.have.length(4);
    expect(lines[0]).to.match(/^person\.x\.csv:1 column "name:colour": ":colour" is no notation known/);
    expect(lines[1]).to.equal('person.x.csv:1 column ".y": has no name');
    expect(lines[2]).to.match(/^person\.z\.csv:2 cannot be read as CSV/);
    expect(lines[3]).to.match(/^stock\.csv:1 the name does not say what the file holds/);
  });

  it('name the line of a text that is not in UTF-8, of which other letters would be stored', () =>
    withFolder({ 'person.x.csv': ['name', 'Ada'] }, async folder => {
      await writeFile(join(folder, 'person.x.csv'), 'name\nAda\nZo\xeb\n', 'latin1');
      await writeFile(join(folder, 'person.y.csv'), '\ufeffname\nAda\n', 'utf16le');
      const { tables, faults: found } = await readFolder(folder);
      expect(tables).to.deep.equal([]);
      expect(faultLines(found).map(line => line.slice(0, 33))).to.deep.equal(
        ['person.x.csv:3 is not in UTF-8; sa', 'person.y.csv:1 is not in UTF-8; sa'].map(line => line.slice(0, 33)),
      );
    }));

  it('are found, however many rows have the same reference or the same id', async () => {
    const rows = Array.from({ length: 80_000 }, (_, at) => `same,Person ${at},`);
    const { faults: lines } = await read({
      'person.x.csv': ['_id,name,nick', ...rows],
      'report.v.csv': ['patient:GET name OF person WHERE nick=COL_VAL', 'x'],
    });
    expect(lines).to.have.length(80_000);
  });

  it('count lines as an editor does, after a cell of several lines', async () => {
    const { faults: lines } = await read({ 'person.x.csv': ['name,n:int', '"two', 'lines",1', 'B,x'] });
    expect(lines).to.deep.equal(['person.x.csv:4 column "n:int": "x" is not a whole number']);
  });

  it('leave out the rows that hang on a bad one, and say how many', async () => {
    const { docs: good, hanging } = await read({
      'place.clinic.csv': ['ref:excluded,name,n:int', 'a,A,1', 'b,B,x'],
      'person.x.csv': ['ref:excluded,name,parent:place WHERE ref=COL_VAL', 'p,P,a', 'q,Q,b'],
      'report.v.csv': ['patient_id:GET name OF person WHERE ref=COL_VAL', 'p', 'q'],
    });
    expect(good.map(({ doc: { name, patient_id } }) => name ?? patient_id)).to.deep.equal(['A', 'P', 'P']);
    expect(hanging).to.equal(2);
  });
});

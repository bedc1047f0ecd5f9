import { answered, groupDocs } from '@rounds/sentinel/forms/documents.ts';
import { hiddenFields, marksOf } from '@rounds/sentinel/forms/marks.ts';
import { expect } from 'chai';
import { ask, dom, xform } from './forms-in-node.ts';

const form = xform(
  `<home/><mother_id db-doc-ref="/data/mother"/><report db-doc-ref="/data"/>
   <mother db-doc="true"><_id/><type>person</type><name/><told_by db-doc-ref=" /data "/></mother>
   <known db-doc="true"><_id>juma</_id><type>person</type></known>
   <nothing db-doc="true"><type/><name/></nothing>
   <secret tag="hidden"><code tag="hidden"/></secret><plain tag="hidden"/>
   <child jr:template=""><made db-doc="true"><type>person</type><name/></made><made_id db-doc-ref="./made"/></child>`,
  '',
  `${ask('home')}<group ref="/data/child"><repeat nodeset="/data/child">${ask('child/made/name')}</repeat></group>`,
);

const answers = `<data id="form"><home>Otieno</home><mother_id/><report/>
<mother><_id/><type>person</type><name>Asha</name><told_by/></mother>
<known><_id>juma</_id><type>person</type></known>
<nothing><type/><name>Lost</name></nothing>
<child><made><type>person</type><name>Zawadi</name></made><made_id/></child>
<child><made><type>person</type><name>Baraka</name></made><made_id/></child></data>`;

describe('a group of a form that is a document', () => {
  const marks = marksOf(dom, form);
  let made: ReturnType<typeof answered>;
  beforeEach(() => {
    let n = 0;
    made = answered(dom, answers, marks, 'the-report', () => `id-${++n}`);
  });

  it('is made with its answers, and stays in the answers of the report', () => {
    expect(made.more.map(({ _id, fields }) => [_id, fields.name])).to.deep.equal([
      ['id-1', 'Asha'],
      ['juma', undefined],
      ['id-2', 'Zawadi'],
      ['id-3', 'Baraka'],
    ]);
    expect(made.fields.mother).to.deep.include({ name: 'Asha' });
  });

  it('is none without a type', () => {
    expect(made.more.map(({ fields }) => fields.name)).not.to.include('Lost');
    expect(made.fields.nothing).to.deep.equal({ type: '', name: 'Lost' });
  });

  it('is referred to by its id, each instance of a repeat to its own, and the report by that of the report', () => {
    expect(made.fields).to.deep.include({ mother_id: 'id-1', report: 'the-report' });
    expect(made.fields.mother).to.deep.include({ told_by: 'the-report' });
    expect((made.fields.child as { made_id: string }[]).map(({ made_id }) => made_id)).to.deep.equal(['id-2', 'id-3']);
  });

  it('is stored with the moment and the version of the form, and its own id alone', () => {
    const [mother, known] = groupDocs(made.more, 7, { time: 1, sha256: 'x' });
    expect(mother).to.deep.equal({
      _id: 'id-1',
      type: 'person',
      name: 'Asha',
      told_by: 'the-report',
      reported_date: 7,
      form_version: { time: 1, sha256: 'x' },
    });
    expect(known?._id).to.equal('juma');
  });

  it('is hidden in the report with all that the form hides, the topmost of each alone', () => {
    expect(hiddenFields(marks).sort()).to.deep.equal(
      ['child.made', 'known', 'mother', 'nothing', 'plain', 'secret'].sort(),
    );
  });
});

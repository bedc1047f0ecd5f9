import { expect } from 'chai';
import { allFields, answer, ask, formsInNode, open, valueAt, xform } from './forms-in-node.ts';

describe('a question of each kind', () => {
  formsInNode();

  const kinds: [type: string, kind: string, said: string, stored: string][] = [
    ['time', 'time', '08:30:00.000+03:00', '08:30:00.000+03:00'],
    ['dateTime', 'dateTime', '2026-03-04T08:30:00.000+03:00', '2026-03-04T08:30:00.000+03:00'],
    ['barcode', 'text', '4006381333931', '4006381333931'],
    ['tel', 'text', '+255712345678', '+255712345678'],
    ['string', 'text', 'Asha', 'Asha'],
    ['decimal', 'decimal', '61', '61'],
    ['decimal', 'decimal', '61.50', '61.50'],
    ['decimal', 'decimal', '-0.5', '-0.5'],
    ['int', 'int', '61', '61'],
  ];
  for (const [type, kind, said, stored] of kinds)
    it(`of the type ${type} takes an answer, and gives it up again`, async () => {
      const filling = await open(xform('<q/>', `<bind nodeset="/data/q" type="${type}"/>`, ask('q')));
      expect(allFields(filling).map(field => [field.kind, field.closed])).to.deep.equal([[kind, '']]);
      expect(answer(filling, 'q', said)).to.equal(true);
      expect(valueAt(filling.xml(), 'q')).to.equal(stored);
      answer(filling, 'q', '');
      expect(valueAt(filling.xml(), 'q')).to.equal('');
    });

  for (const type of ['int', 'decimal'])
    it(`of the type ${type} takes no word, and counts with the number it has`, async () => {
      const filling = await open(
        xform(
          '<q/><twice/>',
          `<bind nodeset="/data/q" type="${type}" constraint=". &lt; 50"/><bind nodeset="/data/twice" type="${type}" calculate="/data/q * 2"/>`,
          ask('q'),
        ),
      );
      expect(answer(filling, 'q', 'many')).to.equal(false);
      expect([valueAt(filling.xml(), 'q'), filling.faults()]).to.deep.equal(['', []]);
      answer(filling, 'q', '21');
      expect(valueAt(filling.xml(), 'twice')).to.equal('42');
      answer(filling, 'q', '51');
      expect(filling.faults()).to.have.length(1);
    });

  it('with choices takes one whose value has blanks in it, and gives it up again', async () => {
    const items = ['Past 7 days', 'Past', '7'].map(each => `<item><label>${each}</label><value>${each}</value></item>`);
    const filling = await open(
      xform(
        '<q/>',
        '<bind nodeset="/data/q" required="true()"/>',
        `<select1 ref="/data/q">${items.join('')}</select1>`,
      ),
    );
    for (const value of ['Past 7 days', '7', 'Past 7 days']) {
      expect(answer(filling, 'q', value)).to.equal(true);
      expect([valueAt(filling.xml(), 'q'), filling.faults()]).to.deep.equal([value, []]);
      expect(
        allFields(
          await open(xform('<q/>', '', `<select1 ref="/data/q">${items.join('')}</select1>`), {
            draft: filling.draft(),
          }),
        )[0]?.value,
      ).to.equal(value);
    }
    answer(filling, 'q', '');
    expect([valueAt(filling.xml(), 'q'), filling.faults().length]).to.deep.equal(['', 1]);
  });

  it('for a file takes its name, which a draft keeps', async () => {
    const form = xform(
      '<q/>',
      '<bind nodeset="/data/q" type="binary" required="true()"/>',
      '<upload ref="/data/q" mediatype="image/*" appearance="signature"><label>Q</label></upload>',
    );
    const filling = await open(form);
    expect([filling.faults(), filling.unanswered()]).to.deep.equal([[], [{ path: '/data/q', reason: 'file' }]]);
    answer(filling, 'q', 'hut-1.jpg');
    const [field] = allFields(await open(form, { draft: filling.draft() }));
    expect([field?.kind, field?.accept, field?.value]).to.deep.equal(['file', 'image/*', 'hut-1.jpg']);
    expect(field?.appearances).to.deep.equal(['signature']);
  });

  it('within bounds says what they are, also where the form forgot its type', async () => {
    const filling = await open(
      xform('<q/>', '', '<range ref="/data/q" start="0" end="5" step="0.5"><label>Q</label></range>'),
    );
    const [field] = allFields(filling);
    expect([field?.kind, field?.bounds]).to.deep.equal(['range', { min: 0, max: 5, step: 0.5 }]);
    answer(filling, 'q', '2.5');
    expect(valueAt(filling.xml(), 'q')).to.equal('2.5');
  });

  it('that asks for an order keeps it', async () => {
    const filling = await open(
      xform(
        '<q/>',
        '',
        `<odk:rank xmlns:odk="http://www.opendatakit.org/xforms" ref="/data/q"><label>Q</label>
          <itemset nodeset="instance('all')/root/item"><value ref="name"/><label ref="label"/></itemset></odk:rank>`,
      ).replace(
        '</model>',
        `<instance id="all"><root><item><name>a</name><label>A</label></item><item><name>b</name><label>B</label></item></root></instance><bind nodeset="/data/q" type="odk:rank"/></model>`,
      ),
    );
    expect(allFields(filling).map(({ kind }) => kind)).to.deep.equal(['rank']);
    answer(filling, 'q', 'b a');
    expect(valueAt(filling.xml(), 'q')).to.equal('b a');
  });

  it('says what it asks for besides: its type, and attributes of its own', async () => {
    const filling = await open(
      xform(
        '<q cht:unique_tel="true"/>',
        '<bind nodeset="/data/q" type="tel"/>',
        ask('q', ' appearance="numbers tel"'),
      ),
    );
    const [field] = allFields(filling);
    expect([field?.type, field?.extras.unique_tel]).to.deep.equal(['tel', 'true']);
  });

  it('says where its pictures and sounds are', async () => {
    const filling = await open(
      xform(
        '<q/>',
        `<itext><translation lang="en" default="true()"><text id="q"><value>Cough</value><value form="image">jr://images/cough.png</value></text>
         <text id="a"><value>Yes</value><value form="image">jr://images/yes.png</value></text></translation></itext>`,
        `<select1 ref="/data/q"><label ref="jr:itext('q')"/><item><label ref="jr:itext('a')"/><value>a</value></item></select1>`,
      ),
    );
    const [field] = allFields(filling);
    expect([field?.media, field?.options[0]?.media]).to.deep.equal([
      { image: 'jr://images/cough.png' },
      { image: 'jr://images/yes.png' },
    ]);
  });

  it('of which a part could not be read tells of it', async () => {
    const filling = await open(xform('<q/>', '<bind nodeset="/data/q" constraint=". &lt;&lt; 3"/>', ask('q')));
    expect(allFields(filling)[0]?.warnings).to.have.length(1);
    expect(allFields(filling)[0]?.closed).to.equal('');
  });
});

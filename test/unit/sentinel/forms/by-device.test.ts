import { expect } from 'chai';
import { allFields, answer, ask, formsInNode, open, valueAt, xform } from './forms-in-node.ts';

const upload = (path: string, more = ''): string =>
  `<upload ref="/data/${path}" mediatype="image/*"${more}><label>${path}</label></upload>`;

describe('a question that takes a device', () => {
  formsInNode();

  const photo = xform('<q/>', '<bind nodeset="/data/q" type="binary" required="true()"/>', upload('q'));
  const place = xform('<q/>', '<bind nodeset="/data/q" type="geopoint" required="true()"/>', ask('q'));

  for (const [kind, form, said] of [
    ['file', photo, 'hut-1.jpg'],
    ['geopoint', place, '-3.36 36.85 1200 4'],
  ] as const) {
    it(`is asked by a device that can: ${kind}`, async () => {
      const filling = await open(form, { asks: ['file', 'geopoint'] });
      expect(allFields(filling).map(field => [field.kind, field.closed])).to.deep.equal([[kind, '']]);
      expect(filling.faults()).to.have.length(1);
      expect(answer(filling, 'q', said)).to.equal(true);
      expect([filling.faults(), filling.unanswered(), valueAt(filling.xml(), 'q')]).to.deep.equal([[], [], said]);
      const again = await open(form, { asks: ['file', 'geopoint'], draft: filling.draft() });
      expect(allFields(again)[0]?.value).to.equal(said);
      answer(again, 'q', '');
      expect(valueAt(again.xml(), 'q')).to.equal('');
    });

    it(`keeps nobody from saving where the device cannot: ${kind}`, async () => {
      const filling = await open(form);
      expect([filling.faults(), filling.unanswered()]).to.deep.equal([[], [{ path: '/data/q', reason: kind }]]);
    });
  }

  it('keeps nobody from saving once the device gave up, and can be answered all the same', async () => {
    const filling = await open(place, { asks: ['geopoint'] });
    filling.giveUp(allFields(filling)[0]!.id, 'geopoint');
    expect([filling.faults(), filling.unanswered()]).to.deep.equal([[], [{ path: '/data/q', reason: 'geopoint' }]]);
    answer(filling, 'q', '1 2 0 0');
    expect([filling.unanswered(), valueAt(filling.xml(), 'q')]).to.deep.equal([[], '1 2 0 0']);
  });

  it('says how large a photo may be, and how accurate a position has to be', async () => {
    const filling = await open(
      xform(
        '<a/><b cht:duration="30"/>',
        '<bind nodeset="/data/a" type="binary" orx:max-pixels="640"/><bind nodeset="/data/b" type="geopoint"/>',
        `${upload('a')}${ask('b', ' accuracyThreshold="12"')}`,
      ),
      { asks: ['file', 'geopoint'] },
    );
    const [a, b] = allFields(filling);
    expect([a?.extras['max-pixels'], b?.extras.accuracyThreshold, b?.extras.duration]).to.deep.equal([
      '640',
      '12',
      '30',
    ]);
  });
});

describe('a question with attributes of the programme', () => {
  formsInNode();
  const form = xform('<q cht:duration="30"/>', '<bind nodeset="/data/q" type="string"/>', ask('q'));

  it('is saved, and goes on from a draft', async () => {
    const filling = await open(form);
    answer(filling, 'q', 'yes');
    expect(valueAt(filling.xml(), 'q')).to.equal('yes');
    const again = await open(form, { draft: filling.draft() });
    expect(allFields(again).map(({ value, extras }) => [value, extras.duration])).to.deep.equal([['yes', '30']]);
  });

  it('goes on from a draft of earlier, which does not say whose they are', async () => {
    const again = await open(form, { draft: '<data id="form" version="1"><q cht:duration="30">no</q></data>' });
    expect(allFields(again)[0]?.value).to.equal('no');
  });
});

describe('an answer that the device does not take', () => {
  formsInNode();
  const form = xform('<q/>', '<bind nodeset="/data/q" type="string"/>', ask('q'));

  it('keeps the form from being saved, with the reason, until it is another', async () => {
    const filling = await open(form);
    answer(filling, 'q', '12');
    const { id } = allFields(filling)[0]!;
    filling.refuse(id, 'No number');
    expect(allFields(filling)[0]?.fault).to.deep.equal({ kind: 'constraint', words: 'No number' });
    expect(filling.faults()).to.deep.equal([id]);
    answer(filling, 'q', '123');
    expect([allFields(filling)[0]?.fault, filling.faults()]).to.deep.equal([undefined, []]);
  });

  it('is taken when the reason is gone', async () => {
    const filling = await open(form);
    answer(filling, 'q', '12');
    const { id } = allFields(filling)[0]!;
    filling.refuse(id, 'No number');
    filling.refuse(id, '');
    expect(filling.faults()).to.deep.equal([]);
  });
});

import { lineIn, lineLength, lineText } from '@rounds/sentinel/forms/position.ts';
import { expect } from 'chai';
import { allFields, answer, ask, formsInNode, open, valueAt, xform } from './forms-in-node.ts';

const point = (latitude: number, longitude: number) => ({ latitude, longitude, altitude: 0, accuracy: 4 });
const corners = [point(-3.36, 36.85), point(-3.36, 36.851), point(-3.361, 36.851)];

describe('a way and a plot as answers', () => {
  formsInNode();

  it('are points parted by semicolons; a plot ends where it began', () => {
    expect(lineText(corners.slice(0, 2), 'geotrace')).to.equal('-3.36 36.85 0 4;-3.36 36.851 0 4');
    expect(lineText(corners, 'geoshape')).to.equal(
      '-3.36 36.85 0 4;-3.36 36.851 0 4;-3.361 36.851 0 4;-3.36 36.85 0 4',
    );
  });

  it('are nothing as long as there are too few points', () => {
    expect(lineText(corners.slice(0, 1), 'geotrace')).to.equal('');
    expect(lineText(corners.slice(0, 2), 'geoshape')).to.equal('');
  });

  it('are read back as they were drawn, whatever stands between the points', () => {
    expect(lineIn(lineText(corners, 'geoshape'))).to.deep.equal(corners);
    expect(lineIn(' -3.36 36.85 0 4; ;north; -3.36 36.851 0 4 ')).to.deep.equal(corners.slice(0, 2));
  });

  it('have a length, that of a plot all around', () => {
    expect(Math.round(lineLength(corners, 'geotrace'))).to.equal(222);
    expect(Math.round(lineLength(corners, 'geoshape'))).to.equal(379);
  });

  it('are asked where a device can find out where it is, and stay as they were given', async () => {
    const xml = xform(
      '<way/><plot/>',
      '<bind nodeset="/data/way" type="geotrace"/><bind nodeset="/data/plot" type="geoshape" required="true()"/>',
      ask('way') + ask('plot'),
    );
    const filling = await open(xml, { asks: ['geopoint'] });
    expect(allFields(filling).map(({ kind, closed }) => [kind, closed])).to.deep.equal([
      ['geotrace', ''],
      ['geoshape', ''],
    ]);
    answer(filling, 'way', '-3.36 36.85 0 4;-3.36 36.851 0 4');
    expect(valueAt(filling.xml(), 'way')).to.equal('-3.36 36.85 0 4;-3.36 36.851 0 4');
    expect(filling.faults()).to.have.length(1);
    const elsewhere = await open(xml);
    expect(allFields(elsewhere).map(({ closed }) => closed)).to.deep.equal(['geotrace', 'geoshape']);
    expect(elsewhere.faults()).to.deep.equal([]);
  });
});

import { type ProfileEntry, profileLines, profileOf } from '@rounds/webapp/data/dialogues/profile-lines.ts';
import { expect } from 'chai';

describe('Fields of the profile, a line for each', () => {
  const entries: ProfileEntry[] = [
    'gender',
    { field: 'age', bands: [18, 30, 45] },
    { field: 'area', label: 'Where', values: { A: 'north' } },
  ];

  it('are what they were when nothing is changed', () => {
    expect(profileLines(entries)).to.equal('gender\nage: 18, 30, 45\narea');
    expect(profileOf(profileLines(entries), entries)).to.deep.equal(entries);
  });

  it('keep what their values are called when bands come and go, and lose it with their line', () => {
    expect(profileOf('area: 1 2\n\n age ', entries)).to.deep.equal([
      { field: 'area', label: 'Where', values: { A: 'north' }, bands: [1, 2] },
      'age',
    ]);
    expect(profileOf('', entries)).to.deep.equal([]);
  });
});

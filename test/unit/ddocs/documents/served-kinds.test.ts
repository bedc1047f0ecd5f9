import { readFileSync } from 'node:fs';
import { isServed, servedPrefixes } from '@rounds/ddocs/documents/served-kinds.ts';
import { expect } from 'chai';

describe('kinds of documents that have doors of their own', () => {
  const text = readFileSync(new URL('../../../../ddocs/validate/main.js', import.meta.url), 'utf8');

  for (const prefix of servedPrefixes)
    it(`${prefix} is refused by the validation, too`, () => {
      expect(text).to.contain(`'${prefix}'`);
      expect(isServed(`${prefix}1`)).to.equal(true);
    });

  it('are told by how the id begins, and by nothing else', () => {
    for (const id of ['reviews', 'a review:1', 'tomorrow', 'filed', 'Review:1'])
      expect(isServed(id), id).to.equal(false);
  });
});

import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { legible } from '@rounds/ddocs/validate/shapes.ts';
import { compileValidate, refusalBy } from '@rounds/ddocs/validate/validate.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { anyDoc } from './any-doc.ts';

const rows: [title: string, given: object, read: object, misfits: string[]][] = [
  ['all fits', { type: 'person', name: 'Ann', phone: 7 }, { type: 'person', name: 'Ann', phone: 7 }, []],
  ['a name that is an object', { type: 'person', name: {} }, { type: 'person' }, ['name']],
  [
    'a message without text keeps its place',
    { type: 'data_record', tasks: [null, { state: 'sent', messages: [{ uuid: 'a', message: {} }] }] },
    { type: 'data_record', tasks: [{}, { state: 'sent', messages: [{ uuid: 'a' }] }] },
    ['tasks.0', 'tasks.1.messages.0.message'],
  ],
  [
    'a history that holds null',
    { type: 'data_record', tasks: [{ state_history: [null, { state: 'sent' }] }] },
    { type: 'data_record', tasks: [{ state_history: [{}, { state: 'sent' }] }] },
    ['tasks.0.state_history.0'],
  ],
  [
    'a place above without an id that is text',
    { type: 'person', parent: { _id: 'a', parent: { _id: 7, parent: { _id: 'c' } } } },
    { type: 'person', parent: { _id: 'a' } },
    ['parent'],
  ],
  ['a document of no kind', { type: 'toString', name: {} }, { type: 'toString', name: {} }, []],
];

describe('a document as it can be read', () => {
  for (const [title, given, read, misfits] of rows)
    it(title, () => {
      const doc = { _id: 'x', ...given } as Doc;
      const found = legible(doc);
      expect(found).to.deep.equal({ doc: { _id: 'x', ...read }, misfits });
      if (misfits.length === 0) expect(found.doc).to.equal(doc);
    });

  it('is what may be written: the same table decides', () => {
    const validate = compileValidate();
    let refused = 0;
    fc.assert(
      fc.property(anyDoc, doc => {
        const who = { name: 'boss', roles: ['admin'] };
        const { misfits } = legible(doc);
        const refusal = refusalBy(validate, doc, null, who);
        refused += misfits.length > 0 ? 1 : 0;
        if (misfits.length > 0) expect(refusal, JSON.stringify(doc)).to.not.equal(null);
        expect(legible(legible(doc).doc).misfits).to.deep.equal([]);
      }),
      { seed: 20260114, numRuns: 3000 },
    );
    expect(refused).to.be.above(500);
  });
});

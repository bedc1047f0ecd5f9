import { docPath, segment } from '@rounds/api/couch/couch.ts';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import { expect } from 'chai';

const refused = (act: () => unknown, code: Parameters<typeof isAppError>[1]): boolean => {
  try {
    act();
    return false;
  } catch (error) {
    return isAppError(error, code);
  }
};

describe('paths to the database', () => {
  for (const [id, path] of [
    ['nia', '/medic/nia'],
    ['../_users/x', '/medic/..%2F_users%2Fx'],
    ['_design/medic', '/medic/_design/medic'],
    ['_local/a/b', '/medic/_local/a%2Fb'],
    ['form:contact:person', '/medic/form%3Acontact%3Aperson'],
    ['a?b#c', '/medic/a%3Fb%23c'],
  ] as const)
    it(`lead to the document ${id} at ${path}`, () => expect(docPath('medic', id)).to.equal(path));
  for (const id of ['', '.', '..', '_design/..', '_local/.'])
    it(`never name "${id}", which would lead elsewhere`, () =>
      expect(refused(() => docPath('medic', id), 'request/invalid')).to.equal(true));
  it('to the database are never shortened: one part of a path stays one part', () =>
    expect(refused(() => segment('..'), 'request/invalid')).to.equal(true));
});

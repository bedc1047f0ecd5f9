import { partsOf } from '@rounds/api/couch-admin/address.ts';
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

describe('the address of a request that is handed on to CouchDB', () => {
  for (const url of ['/medic/../_users', '/medic/%2e%2e/_users', '/medic/%2E./x', '/medic\\..\\x', '/medic/%zz'])
    it(`is refused where it is ${url}`, () => expect(refused(() => partsOf(url), 'request/invalid')).to.equal(true));
  it('keeps its query', () =>
    expect(partsOf('/medic/_find?a=../b')).to.deep.equal({ parts: ['medic', '_find'], query: '?a=../b' }));
});

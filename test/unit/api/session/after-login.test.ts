import { pathAfterLogin } from '@rounds/api/session/after-login.ts';
import { expect } from 'chai';

describe('the path that opens after a login', () => {
  const cases: [unknown, string][] = [
    ['/', '/'],
    ['/contacts/abc?x=1#top', '/contacts/abc?x=1#top'],
    ['/contacts/é', '/contacts/%C3%A9'],
    ['/a/../b', '/b'],
    [undefined, '/'],
    [{}, '/'],
    ['', '/'],
    ['contacts', '/'],
    ['https://evil.example', '/'],
    ['//evil.example', '/'],
    ['/..//evil.example', '/'],
    ['/contacts//evil', '/'],
    ['/\\evil.example', '/'],
    ['\\\\evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['/\n/evil.example', '/'],
    [' //evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['/.//evil.example', '/'],
    ['/%2f%2fevil.example', '/%2f%2fevil.example'],
  ];
  for (const [wanted, to] of cases)
    it(`is ${to} where ${JSON.stringify(wanted)} was asked for`, () => expect(pathAfterLogin(wanted)).to.equal(to));
});

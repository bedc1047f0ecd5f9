import { isAppError } from '@rounds/ddocs/documents/error.ts';
import { checkName, checkPassword, strength, strongEnough } from '@rounds/sentinel/users/password.ts';
import { expect } from 'chai';

const refused = (act: () => unknown, code: Parameters<typeof isAppError>[1]): boolean => {
  try {
    act();
    return false;
  } catch (error) {
    return isAppError(error, code);
  }
};

describe('a password', () => {
  const good = ['Secret_1', 'Blue-Kettle-41', 'correct horse battery', 'ndege-mweupe-77', 'x7#Qp2!z', 'жёлтый-Чайник5'];
  const weak = [
    'password',
    'Password1',
    'password123',
    '12345678',
    '1234567890',
    'qwertyuiop',
    'abcdefghij',
    'aaaaaaaaaaaa',
    'abababababab',
    'p4ssw0rd',
    'medicmedic',
  ];
  for (const password of good)
    it(`of a user may be "${password}"`, () => expect(checkPassword(password, 'aya')).to.equal(password));
  for (const password of weak)
    it(`of a user may not be "${password}": too easy to guess`, () =>
      expect(refused(() => checkPassword(password, 'aya'), 'user/invalid')).to.equal(true));
  for (const password of ['Ab1-xyz', '', undefined, 12345678, null, 'x'.repeat(1001)])
    it(`of a user may not be ${JSON.stringify(password)?.slice(0, 20)}: too short, too long or no text`, () =>
      expect(refused(() => checkPassword(password, 'aya'), 'user/invalid')).to.equal(true));
  it('counts for less where it holds the name of its user', () => {
    expect(strength('mariamwangi12', 'mariamwangi')).to.be.below(strongEnough);
    expect(strength('mariamwangi12')).to.be.at.least(strongEnough);
  });
});

describe('the name of a user', () => {
  for (const name of ['aya', 'a-1_b', '0']) it(`may be "${name}"`, () => expect(checkName(name)).to.equal(name));
  for (const name of [
    'Aya',
    'a b',
    '',
    'é',
    'a:b',
    'a/b',
    'a.b',
    undefined,
    7,
    'x'.repeat(101),
    '__proto__',
    'constructor',
    'prototype',
    '_aya',
  ])
    it(`may not be ${JSON.stringify(name)?.slice(0, 20)}`, () =>
      expect(refused(() => checkName(name), 'user/invalid')).to.equal(true));
});

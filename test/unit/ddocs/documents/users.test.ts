import { databases, userMetaDatabase } from '@rounds/ddocs/documents/databases.ts';
import { generation } from '@rounds/ddocs/documents/doc.ts';
import { AppError, isAppError, statusOf } from '@rounds/ddocs/documents/error.ts';
import { facilitiesOf, isAdmin, isOnline, userId } from '@rounds/ddocs/documents/users.ts';
import { expect } from 'chai';

describe('a user', () => {
  const roles: [string[], boolean, boolean][] = [
    [['_admin'], true, true],
    [['admin'], true, true],
    [['mm-online', 'program_officer'], false, true],
    [['chw'], false, false],
    [[], false, false],
  ];
  for (const [names, admin, online] of roles)
    it(`with the roles ${JSON.stringify(names)} ${admin ? 'administers' : 'does not administer'} and works ${online ? 'online' : 'on a device'}`, () => {
      expect([isAdmin({ roles: names }), isOnline({ roles: names })]).to.deep.equal([admin, online]);
    });

  it('has one place, several, or none', () => {
    expect([
      facilitiesOf({ facility_id: 'a' }),
      facilitiesOf({ facility_id: ['a', 'b'] }),
      facilitiesOf({}),
      facilitiesOf({ facility_id: '' }),
    ]).to.deep.equal([['a'], ['a', 'b'], [], []]);
    expect(userId('ana')).to.equal('org.couchdb.user:ana');
  });
});

describe('the databases of a programme', () => {
  it('derive from the name of the main one', () => {
    expect(databases()).to.deep.equal({
      main: 'medic',
      sentinel: 'medic-sentinel',
      logs: 'medic-logs',
      usersMeta: 'medic-users-meta',
      vault: 'medic-vault',
    });
    expect(databases('kivu').vault).to.equal('kivu-vault');
    expect(userMetaDatabase('medic', 'ana')).to.equal('medic-user-ana-meta');
  });
});

describe('an error thrown on purpose', () => {
  it('is known by its code, and says what to do', () => {
    const error = new AppError('store/unreachable', 'nobody there', {
      hint: 'start it',
      details: { port: 1 },
      cause: 'x',
    });
    expect([
      isAppError(error),
      isAppError(error, 'store/unreachable'),
      isAppError(error, 'doc/missing'),
      isAppError(new Error('x')),
    ]).to.deep.equal([true, true, false, false]);
    expect([error.hint, error.details, error.cause, statusOf[error.code]]).to.deep.equal([
      'start it',
      { port: 1 },
      'x',
      503,
    ]);
  });
});

describe('a revision', () => {
  for (const [rev, number] of [
    ['3-abc', 3],
    ['12-x', 12],
    [undefined, 0],
    ['x', 0],
  ] as const)
    it(`${rev} is of generation ${number}`, () => {
      expect(generation(rev)).to.equal(number);
    });
});

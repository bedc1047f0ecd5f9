import { attemptKeys, attempts, provenKey } from '@rounds/api/session/attempts.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { expect } from 'chai';

describe('failed logins', () => {
  const wrong = async () => {
    throw new AppError('session/refused', 'Wrong name or password');
  };
  const right = async () => 'in';
  const outcome = (trial: Promise<unknown>) =>
    trial.then(
      value => value,
      error => (error as AppError).code,
    );

  it('are too many after ten in ten seconds, and no longer when these have passed', async () => {
    let now = 0;
    const tries = attempts(() => now);
    for (let time = 0; time < 10; time += 1) {
      expect(await outcome(tries.attempt(['ip:1', 'user:aya'], wrong))).to.equal('session/refused');
      now += 500;
    }
    expect(await outcome(tries.attempt(['ip:1'], right))).to.equal('request/too-many');
    expect(await outcome(tries.attempt(['ip:2', 'user:aya'], right))).to.equal('request/too-many');
    expect(await outcome(tries.attempt(['ip:2', 'user:ben'], right))).to.equal('in');
    now = 10_001;
    expect(await outcome(tries.attempt(['ip:1'], right))).to.equal('in');
  });

  it('are not more when all are tried at once', async () => {
    const tries = attempts(() => 0);
    let asked = 0;
    const guess = async () => {
      asked += 1;
      await new Promise(setImmediate);
      return wrong();
    };
    const codes = await Promise.all(
      Array.from({ length: 100 }, (_, at) => outcome(tries.attempt(['ip:1', `password:${at}`], guess))),
    );
    expect(asked).to.equal(10);
    expect(codes.filter(code => code === 'request/too-many')).to.have.length(90);
  });

  it('do not keep out a hundred who come at once with the right password, nor count what failed for another reason', async () => {
    const tries = attempts(() => 0);
    const slow = async () => {
      await new Promise(setImmediate);
      return 'in';
    };
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, at) => outcome(tries.attempt(['ip:1', `user:${at}`], slow))),
    );
    expect(new Set(all)).to.deep.equal(new Set(['in']));
    for (let time = 0; time < 12; time += 1) {
      const away = async () => Promise.reject(new AppError('store/unreachable', 'The database does not answer'));
      expect(await outcome(tries.attempt(['ip:1'], away))).to.equal('store/unreachable');
    }
  });
});

describe('what failed logins are no weapon for', () => {
  const wrong = async () => {
    throw new AppError('session/refused', 'Wrong name or password');
  };
  const right = async () => 'in';
  const outcome = (trial: Promise<unknown>) =>
    trial.then(
      value => value,
      error => (error as AppError).code,
    );

  it('is keeping out the owner of a name from elsewhere, or all who have a common password', async () => {
    const tries = attempts(() => 0);
    const login = (ip: string, user: string, password: string, run: () => Promise<unknown>) =>
      outcome(tries.attempt(attemptKeys(ip, user, password), run, provenKey(user, password)));
    for (let time = 0; time < 30; time += 1) await login('6.6.6.6', 'gateway', 'guess', wrong);
    expect(await login('6.6.6.6', 'gateway', 'Secret-1', right)).to.equal('request/too-many');
    expect(await login('1.1.1.1', 'gateway', 'Secret-1', right)).to.equal('in');
    expect(await login('1.1.1.2', 'aya', 'guess', right)).to.equal('in');
  });

  it('is keeping out whom it let in lately, even from a thousand addresses, until the password is another', async () => {
    let now = 0;
    const tries = attempts(() => now);
    const login = (ip: string, run: () => Promise<unknown>) =>
      outcome(tries.attempt(attemptKeys(ip, 'gateway', 'Secret-1'), run, provenKey('gateway', 'Secret-1')));
    const guess = (ip: string) =>
      outcome(tries.attempt(attemptKeys(ip, 'gateway', 'guess'), wrong, provenKey('gateway', 'guess')));
    expect(await login('1.1.1.1', right)).to.equal('in');
    for (let at = 0; at < 300; at += 1) await guess(`6.6.${at}.6`);
    expect(await guess('7.7.7.7')).to.equal('request/too-many');
    expect(await login('1.1.1.1', right)).to.equal('in');
    expect(await login('2.2.2.2', right)).to.equal('in');
    expect(await login('1.1.1.1', wrong)).to.equal('session/refused');
    expect(await login('1.1.1.1', right)).to.equal('request/too-many');
    now = 11_000;
    expect(await login('1.1.1.1', right)).to.equal('in');
  });

  it('still ends at a hundred guesses from one address', async () => {
    const tries = attempts(() => 0);
    const codes: unknown[] = [];
    for (let at = 0; at < 120; at += 1)
      codes.push(await outcome(tries.attempt(attemptKeys('6.6.6.6', `user-${at}`, `pass-${at}`), wrong)));
    expect(codes.filter(code => code === 'request/too-many')).to.have.length(20);
  });
});

describe('what failed logins count under', () => {
  it('is the same for a name in small letters and in capitals, which open the same session', () =>
    expect(attemptKeys('1.2.3.4', 'Aya', 'x')).to.deep.equal(attemptKeys('1.2.3.4', 'aya', 'x')));
});

import { expect } from 'chai';
import fc from 'fast-check';
import type { Doc } from '../../../../ddocs/documents/doc.ts';
import { type Run, type RunEvent, unitedEvents } from '../../../../ddocs/runs/run.ts';
import { openRuns, runIdFrom } from '../../../../ddocs/runs/runs.ts';
import { choiceOf, isOfRun, readToken, tokenOf } from '../../../../ddocs/runs/token.ts';
import { store } from '../../api/stores.ts';

const chat = 'chat:AAAAAAAAAAAAAAAAAAAAAA';
const run = (cause: string, more: Partial<Run> = {}): Run => ({
  _id: runIdFrom(cause),
  type: 'run',
  what: { is: 'form', form: 'mute' },
  address: chat,
  language: 'en',
  state: 'open',
  events: [],
  turn: 1,
  choices: ['yes', 'no'],
  started: 1,
  changed: 1,
  ...more,
});
const event = (id: string, at = 2): RunEvent => ({ id, at, kind: 'text' });
const said = (id: string): Doc => ({ _id: id, type: 'data_record' });
const next = (before: Run, text: string) => ({ run: { ...before, turn: before.turn + 1 }, said: [said(text)] });

describe('Runs', () => {
  it('are begun once by the same cause, with what is said first', async () => {
    const main = store();
    const runs = openRuns(main);
    expect(await runs.begin(run('a'), [said('hello')])).to.equal(true);
    expect(await runs.begin(run('a', { turn: 9 }), [said('again')])).to.equal(false);
    expect((await runs.get(runIdFrom('a')))?.turn).to.equal(1);
    expect([await main.get('hello'), await main.get('again')].map(Boolean)).to.deep.equal([true, false]);
  });

  it('take an event once, however often it comes', async () => {
    const main = store();
    const runs = openRuns(main);
    await runs.begin(run('a'), []);
    await runs.step(runIdFrom('a'), event('e1'), before => next(before, 'one'));
    const again = await runs.step(runIdFrom('a'), event('e1'), before => next(before, 'two'));
    expect(again).to.include({ turn: 2, changed: 2 });
    expect(again?.events.map(({ id }) => id)).to.deep.equal(['e1']);
    expect(await main.get('two')).to.equal(null);
  });

  it('take two events that come at once one after the other, and say nothing of a step that was lost', async () => {
    const main = store();
    const runs = openRuns(main);
    await runs.begin(run('a'), []);
    const take = (before: Run) => next(before, `turn ${before.turn + 1}`);
    await Promise.all([
      runs.step(runIdFrom('a'), event('e1'), take),
      runs.step(runIdFrom('a'), event('e2'), take),
      runs.step(runIdFrom('a'), event('e3'), take),
    ]);
    const end = await runs.get(runIdFrom('a'));
    expect(end?.turn).to.equal(4);
    expect(end?.events.map(({ id }) => id).sort()).to.deep.equal(['e1', 'e2', 'e3']);
    expect(await main.get('turn 5')).to.equal(null);
  });

  it('change no more after their end', async () => {
    const main = store();
    const runs = openRuns(main);
    await runs.begin(run('a'), []);
    await runs.step(runIdFrom('a'), event('e1'), before => ({ run: { ...before, state: 'left' }, said: [] }));
    const after = await runs.step(runIdFrom('a'), event('e2'), before => next(before, 'x'));
    expect(after?.state).to.equal('left');
    expect(after?.events).to.have.length(1);
  });

  it('are found while they are open, the latest first, at their own address only', async () => {
    const main = store();
    const runs = openRuns(main);
    await runs.begin(run('a', { changed: 1 }), []);
    await runs.begin(run('b', { changed: 5, state: 'held' }), []);
    await runs.begin(run('c', { changed: 9, state: 'done' }), []);
    await runs.begin(run('d', { address: 'chat:BBBBBBBBBBBBBBBBBBBBBB' }), []);
    expect((await runs.openOf(chat)).map(({ _id }) => _id)).to.deep.equal([runIdFrom('b'), runIdFrom('a')]);
  });

  it('hold no more than they may', async () => {
    const runs = openRuns(store());
    const begun = runs.begin(run('a', { derived: 'x'.repeat(300_000) }), []);
    await begun.then(
      () => expect.fail('it was written'),
      error => expect(error).to.include({ code: 'request/too-large' }),
    );
  });

  it('unite the events of two leaves to the same order from either side', () => {
    const one = [event('a', 1), event('c', 3)];
    const other = [event('a', 1), event('d', 3), event('b', 2)];
    const ids = (events: RunEvent[]) => events.map(({ id }) => id).join('');
    expect(ids(unitedEvents(one, other))).to.equal('abcd');
    expect(ids(unitedEvents(other, one))).to.equal('abcd');
  });
});

describe('A button', () => {
  it('carries run, question and choice in twelve signs, and gives them back', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(64 ** 4 - 1), fc.nat(4095), (cause, turn, choice) => {
        const text = tokenOf(run(cause), turn, choice);
        expect(text).to.match(/^[A-Za-z0-9_-]{12}$/);
        const token = readToken(text)!;
        expect(token).to.include({ turn, choice });
        expect(isOfRun(token, run(cause))).to.equal(true);
      }),
    );
  });

  it('stands for its choice only while its question is asked', () => {
    const asked = run('a', { turn: 7 });
    const pressed = readToken(tokenOf(asked, 7, 1))!;
    expect(choiceOf(pressed, asked)).to.equal('no');
    expect(choiceOf(readToken(tokenOf(asked, 6, 1))!, asked)).to.equal(undefined);
    expect(choiceOf(pressed, { ...asked, state: 'done' })).to.equal(undefined);
    expect(choiceOf(readToken(tokenOf(asked, 7, 5))!, asked)).to.equal(undefined);
    expect(isOfRun(pressed, run('b'))).to.equal(false);
  });

  it('is none when it is anything else', () => {
    for (const text of ['', 'yes', 'AAAAAAAAAAA', 'AAAAAAAAAAAAA', 'AAAAAA AAAAA'])
      expect(readToken(text)).to.equal(undefined);
    expect(() => tokenOf(run('a'), 1, 4096)).to.throw(RangeError);
  });
});

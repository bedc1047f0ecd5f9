import { expect } from 'chai';
import { type Beat, Looking } from '../../../../webapp/elements/looking.ts';

/** A page that looks, whose questions are answered by hand: what was asked, and what is shown. */
const page = ({ moves = () => true }: { moves?: () => boolean } = {}) => {
  const questions: { answer: (text: string) => void; fail: (error: Error) => void }[] = [];
  const shown: string[] = [];
  let ticks: { run: () => void; gone: AbortSignal } | undefined;
  const beat: Beat = (run, _every, gone) => {
    ticks = { run, gone };
  };
  const host = { addController() {}, removeController() {}, requestUpdate() {}, updateComplete: Promise.resolve(true) };
  const ask = () =>
    new Promise<string>((answer, fail) => {
      questions.push({ answer, fail });
    });
  const looking = new Looking<string>(host, { ask, show: text => shown.push(text), every: 1000, moves }, beat);
  return {
    ...{ questions, shown, looking },
    tick: () => ticks?.gone.aborted || ticks?.run(),
    /** Answers, and lets everybody who waited go on. */
    answer: async (nth: number, text: string) => {
      questions[nth]!.answer(text);
      await settled();
    },
  };
};
const settled = () => new Promise(resolve => setImmediate(resolve));
/** An act that ends when it is told to. */
const act = () => {
  let end = () => {};
  const ended = new Promise<void>(resolve => {
    end = resolve;
  });
  return { end, ended };
};

describe('looking anew', () => {
  it('looks at once when the page opens, and again at each beat', async () => {
    const { looking, questions, shown, tick, answer } = page();
    looking.hostConnected();
    await answer(0, 'first');
    tick();
    await answer(1, 'second');
    expect(shown).to.deep.equal(['first', 'second']);
    expect(questions).to.have.length(2);
  });

  it('never looks twice at once by itself, however slow the server is', () => {
    const { looking, questions, tick } = page();
    looking.hostConnected();
    for (let beat = 0; beat < 10; beat += 1) tick();
    expect(questions).to.have.length(1);
  });

  it('asks at once for what was pressed, and drops the answer to what was asked before, whichever comes last', async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const { looking, shown, answer } = page();
      looking.hostConnected();
      void looking.anew();
      for (const nth of order) await answer(nth, nth === 0 ? 'all' : 'filtered');
      expect(shown, order.join()).to.deep.equal(['filtered']);
    }
  });

  it('lets whoever asked wait until the newest answer is shown', async () => {
    const { looking, shown, answer } = page();
    looking.hostConnected();
    const told: string[] = [];
    const first = looking.anew().then(() => told.push(`after ${shown.join()}`));
    void looking.anew();
    await answer(1, 'overtaken');
    expect(told).to.deep.equal([]);
    await answer(2, 'newest');
    await first;
    expect(told).to.deep.equal(['after newest']);
  });

  it('does not show after an act what was asked before it, asks nothing while it goes on, and looks when it is done', async () => {
    const { looking, questions, shown, tick, answer } = page();
    looking.hostConnected();
    const { end, ended } = act();
    const done = looking.during(() => ended);
    tick();
    await answer(0, 'as it was before');
    expect(questions).to.have.length(1);
    end();
    await done;
    expect(questions).to.have.length(2);
    await answer(1, 'as it is now');
    expect(shown).to.deep.equal(['as it is now']);
  });

  it('asks again after an act for what was pressed while it went on', async () => {
    const { looking, shown, answer } = page({ moves: () => false });
    looking.hostConnected();
    const { end, ended } = act();
    const done = looking.during(() => ended);
    void looking.anew();
    end();
    await done;
    await answer(1, 'after the act');
    await answer(0, 'in the middle of it');
    expect(shown).to.deep.equal(['after the act']);
  });

  it('looks once more after a question that was open when something came, and only once', async () => {
    const { looking, questions, shown, answer } = page();
    looking.hostConnected();
    looking.again();
    looking.again();
    expect(questions).to.have.length(1);
    await answer(0, 'before it came');
    await answer(1, 'after it came');
    expect(shown).to.deep.equal(['before it came', 'after it came']);
    expect(questions).to.have.length(2);
  });

  it('rests while there is nothing to look for, unless it is asked', async () => {
    let moves = false;
    const { looking, questions, tick, answer } = page({ moves: () => moves });
    looking.hostConnected();
    tick();
    looking.again();
    expect(questions).to.have.length(0);
    void looking.anew();
    await answer(0, 'asked for');
    moves = true;
    tick();
    expect(questions).to.have.length(2);
  });

  it('says why the last look failed until one is answered, and goes on looking', async () => {
    const { looking, questions, tick, answer } = page();
    looking.hostConnected();
    questions[0]!.fail(new Error('no network'));
    await settled();
    expect((looking.error as Error).message).to.equal('no network');
    tick();
    await answer(1, 'back again');
    expect(looking.error).to.equal(undefined);
  });

  it('does not say why a look failed that was overtaken', async () => {
    const { looking, questions, answer } = page();
    looking.hostConnected();
    void looking.anew();
    questions[0]!.fail(new Error('too late'));
    await answer(1, 'fine');
    expect(looking.error).to.equal(undefined);
  });

  it('tells whoever acts why it failed, and looks all the same', async () => {
    const { looking, questions } = page();
    looking.hostConnected();
    const refused = await looking.during(() => Promise.reject(new Error('not allowed'))).catch(error => error);
    expect(refused.message).to.equal('not allowed');
    expect(questions).to.have.length(2);
  });

  it('stops with the page, and drops what comes afterwards', async () => {
    const { looking, questions, shown, tick, answer } = page();
    looking.hostConnected();
    looking.hostDisconnected();
    tick();
    await looking.anew();
    await looking.during(async () => undefined);
    await answer(0, 'too late');
    expect(shown).to.deep.equal([]);
    expect(questions).to.have.length(1);
    looking.hostConnected();
    expect(questions).to.have.length(2);
  });
});

import { openTurns, type Turn } from '@rounds/api/messages/turn.ts';
import { type TurnWork, workInTurn } from '@rounds/api/messages/work-in-turn.ts';
import { log } from '@rounds/api/web/log.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { store } from '../stores.ts';

const later = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

/** Waits until something is so, at most five seconds. */
const until = async (so: () => boolean): Promise<void> => {
  for (let left = 500; left > 0 && !so(); left -= 1) await later(10);
  expect(so(), 'it came to be so in time').to.equal(true);
};

describe('Work that one process at a time does', () => {
  const lasts = 2000;
  let side = store();
  let now = 0;
  let lines: string[] = [];
  let begun: string[] = [];
  let processes: TurnWork[] = [];

  const untilOver = (over: AbortSignal): Promise<void> =>
    new Promise(resolve => {
      if (over.aborted) resolve();
      over.addEventListener('abort', () => resolve());
    });

  const process = (
    name: string,
    given: { ready?: () => string | undefined; work?: (turn: Turn, over: AbortSignal) => Promise<void> } = {},
  ): TurnWork => {
    const made = workInTurn({
      turns: openTurns(side, 'turn:test', name, () => now, lasts),
      ready: given.ready ?? (() => 'something'),
      work: async (_, turn, over) => {
        begun.push(name);
        await (given.work ?? ((_turn, signal) => untilOver(signal)))(turn, over);
      },
      ...{ idle: 10, broke: 'it broke off', log: log('debug', { write: line => void lines.push(line) }) },
    });
    processes.push(made);
    return made;
  };

  beforeEach(() => {
    side = store();
    now = 1_700_000_000_000;
    [lines, begun, processes] = [[], [], []];
  });
  afterEach(() => Promise.all(processes.map(each => each.stop())));

  it('is done by the one that came first, and by the other once the first has ended', async () => {
    const first = process('one');
    first.start();
    await until(() => begun.length === 1);
    process('two').start();
    await later(100);
    expect(begun).to.deep.equal(['one']);
    await first.stop();
    await until(() => begun.length === 2);
    expect(begun).to.deep.equal(['one', 'two']);
  });

  it('is taken over from a process that is gone, when its turn has not been kept for as long as one lasts', async () => {
    await openTurns(side, 'turn:test', 'killed', () => now, lasts).take();
    process('two').start();
    await later(100);
    expect(begun).to.deep.equal([]);
    now += lasts;
    await until(() => begun.length === 1);
  });

  it('begins again after it broke off, and the log says so', async () => {
    const broken = { work: async () => Promise.reject(new Error('the database is away')) };
    process('one', broken).start();
    await until(() => begun.length >= 3);
    expect(lines.join('')).to.contain('it broke off').and.to.contain('the database is away');
  });

  it('leaves the turn alone while there is nothing to do', async () => {
    let isWanted = false;
    process('one', { ready: () => (isWanted ? 'something' : undefined) }).start();
    await later(50);
    expect(await side.get<Doc>('turn:test')).to.equal(null);
    isWanted = true;
    await until(() => begun.length === 1);
  });

  it('goes to another one when its turn was lost while it worked', async () => {
    let keeps = 0;
    const keeping = async (turn: Turn, over: AbortSignal): Promise<void> => {
      while (!over.aborted) {
        await turn.keep();
        keeps += 1;
        await later(10);
      }
    };
    process('one', { work: keeping }).start();
    await until(() => keeps > 0);
    const holder = await side.get<Doc & { holder: string }>('turn:test');
    await side.write([{ ...holder!, holder: 'another' }]);
    now += lasts / 2;
    await until(() => lines.length > 0);
    expect(lines.join('')).to.contain('it broke off').and.to.contain('turn:test was lost');
  });
});

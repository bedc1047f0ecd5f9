import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Report, Task } from '@rounds/ddocs/documents/reports.ts';
import { pouchStore } from '@rounds/ddocs/store/pouch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { viewMaps } from '@rounds/ddocs/store/view-maps.ts';
import { openDesk } from '@rounds/sentinel/engine/desk.ts';
import type { LastLook } from '@rounds/sentinel/engine/rule-set.ts';
import { judgeRepeats } from '@rounds/sentinel/messages/judge-repeats.ts';
import {
  allowed,
  isOver,
  type RepeatedDoc,
  repeatedId,
  repeatedRange,
  withDuplicates,
} from '@rounds/sentinel/messages/repeats.ts';
import { expect } from 'chai';
import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';
import { report, wednesday } from '../engine/sentinel-in-memory.ts';

PouchDB.plugin(memory);
const minute = 60_000;
const task = (uuid: string, to: string, message: string, state = 'pending'): Task =>
  ({ messages: [{ uuid, to, message }], state, state_history: [{ state, timestamp: '' }] }) as Task;

describe('The same text to the same number again and again', () => {
  let side: Store;
  let close: () => Promise<unknown>;
  let told = 0;
  beforeEach(() => {
    const db = new PouchDB(`repeats-${crypto.randomUUID()}`, { adapter: 'memory' });
    side = pouchStore(db, viewMaps());
    close = () => db.destroy();
  });
  afterEach(() => close());

  /** States of what is said in one batch, a message a report. @param texts to one number each */
  const say = async (
    process: LastLook,
    texts: readonly [to: string, text: string][],
    at = 0,
    limit?: number,
    ids?: string[],
  ): Promise<string[]> => {
    const { settings } = parseSettings(limit === undefined ? {} : { sms: { duplicate_limit: limit } });
    const desk = openDesk({ main: side, side, programme: () => ({ settings, words: {} }), now: () => wednesday + at });
    const docs = texts.map(([to, text], index) =>
      report('', '', { _id: ids?.[index] ?? `told-${++told}`, tasks: [task(`old ${told}`, to, text, 'sent')] }),
    );
    desk.docs.know(
      docs.map(({ _id }) => _id),
      docs,
    );
    for (const [index, { _id }] of docs.entries())
      desk.docs.change(_id, doc => ({
        ...doc,
        tasks: [...((doc as Report).tasks ?? []), task(`of ${_id}`, ...texts[index]!)],
      }));
    await process(
      docs.map(({ _id }) => _id),
      desk,
    );
    return docs.map(({ _id }) => (desk.docs.get(_id) as Report).tasks!.at(-1)!.state);
  };
  const hello: [string, string] = ['+254700000001', 'Hello'];
  const five = Array.from({ length: 5 }, () => 'pending');

  it('is sent five times, then it is a duplicate', async () => {
    const process = judgeRepeats(side);
    const states: string[] = [];
    for (let minutes = 0; minutes < 7; minutes++) states.push(...(await say(process, [hello], minutes * minute)));
    expect(states).to.deep.equal([...five, 'duplicate', 'duplicate']);
  });

  it('is counted within one batch, too, and as often as the programme allows, but never more than twenty times', async () => {
    expect(
      await say(
        judgeRepeats(side),
        Array.from({ length: 7 }, () => hello),
      ),
    ).to.deep.equal([...five, 'duplicate', 'duplicate']);
    const other: [string, string] = ['+254700000001', 'Other'];
    expect(
      await say(
        judgeRepeats(side),
        Array.from({ length: 3 }, () => other),
        0,
        1,
      ),
    ).to.deep.equal(['pending', 'duplicate', 'duplicate']);
    expect([allowed(undefined), allowed(1), allowed(20), allowed(900)]).to.deep.equal([5, 1, 20, 20]);
    const third: [string, string] = ['+254700000001', 'Third'];
    const many = await say(
      judgeRepeats(side),
      Array.from({ length: 30 }, () => third),
      0,
      900,
    );
    expect(many.filter(state => state === 'pending')).to.have.length(20);
  });

  it('may be sent again after half an hour of silence', async () => {
    const process = judgeRepeats(side);
    await say(
      process,
      Array.from({ length: 6 }, () => hello),
    );
    expect(await say(process, [hello], 29 * minute)).to.deep.equal(['duplicate']);
    expect(await say(process, [hello], (29 + 30) * minute)).to.deep.equal(['pending']);
  });

  it('is not what another text, or the same to another number, is', async () => {
    const texts = Array.from({ length: 8 }, (_, at): [string, string][] => [
      ['+254700000001', `Hello ${at}`],
      [`+25470000000${at}`, 'Hi'],
    ]).flat();
    expect(new Set(await say(judgeRepeats(side), texts))).to.deep.equal(new Set(['pending']));
    expect((await side.info()).docCount).to.equal(0);
  });

  it('is counted by all processes together, and a restart forgets it no more', async () => {
    const [one, other] = [judgeRepeats(side), judgeRepeats(side)];
    const states: string[] = [];
    for (const process of [one, other, one, other, one, other, one]) states.push(...(await say(process, [hello])));
    expect(states).to.deep.equal([...five, 'duplicate', 'duplicate']);
    expect(await say(judgeRepeats(side), [hello], minute)).to.deep.equal(['duplicate']);
  });

  it('stays what it was found to be when the same is settled again', async () => {
    const process = judgeRepeats(side);
    const ids = Array.from({ length: 7 }, (_, at) => `again-${at}`);
    const all = () =>
      say(
        process,
        ids.map(() => hello),
        0,
        5,
        ids,
      );
    const first = await all();
    expect(await all()).to.deep.equal(first);
    expect(first.filter(state => state === 'duplicate')).to.have.length(2);
    expect(
      await say(
        judgeRepeats(side),
        ids.map(() => hello),
        5 * minute,
        5,
        ids,
      ),
    ).to.deep.equal(first);
  });

  it('is no row any more, and can be forgotten, after half an hour of silence', async () => {
    await say(judgeRepeats(side), [hello, hello]);
    const row = (await side.get<RepeatedDoc>(repeatedId(...hello)))!;
    expect([0, 29, 30, 60].map(minutes => isOver(row, wednesday + minutes * minute))).to.deep.equal([
      false,
      false,
      true,
      true,
    ]);
    expect((await side.range({ ...repeatedRange, limit: 10 })).map(({ _id }) => _id)).to.deep.equal([row._id]);
  });

  it('is known under an id that names neither', async () => {
    await say(judgeRepeats(side), [hello, hello]);
    const row = await side.get(repeatedId(...hello));
    expect(JSON.stringify(row)).not.to.include('Hello').and.not.to.include(hello[0]);
  });

  it('is taken back only as long as it was not sent, and says why', () => {
    const doc = report('', '', { tasks: [task('a', ...hello), task('b', ...hello, 'sent'), task('c', ...hello)] });
    const after = withDuplicates(doc, new Set(['a', 'b']), '2026-01-14T10:00:00.000Z');
    expect(after.tasks!.map(({ state, state_details }) => [state, state_details?.reason])).to.deep.equal([
      ['duplicate', 'said too often'],
      ['sent', undefined],
      ['pending', undefined],
    ]);
    expect(withDuplicates(after, new Set(['a', 'b']), '')).to.equal(after);
  });
});

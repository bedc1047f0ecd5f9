import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { asLetter, type CountedRun, digestOf } from '@rounds/sentinel/digests/digest.ts';
import { type DigestDoc, digestId, makeDigest } from '@rounds/sentinel/digests/job.ts';
import { expect } from 'chai';
import { openSmtp, type Smtp } from '../../../smtp.ts';
import { store } from '../../api/stores.ts';

const now = Date.UTC(2026, 2, 23, 22);
const day = 86_400_000;
const run = (dialogue: string, contact: string, state: string, began: number, changed = began): CountedRun => ({
  ...{ dialogue, contact, state, begun: true, started: now - began * day, changed: now - changed * day },
});

describe('A digest', () => {
  const runs = [
    run('welcome', 'a', 'done', 10, 9),
    run('welcome', 'b', 'done', 2.5, 0.5),
    run('welcome', 'c', 'open', 9, 8),
    run('story', 'a', 'done', 0.5, 0.2),
    run('story', 'b', 'open', 0.4),
    { ...run('story', 'c', 'open', 0), begun: false },
  ];
  const people = ['active', 'active', 'paused', 'invited'].map(state => ({ state, language: 'en', interval: '24' }));
  const table = (title: string, which: 'daily' | 'weekly' = 'daily') =>
    digestOf(which, people, runs, now).find(each => each.title === title)?.rows;

  it('counts who takes part, with shares', () => {
    expect(table('Taking part')).to.deep.equal([
      ['active', 2, '50 %'],
      ['invited', 1, '25 %'],
      ['paused', 1, '25 %'],
    ]);
  });
  it('counts what was begun and finished in a day, a week and altogether, and not what waits for its turn', () => {
    expect(table('Dialogues')).to.deep.equal([
      ['story', 2, 1, 2, 1, 2, 1],
      ['welcome', 0, 1, 1, 1, 3, 2],
    ]);
  });
  it('says for how long people are waited for', () => {
    expect(table('Waiting for an answer')?.map(([, count]) => count)).to.deep.equal([2, 1, 1]);
  });
  it('shows how many dialogues people have finished', () => {
    expect(table('Dialogues that people have finished')?.map(([many, count]) => [many, count])).to.deep.equal([
      [1, 1],
      [2, 1],
    ]);
  });
  it('tells each week how many have begun', () => {
    expect(table('People who have begun, by week')).to.equal(undefined);
    expect(table('People who have begun, by week', 'weekly')?.map(([, count]) => count)).to.deep.equal([2, 3]);
  });
  it('is a letter in which nothing of a name is read as a mark', () => {
    const { html, text } = asLetter('D', [{ title: '<b>', heads: ['x'], rows: [['a<script>']] }]);
    expect(html).to.include('a&lt;script&gt;').and.not.include('<script>');
    expect(text).to.include('a<script>');
  });
});

describe('The digest of a day', () => {
  let smtp: Smtp;
  before(async () => {
    smtp = await openSmtp();
  });
  after(() => smtp.close());
  const context = async (docs: readonly Doc[] = []) => {
    const [main, side] = [store(), store()];
    await main.write(docs);
    const { settings, faults } = parseSettings({
      mail: {
        host: '127.0.0.1',
        port: smtp.port,
        insecure: true,
        from: 'rounds@example.org',
        to: ['office@example.org'],
      },
    });
    expect(faults).to.deep.equal([]);
    const log = { warn: () => undefined } as never;
    const programme = () => ({ settings, words: {}, off: [] });
    return { main, side, now: () => now, fence: () => undefined, vault: { read: async () => null }, programme, log };
  };

  it('is counted from the views, sent as a letter, and kept for the page', async () => {
    const parts = await context([
      { _id: 'a', type: 'person', participation: { state: 'active', since: 1, by: 'x' } } as Doc,
      { _id: 't', type: 'person', trial: true, participation: { state: 'active', since: 1, by: 'x' } } as Doc,
      {
        _id: 'run:a',
        type: 'run',
        what: { is: 'dialogue', dialogue: 'welcome', version: 1 },
        contact: 'a',
        state: 'done',
        events: [{}],
        started: now - 1000,
        changed: now - 500,
      } as Doc,
      {
        _id: 'run:t',
        type: 'run',
        what: { is: 'dialogue', dialogue: 'welcome', version: 1 },
        contact: 't',
        state: 'done',
        events: [{}],
        started: now,
        changed: now,
        derived: { trial: 'participant' },
      } as Doc,
    ]);
    const made = await makeDigest(parts, 'daily');
    expect(made.sent).to.equal(true);
    const [letter] = smtp.received;
    expect(letter?.from).to.equal('rounds@example.org');
    expect(letter?.to).to.deep.equal(['office@example.org']);
    expect(letter?.data).to.include('Daily digest of 2026-03-23');
    const kept = await parts.side.get<DigestDoc>(digestId('daily'));
    expect(kept?.tables.find(({ title }) => title === 'Dialogues')?.rows).to.deep.equal([
      ['welcome', 1, 1, 1, 1, 1, 1],
    ]);
    expect(kept?.tables[0]?.rows).to.deep.equal([['active', 1, '100 %']]);
  });

  it('is kept though it could not be sent, with why', async () => {
    smtp.refuse(true);
    const { sent } = await makeDigest(await context(), 'weekly');
    expect(String(sent)).to.include('not now');
  });
});

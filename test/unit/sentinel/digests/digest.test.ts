import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { asLetter, digestOf, type Study } from '@rounds/sentinel/digests/digest.ts';
import { type DigestDoc, digestId, makeDigest } from '@rounds/sentinel/digests/job.ts';
import type { CountedRun } from '@rounds/sentinel/progress/counted.ts';
import { profileFields } from '@rounds/sentinel/progress/profile.ts';
import { expect } from 'chai';
import { JSDOM } from 'jsdom';
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
  const said = (gender: string, age: string) => ({ gender, ...(age ? { age } : {}) });
  const study: Study = {
    people: [
      { id: 'a', state: 'active', since: now - 10 * day, profile: said('w', '29') },
      { id: 'b', state: 'active', since: now - 2 * day, profile: said('m', '30') },
      { id: 'c', state: 'paused', since: now - 3_600_000, profile: said('w', '') },
      { id: 'd', state: 'invited', since: null, profile: said('w', '70') },
    ].map(each => ({ ...each, language: 'en', interval: '24' })),
    runs,
    fields: profileFields({
      profile: [
        { field: 'gender', values: { w: 'women', m: 'men' } },
        { field: 'age', bands: [18, 30] },
      ],
    }),
    kinds: new Map([
      ['story', 'C'],
      ['welcome', 'user_settings'],
    ]),
    stories: ['C', 'T'],
  };
  const table = (title: string, which: 'daily' | 'weekly' = 'daily') =>
    digestOf(which, study, now).find(each => each.title === title)?.rows;

  it('counts who takes part, with shares', () => {
    expect(table('Taking part')).to.deep.equal([
      ['active', 0, 1, 2, '50 %'],
      ['invited', 0, 0, 1, '25 %'],
      ['paused', 1, 1, 1, '25 %'],
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
  it('shows the same of each kind of story that somebody has finished', () => {
    expect(table('Of the kind C')?.map(([many, count]) => [many, count])).to.deep.equal([[1, 1]]);
    expect(table('Of the kind T')).to.equal(undefined);
  });
  it('counts those who have begun by what they said of themselves, in bands and by words, and who did not say', () => {
    expect(table('People who have begun, by gender')).to.deep.equal([
      ['men', 0, 1, 1, '33 %'],
      ['women', 0, 0, 2, '67 %'],
    ]);
    expect(table('People who have begun, by age')).to.deep.equal([
      ['18–<30', 0, 0, 1, '33 %'],
      ['≥ 30', 0, 1, 1, '33 %'],
      ['–', 0, 0, 1, '33 %'],
    ]);
    expect(table('Balance')).to.deep.equal([
      ['men', '≥ 30', 1, '33 %'],
      ['women', '18–<30', 1, '33 %'],
      ['women', '–', 1, '33 %'],
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
  const context = async (docs: readonly Doc[] = [], more: object = {}) => {
    const [main, side] = [store(), store()];
    await main.write(docs);
    const { settings, faults } = parseSettings({
      ...more,
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
    expect(kept?.tables[0]?.rows).to.deep.equal([['active', 0, 0, 1, '100 %']]);
  });

  it('has each week the curves of those who came in and how their answers go together, as pictures that go with it', async () => {
    const person = (id: string, fields: object): Doc => ({
      ...{ _id: id, type: 'person', fields, participation: { state: 'active', since: 1, by: 'x' } },
    });
    const begun = (contact: string, began: number): Doc => ({
      ...{ _id: `run:${contact}`, type: 'run', what: { is: 'dialogue', dialogue: 'welcome', version: 1 }, contact },
      ...{ state: 'done', events: [{}], started: now - began * day, changed: now },
    });
    const parts = await context(
      [
        ...[person('a', { gender: 'woman', age: 20 }), person('b', { gender: 'man <b>', age: 40 })],
        ...[begun('a', 9), begun('b', 1)],
      ],
      { dialogues: { profile: ['gender', { field: 'age', bands: [30] }] } },
    );
    smtp.received.length = 0;
    const { tables, pictures = [] } = await makeDigest(parts, 'weekly');
    const rows = tables.find(({ title }) => title === 'People who have begun, by week and gender');
    expect(rows?.heads).to.deep.equal(['until', 'man <b>', 'woman']);
    expect(rows?.rows.map(([, ...counts]) => counts)).to.deep.equal([
      [0, 1],
      [1, 1],
    ]);
    expect(pictures.map(({ name }) => name)).to.deep.equal(['entries-gender.svg', 'entries-age.svg', 'profile.svg']);
    for (const { svg } of pictures) {
      const { window } = new JSDOM(svg, { contentType: 'image/svg+xml' });
      expect(window.document.querySelector('parsererror')).to.equal(null);
      expect(svg).not.to.include('<b>');
    }
    expect(smtp.received[0]?.data).to.include('filename=profile.svg');
  });

  it('is kept though it could not be sent, with why', async () => {
    smtp.refuse(true);
    const { sent } = await makeDigest(await context(), 'weekly');
    expect(String(sent)).to.include('not now');
  });
});

import type { Campaign } from '@rounds/ddocs/campaigns/campaign.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import type { User } from '../../../scripts/telegram/bot-api/shapes.ts';
import { gardenDay } from '../../unit/sentinel/dialogues/garden-day.ts';
import { password, until } from '../../world.ts';
import { type ChatWorld, chatWorld } from '../chats/chat-world.ts';
import { link, type Talking, talking } from '../chats/talking.ts';
import { runJob } from '../dialogues/run-job.ts';

describe('A promoter who writes to the bot', function () {
  this.timeout(180_000);
  let rounds: ChatWorld;
  let maria: Talking;
  let stranger: User;
  const crowd: User[] = [];

  before(async () => {
    rounds = await chatWorld({
      limits: 'none',
      env: { LEASE_MS: '3000' },
      docs: [
        { _id: 'study', type: 'district_hospital', name: 'Study' },
        { _id: 'maria', type: 'person', name: 'Maria', parent: { _id: 'study' } },
      ],
      settings: settings => ({
        ...settings,
        quiet_hours: undefined,
        schedule_morning_hours: 0,
        schedule_evening_hours: 0,
        telegram: { strangers: 'participant', participants_under: 'study', participant_type: 'person' },
        dialogues: { sequences: {}, pacing: false },
        campaigns: { approve_above: 10, rate: 600 },
        safety: { words: { en: ['kill myself'] }, answer: { en: 'Call 116 now.' } },
      }),
    });
    await rounds.fetch('/api/v1/dialogues/garden_day', {
      method: 'PUT',
      body: JSON.stringify({ ...gardenDay, _id: 'garden_day' }),
      headers: { 'content-type': 'application/json' },
    });
    await rounds.createUser({
      ...{ username: rounds.userName('maria'), roles: ['program_officer'], password },
      ...{ place: 'study', contact: 'maria' },
    });
    for (let nth = 0; nth < 3; nth += 1) crowd.push(people.addPerson(rounds.telegram, `Person ${nth}`));
    for (const one of crowd) rounds.write(one, 'hello');
    maria = talking(rounds, people.addPerson(rounds.telegram, 'Maria'));
    stranger = crowd[0]!;
    await link(rounds, maria, 'maria');
    await until('all are there', async () => (await contacts()).length === 4);
    await rounds.settled();
  });
  after(() => rounds?.close());

  const all = <T extends Doc>() => rounds.store().range<T>({ from: '', to: '\ufff0', limit: 100_000 });
  const contacts = async () => (await all<Contact>()).filter(({ addresses }) => Array.isArray(addresses));
  const heard = (words: RegExp): number[] =>
    crowd.map(one => rounds.saidTo(one).filter(text => words.test(text)).length);
  const others = async () => (await contacts()).filter(({ _id }) => _id !== 'maria');

  it('is told how many take part, and how one stands', async () => {
    maria.write('/status');
    await maria.heard(/^4 people: 0 take part/);
    const [one] = await others();
    maria.write(`/status ${one!._id}`);
    await maria.heard(/Is being asked nothing\.$/);
    maria.write('/status nobody-at-all');
    await maria.heard(/nobody called “nobody-at-all”/);
  });

  it('sends a dialogue to all who have not had it, after a look at whom it reaches', async () => {
    maria.write('/send garden_day');
    await maria.heard(/people; \d get it at once/);
    await maria.press(/^Send it$/);
    await maria.heard(/^It goes out\.$/);
    await until('all are asked', async () => {
      await runJob(rounds, 'campaigns');
      await runJob(rounds, 'dialogues');
      return heard(/^Good day!$/).every(count => count === 1);
    });
    const [campaign] = (await all<Campaign>()).filter(({ type }) => type === 'campaign');
    expect(campaign?.history.map(({ act }) => act)).to.include.members(['made', 'start']);
    expect(campaign?.history[0]?.by).to.equal(rounds.userName('maria'));
  });

  it('ends what one is being asked, writes to one, and to all', async () => {
    const [one] = await others();
    maria.write(`/clear ${one!._id}`);
    await maria.heard(/is asked nothing any more/);
    maria.write(`/status ${one!._id}`);
    await until(
      'it has ended',
      () => maria.said().filter(({ text }) => /asked nothing\.$/.test(text ?? '')).length === 2,
    );
    maria.write(`/msg ${one!._id} Are You Well?`);
    await until(
      'she has it, in the very letters',
      () => heard(/^Are You Well\?$/).reduce((sum, count) => sum + count) === 1,
    );
    maria.write('/broadcast Tomorrow at nine');
    await maria.heard(/people; [\s\S]*Send it\?$/);
    await maria.press(/^Do not send it$/);
    await maria.heard(/^It is not sent\.$/);
    expect(heard(/^Tomorrow/)).to.deep.equal([0, 0, 0]);
  });

  it('plays a dialogue herself, which is named before it begins and leaves nothing', async () => {
    maria.write('/play garden_day');
    await maria.heard(/^▶ garden_day \(1\)$/);
    await maria.heard(/^Mara asks/);
    await rounds.settled();
    expect((await rounds.store().get<Contact>('maria'))?.fields).to.equal(undefined);
  });

  it('is nobody to whom it is not given: others’ words are words', async () => {
    const before = rounds.saidTo(stranger).length;
    rounds.write(stranger, '/broadcast I am the boss');
    rounds.write(stranger, 'I want to kill myself');
    await rounds.hears(stranger, /^Call 116 now\.$/);
    expect(rounds.saidTo(stranger).slice(before).join()).not.to.match(/Send it/);
    expect(heard(/I am the boss/)).to.deep.equal([0, 0, 0]);
    const reviews = (await all()).filter(({ kind }) => kind === 'safety');
    expect(reviews).to.have.lengthOf(1);
    expect(reviews[0]).to.deep.include({ urgency: 'now', state: 'open' });
  });
});

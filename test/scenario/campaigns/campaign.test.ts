import type { Recipient } from '@rounds/ddocs/campaigns/campaign.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Run } from '@rounds/ddocs/runs/run.ts';
import { expect } from 'chai';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import type { User } from '../../../scripts/telegram/bot-api/shapes.ts';
import { gardenDay } from '../../unit/sentinel/dialogues/garden-day.ts';
import { type LoggedIn, password, until } from '../../world.ts';
import { type ChatWorld, chatWorld } from '../chats/chat-world.ts';
import { runJob } from '../dialogues/run-job.ts';

const size = 20;

describe('A campaign to the participants of a study', function () {
  this.timeout(180_000);
  let rounds: ChatWorld;
  let [maria, peter]: LoggedIn[] = [];
  let crowd: User[] = [];

  before(async () => {
    rounds = await chatWorld({
      docs: [{ _id: 'study', type: 'district_hospital', name: 'Study' }],
      limits: 'none',
      env: { LEASE_MS: '3000' },
      settings: settings => ({
        ...settings,
        quiet_hours: undefined,
        schedule_morning_hours: 0,
        schedule_evening_hours: 0,
        telegram: { strangers: 'participant', participants_under: 'study', participant_type: 'person' },
        dialogues: { sequences: {}, pacing: false },
        campaigns: { approve_above: 10, rate: 120 },
      }),
    });
    for (const name of ['maria', 'peter']) {
      const username = rounds.userName(name);
      await rounds.createUser({ username, roles: ['program_officer'], password });
    }
    maria = await rounds.login(rounds.userName('maria'));
    peter = await rounds.login(rounds.userName('peter'));
    crowd = Array.from({ length: size }, (_, nth) => people.addPerson(rounds.telegram, `Person ${nth}`));
    for (const person of crowd) rounds.write(person, 'hello');
    await until('all are participants', async () => (await contacts()).length === size, 60_000);
    await rounds.settled();
  });
  after(() => rounds?.close());

  const all = <T extends Doc>() => rounds.store().range<T>({ from: '', to: '\ufff0', limit: 100_000 });
  const contacts = async () => (await all<Contact>()).filter(({ addresses }) => Array.isArray(addresses));
  const recipients = async () => (await all<Recipient>()).filter(({ type }) => type === 'recipient');
  const heard = (words: RegExp): number[] =>
    crowd.map(person => rounds.saidTo(person).filter(text => words.test(text)).length);
  const ask = async (who: LoggedIn, path: string, body?: object, method = body ? 'POST' : 'GET') => {
    const answer = await who.fetch(`/api/v1/campaigns${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
    });
    // biome-ignore lint/suspicious/noExplicitAny: the answers of several doors
    return { status: answer.status, body: (await answer.json()) as any };
  };
  const audience = { under: ['study'] };
  const letter = { title: 'A meeting', audience, says: { text: { en: 'Do come on Monday.' } } };
  const id = { of: '' };

  it('is counted beforehand, by who gets it and why others do not', async () => {
    rounds.write(crowd[0]!, '/pause');
    people.openPrivate(rounds.telegram, rounds.bot, crowd[1]!);
    await until('she has paused', async () => (await contacts()).some(each => each.participation?.state === 'paused'));
    const [, , third] = await contacts();
    await rounds.store().write([{ ...third!, muted: new Date().toISOString() }]);
    const { status, body } = await ask(maria!, '/preview', letter);
    expect(status).to.equal(200);
    expect(body.people).to.equal(size);
    expect(body.gets + (body.left_out.paused ?? 0) + (body.left_out.muted ?? 0)).to.equal(size);
    expect(body.left_out.paused).to.equal(1);
    expect(body.needs_approval).to.equal(true);
  });

  it('waits for a second person where it goes to many, and not for the one who started it', async () => {
    const made = await ask(maria!, '', letter);
    expect([made.status, made.body.state]).to.deep.equal([201, 'draft']);
    id.of = made.body.id;
    const started = await ask(maria!, `/${id.of}/acts`, { act: 'start', share: 10 });
    expect(started.body.state).to.equal('asked');
    const own = await ask(maria!, `/${id.of}/acts`, { act: 'approve' });
    expect([own.status, own.body.message]).to.deep.equal([409, 'Whoever started it cannot approve it']);
    expect(await recipients()).to.deep.equal([]);
    const approved = await ask(peter!, `/${id.of}/acts`, { act: 'approve' });
    expect(approved.body.state).to.equal('running');
  });

  it('goes to a tenth first', async () => {
    await until('two are recipients', async () => (await recipients()).length === 2);
    await until('those who may hear it have', async () => {
      const given = (await recipients()).filter(({ state }) => state === 'given').length;
      const left = (await recipients()).filter(({ state }) => state === 'left_out').length;
      return given + left === 2 && heard(/Monday/).filter(count => count === 1).length === given;
    });
  });

  it('is said once to each, though sentinel and api are killed in the middle, and stops at once', async () => {
    await ask(maria!, `/${id.of}/acts`, { act: 'share', share: 100 });
    await until('some have heard it', () => heard(/Monday/).filter(count => count > 0).length > 2);
    await rounds.sentinel.kill();
    await rounds.sentinel.start();
    await ask(maria!, `/${id.of}/acts`, { act: 'stop' });
    const atStop = heard(/Monday/).reduce((sum, count) => sum + count, 0);
    await runJob(rounds, 'campaigns');
    await until('what had not gone is taken back', async () => {
      const { body } = await ask(maria!, `/${id.of}`);
      return !body.counts.messages.pending && !body.counts.messages['forwarded-to-gateway'];
    });
    const { body } = await ask(maria!, `/${id.of}`);
    expect(body.state).to.equal('stopped');
    expect(body.counts.messages.cleared).to.be.above(0);
    // One may have been on its way at that moment.
    expect(heard(/Monday/).reduce((sum, count) => sum + count, 0)).to.be.at.most(atStop + 2);
  });

  it('goes on where it was stopped, and is done when all have it', async () => {
    await rounds.api.kill();
    await rounds.api.start();
    const again = await ask(peter!, `/${id.of}/acts`, { act: 'go_on' });
    expect(again.body.state).to.equal('running');
    await until(
      'everybody who may has heard it',
      async () => {
        await runJob(rounds, 'campaigns');
        const { body } = await ask(maria!, `/${id.of}`);
        return body.state === 'done' && !body.counts.messages.pending && !body.counts.messages['forwarded-to-gateway'];
      },
      60_000,
    );
    const counts = heard(/Monday/);
    const reached = (await recipients()).filter(({ state }) => state === 'given').length;
    expect(Math.max(...counts)).to.equal(1);
    expect(counts.filter(count => count === 1)).to.have.lengthOf(reached);
    expect(counts[0]).to.equal(0);
  });

  it('shows of each person how she stands, and tries those again who were left out', async () => {
    const left = await ask(maria!, `/${id.of}/people?state=left_out`);
    expect(left.body.people.map(({ reason }: { reason: string }) => reason)).to.include('paused');
    const given = await ask(maria!, `/${id.of}/people?state=given`);
    expect(given.body.people.every(({ became }: { became: string }) => became === 'sent')).to.equal(true);
    rounds.write(crowd[0]!, '/resume');
    await until('she takes part again', async () =>
      (await contacts()).some(each => each.participation?.state === 'active'),
    );
    await ask(maria!, `/${id.of}/acts`, { act: 'again' });
    await until('she hears it', () => heard(/Monday/)[0] === 1);
    expect(Math.max(...heard(/Monday/))).to.equal(1);
  });

  it('begins a dialogue with all who have not had it, and waits for those who are in another', async () => {
    for (const dialogue of ['garden_day', 'garden_two'])
      await rounds.fetch(`/api/v1/dialogues/${dialogue}`, {
        method: 'PUT',
        body: JSON.stringify({ ...gardenDay, _id: dialogue }),
        headers: { 'content-type': 'application/json' },
      });
    const first = {
      title: 'Gardens',
      audience: { only: [(await contacts())[5]!._id] },
      says: { dialogue: 'garden_day' },
    };
    const one = await ask(maria!, '', first);
    await ask(maria!, `/${one.body.id}/acts`, { act: 'start', share: 100 });
    await until('she is asked', async () => {
      await runJob(rounds, 'dialogues');
      return heard(/^Good day!$/).some(count => count === 1);
    });
    const two = await ask(maria!, '', {
      title: 'All',
      audience,
      says: { dialogue: 'garden_day' },
      when_busy: 'interrupt',
    });
    const { body } = await ask(maria!, '/preview', { ...first, audience, title: 'x' });
    expect(body.left_out['has had it']).to.equal(1);
    await ask(maria!, `/${two.body.id}/acts`, { act: 'start', share: 100 });
    await ask(peter!, `/${two.body.id}/acts`, { act: 'approve' });
    const reach = body.gets;
    await until(
      'all are asked',
      async () => {
        await runJob(rounds, 'campaigns');
        return heard(/^Good day!$/).filter(count => count === 1).length === reach + 1;
      },
      60_000,
    );
    expect(Math.max(...heard(/^Good day!$/))).to.equal(1);
    const third = await ask(maria!, '/preview', { ...first, audience, says: { dialogue: 'garden_two' } });
    expect(third.body.waits['in a dialogue']).to.equal(reach + 1);
    const runs = (await all<Run>()).filter(({ type }) => type === 'run');
    expect(new Set(runs.map(({ contact }) => contact)).size).to.equal(runs.length);
  });
});

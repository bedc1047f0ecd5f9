import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { isReview, type ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { expect } from 'chai';
import * as people from '../../scripts/telegram/bot-api/people.ts';
import type { User } from '../../scripts/telegram/bot-api/shapes.ts';
import { type ChatWorld, chatWorld } from '../scenario/chats/chat-world.ts';
import { until } from '../world.ts';

/** People who write at the same moment, and how many answers have gone when the process is killed. */
const [crowd, cuts] = [200, [40, 120]] as const;

/** Calls that may be under way at once. */
const mostUnderWay = 30;

describe('An api killed while it answers 200 people in chats', function () {
  this.timeout(600_000);
  let [rounds, everybody]: [ChatWorld, User[]] = [] as never;
  before(async () => {
    rounds = await chatWorld({ limits: 'none', sentinel: false });
  });
  after(() => rounds?.close());

  const reports = () => rounds.chatReports();
  const stateOf = ({ tasks }: Report): string | undefined => {
    const { state, state_details } = tasks?.[0] ?? {};
    return state === 'failed' ? String(state_details?.reason) : state;
  };
  const answers = () => everybody.map(person => rounds.saidTo(person).length);
  const answered = () => answers().filter(count => count > 0).length;

  it('has kept what each of them wrote, and said to each what it said at most once', async () => {
    everybody = Array.from({ length: crowd }, (_, at) => people.addPerson(rounds.telegram, `P${at}`));
    for (const person of everybody) people.start(rounds.telegram, rounds.bot, person);
    for (const cut of cuts) {
      await until(`${cut} are answered`, () => answered() >= cut, 240_000);
      await rounds.api.kill();
      await rounds.api.start();
    }
    const isOver = async () => {
      const all = await reports();
      return all.length === crowd && all.every(report => ['sent', 'answer lost'].includes(stateOf(report) ?? ''));
    };
    await until('nothing waits any more', isOver, 240_000);
    const lost = (await reports()).filter(report => stateOf(report) === 'answer lost').length;
    expect(Math.max(...answers())).to.equal(1);
    expect(lost).to.be.lessThanOrEqual(mostUnderWay * cuts.length);
    expect(answered()).to.be.at.least(crowd - lost);
  });

  it('has each message of which nobody knows whether it was sent decided by a person, and sends it again then', async () => {
    const lost = (await reports()).filter(report => stateOf(report) === 'answer lost');
    await rounds.sentinel.start();
    await rounds.settled();
    const reviews = async () =>
      (await rounds.store().range<ReviewDoc>({ from: 'review:', to: 'review:\ufff0', limit: 1000 })).filter(isReview);
    const asked = (await reviews()).map(({ subject }) => String(subject.uuid)).sort();
    expect(asked).to.deep.equal(lost.map(({ tasks }) => tasks![0]!.messages![0]!.uuid).sort());
    const [first] = await reviews();
    if (!first) return;
    await rounds.store().write([{ ...first, state: 'decided', decision: 'again', by: 'a person' }]);
    const again = async () =>
      (await reports()).flatMap(({ tasks }) => tasks ?? []).find(task => task.again === first.subject.uuid);
    await until('it is sent again', async () => (await again())?.state === 'sent');
  });
});

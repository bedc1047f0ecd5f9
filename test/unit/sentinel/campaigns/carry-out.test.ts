import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Campaign, Recipient } from '@rounds/ddocs/campaigns/campaign.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { clearStopped } from '@rounds/sentinel/campaigns/clear.ts';
import { carryOut } from '@rounds/sentinel/campaigns/job.ts';
import { preview } from '@rounds/sentinel/campaigns/preview.ts';
import { expect } from 'chai';
import { store } from '../../api/stores.ts';

const noon = Date.UTC(2026, 2, 23, 12);
const { settings } = parseSettings({
  default_timezone: 'UTC',
  schedule_evening_hours: 0,
  campaigns: { approve_above: 10 },
});
const chat = (nth: number): string => `chat:${String(nth).padStart(22, 'A')}`;
const people = (count: number): Doc[] => [
  { _id: 'arm', type: 'health_center', name: 'Arm' },
  ...Array.from({ length: count }, (_, nth) => ({
    ...{ _id: `p${String(nth).padStart(4, '0')}`, type: 'person', name: `P ${nth}`, parent: { _id: 'arm' } },
    addresses: [{ address: chat(nth) }],
    ...(nth % 10 === 9 ? { muted: '2026-01-01T00:00:00Z' } : {}),
  })),
];
const campaign = (more: Partial<Campaign> = {}): Campaign => ({
  ...{ _id: 'campaign:c', type: 'campaign', title: 'C', says: { text: { en: 'Hello' } }, when_busy: 'wait', rate: 600 },
  ...{
    audience: { under: ['arm'], languages: [], fields: {} },
    state: 'running',
    share: 100,
    people: 1200,
    history: [],
  },
  ...more,
});

describe('Carrying a campaign out', function () {
  this.timeout(120_000);
  let main: Store;
  let fenced = 0;
  const carrying = (fence = (): void => undefined, now = noon) => ({ main, settings, now: () => now, fence });
  const all = async () => (await main.range<Doc>({ from: '', to: '\ufff0', limit: 10_000 })) as Doc[];
  const recipients = async () => (await all()).filter(({ type }) => type === 'recipient') as Recipient[];
  const messages = async () => (await all()).filter(({ type }) => type === 'data_record') as Report[];
  const go = async (fence?: () => void, now?: number) =>
    carryOut(carrying(fence, now), (await main.get<Campaign>('campaign:c'))!, new AbortController().signal);
  beforeEach(() => {
    main = store();
    fenced = 0;
  });

  it('calls people by their names, each by her own', async () => {
    const says = { text: { en: 'Dear {{ name }}, {{{contact.name}}}: come on Monday{{study_id}}' } };
    await main.write([...people(2), campaign({ says, people: 2 })]);
    await go();
    const texts = (await messages()).map(({ tasks, scheduled_tasks: planned }) =>
      String([...(tasks ?? []), ...(planned ?? [])][0]?.messages?.[0]?.message),
    );
    expect(texts.sort()).to.deep.equal(['Dear P 0, P 0: come on Monday', 'Dear P 1, P 1: come on Monday']);
  });

  it('is taken up where it was cut off, at whichever write, and says nothing twice', async () => {
    await main.write([...people(1200), campaign({ rate: 1000 })]);
    // Cut off at the first write, at the second, and so on, until one goes through.
    for (let most = 1; ; most += 1) {
      let count = 0;
      const fence = () => {
        count += 1;
        fenced += 1;
        if (count > most) throw new Error('cut off');
      };
      try {
        await go(fence);
      } catch {
        continue;
      }
      break;
    }
    for (let minute = 1; (await main.get<Campaign>('campaign:c'))?.state === 'running'; minute += 1)
      await go(undefined, noon + minute * 60_000);
    expect(fenced).to.be.above(10);
    const said = await messages();
    expect(said).to.have.lengthOf(1080);
    expect(new Set(said.map(({ tasks }) => tasks![0]!.messages![0]!.to)).size).to.equal(1080);
    const states = (await recipients()).map(({ state, reason }) => reason ?? state);
    expect(states.filter(state => state === 'given')).to.have.lengthOf(1080);
    expect(states.filter(state => state === 'muted')).to.have.lengthOf(120);
  });

  it('says of nobody that she was given what the database did not take, and says it when it takes it', async () => {
    await main.write([...people(6), campaign({ people: 6 })]);
    const sound = main;
    const isRefused = (doc: Doc): boolean =>
      doc._id === 'to:c:p0002' || JSON.stringify((doc as Report).tasks ?? '').includes(chat(3));
    main = {
      ...sound,
      write: async docs => [
        ...(await sound.write(docs.filter(doc => !isRefused(doc)))),
        ...docs
          .filter(isRefused)
          .map(({ _id: id }) => ({ id, ok: false as const, error: 'forbidden', reason: 'full' })),
      ],
    };
    await go();
    const states = async () => (await recipients()).map(({ contact, state }) => `${contact} ${state}`);
    expect(await states())
      .to.include.members(['p0001 given', 'p0003 waits'])
      .and.to.have.lengthOf(5);
    expect((await main.get<Campaign>('campaign:c'))!.state).to.equal('running');
    main = sound;
    await go(undefined, noon + 6 * 60_000);
    expect(await states())
      .to.include.members(['p0002 given', 'p0003 given'])
      .and.to.have.lengthOf(6);
    expect(await messages()).to.have.lengthOf(6);
  });

  it('gives a share alone until a larger one is wanted, and those of the smaller one are in the larger', async () => {
    await main.write([...people(200), campaign({ share: 1, people: 200 })]);
    await go();
    const first = (await recipients()).map(({ contact }) => contact);
    expect(first).to.have.lengthOf(2);
    const stored = (await main.get<Campaign>('campaign:c'))!;
    expect(stored).to.include({ state: 'running', filled: 1 });
    await main.write([{ ...stored, share: 10 }]);
    await go();
    const second = (await recipients()).map(({ contact }) => contact);
    expect(second).to.have.lengthOf(20);
    expect(second).to.include.members(first);
  });

  it('speaks no faster than it may: what does not fit into the minute waits for the next', async () => {
    await main.write([...people(100), campaign({ rate: 30, people: 100 })]);
    expect(await go()).to.equal(30);
    const dueOf = ({ tasks }: Report): number => (tasks![0]!.due ? Date.parse(String(tasks![0]!.due)) : noon) - noon;
    const due = (await messages()).map(dueOf).sort((a, b) => a - b);
    expect([due[0], due[1], due.at(-1)]).to.deep.equal([0, 2000, 58_000]);
    expect(await go(undefined, noon + 20_000)).to.equal(10);
    expect(await go(undefined, noon + 60_000)).to.equal(20);
    expect(await messages()).to.have.lengthOf(60);
  });

  it('takes back what has not gone when it is stopped, and says it once when it goes on', async () => {
    await main.write([...people(20), campaign({ people: 20 })]);
    await go();
    const [first, ...rest] = await messages();
    await main.write([{ ...first!, tasks: [{ ...first!.tasks![0]!, state: 'sent' }] }]);
    const stored = (await main.get<Campaign>('campaign:c'))!;
    await main.write([{ ...stored, state: 'stopped' }]);
    await clearStopped(carrying(), stored);
    const states = async () => (await messages()).map(({ tasks }) => tasks![0]!.state).sort();
    expect(await states()).to.deep.equal([...rest.map(() => 'cleared'), 'sent']);
    await main.write([{ ...(await main.get<Campaign>('campaign:c'))!, state: 'running', resumes: true }]);
    await go();
    expect(await states()).to.deep.equal([...rest.map(() => 'pending'), 'sent']);
    expect(await main.get<Campaign>('campaign:c')).not.to.have.property('resumes');
  });

  it('stops by itself where its audience has become much larger than somebody said yes to', async () => {
    await main.write([...people(50), campaign({ people: 20 })]);
    await go();
    const stored = (await main.get<Campaign>('campaign:c'))!;
    expect(stored.state).to.equal('stopped');
    expect(stored.history.at(-1)).to.include({ act: 'grew', people: 50, by: 'rounds' });
    expect(await recipients()).to.deep.equal([]);
  });

  it('is counted beforehand by the same judgement', async () => {
    await main.write([...people(1200)]);
    const seen = await preview(main, campaign(), settings, noon);
    expect(seen).to.deep.include({
      people: 1200,
      gets: 1080,
      waits: {},
      left_out: { muted: 120 },
      needs_approval: true,
    });
    expect(seen.shares).to.deep.equal([
      { share: 1, people: 12 },
      { share: 10, people: 120 },
      { share: 100, people: 1200 },
    ]);
    expect(seen.ends - noon).to.equal((1080 / 600) * 60_000);
  });
});

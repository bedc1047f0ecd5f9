import { beginAct, previewAct, shownAct, undoAct } from '@rounds/api/promoters/acts.ts';
import type { Consent } from '@rounds/ddocs/chats/consent.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { PeopleAct, PeopleActName } from '@rounds/ddocs/promoters/people-act.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { plannedRun } from '@rounds/sentinel/dialogues/plan.ts';
import { publish } from '@rounds/sentinel/dialogues/publish.ts';
import { begunRun, type DialogueRunDoc } from '@rounds/sentinel/dialogues/stored-run.ts';
import { waysFor } from '@rounds/sentinel/dialogues/ways.ts';
import type { JobContext } from '@rounds/sentinel/jobs/job.ts';
import { peopleActsJob } from '@rounds/sentinel/promoters/job.ts';
import { expect } from 'chai';
import { gardenDay } from '../../sentinel/dialogues/garden-day.ts';
import { dialogueOf } from '../../sentinel/dialogues/going.ts';
import {
  contact,
  type SentinelInMemory,
  sentinelInMemory,
  wednesday,
} from '../../sentinel/engine/sentinel-in-memory.ts';

const garden = dialogueOf(gardenDay);
const everybody = { under: ['study'], languages: [], fields: {} };
const addressOf = (nth: number): string => `chat:${String(nth).padStart(22, 'A')}`;
const part = (state?: string) => (state ? { participation: { state, since: 1, by: 'consent:x' } } : {});

describe('What is done with many people at once', function () {
  this.timeout(120_000);
  let sentinel: SentinelInMemory;
  afterEach(() => sentinel.close());

  const open = async (people: readonly object[], more: object = {}): Promise<void> => {
    sentinel = await sentinelInMemory({
      settings: {
        default_timezone: 'UTC',
        schedule_evening_hours: 0,
        dialogues: { sequences: { default: ['garden_day', 'second'] }, pacing: false, ...more },
      },
      docs: [
        contact('study', 'district_hospital'),
        ...people.map((given, nth) =>
          contact(`p${nth}`, 'person', ['study'], { addresses: [{ address: addressOf(nth) }], ...given }),
        ),
      ],
    });
    await publish(sentinel.main, garden, { by: 'test', at: wednesday });
    await publish(sentinel.main, { ...garden, id: 'second' }, { by: 'test', at: wednesday });
  };
  const parts = () => ({
    ...{ main: sentinel.main, sentinel: sentinel.side, settings: { current: () => sentinel.programme.settings } },
    now: () => sentinel.clock.now,
  });
  const carry = async (side: Store = sentinel.side): Promise<void> => {
    const context = {
      ...{ main: sentinel.main, side, programme: () => sentinel.programme, now: () => sentinel.clock.now },
      ...{ fence: () => undefined, progress: () => undefined },
    } as unknown as JobContext;
    await peopleActsJob.run(context, new AbortController().signal);
    await sentinel.settle();
  };
  const done = async (act: PeopleActName): Promise<PeopleAct> => {
    sentinel.clock.now += 1000;
    const { _id } = await beginAct(parts(), { act, audience: everybody }, 'peter');
    await carry();
    return (await sentinel.side.get<PeopleAct>(_id))!;
  };
  const states = async () =>
    (await sentinel.main.range<Contact>({ from: 'p', to: 'p\ufff0', limit: 100 })).map(
      ({ participation }) => participation?.state ?? 'none',
    );
  const begin = async (nth: number, dialogue = garden.id, has: string[] = []): Promise<void> => {
    const person = await sentinel.contact(`p${nth}`);
    const planned = plannedRun({
      ...{ id: `run:${nth}`, dialogue, version: 1, contact: person, address: addressOf(nth), language: 'en' },
      ...{ at: wednesday, due: wednesday, done: has, unasked: true },
    });
    await sentinel.put(begunRun(planned, garden, wednesday, waysFor(sentinel.programme.settings, planned)));
    await sentinel.settle();
  };

  it('pauses those who take part, is written in the ledger with who did it, and is taken back', async () => {
    await open([part('active'), part('paused'), part('left'), part('refused'), part()]);
    expect(await previewAct(parts(), { act: 'pause', audience: everybody })).to.deep.equal({
      ...{ people: 5, does: 2, passed: { paused: 1, 'takes no part': 2 }, undo: true },
    });
    const act = await done('pause');
    expect(act).to.deep.include({ state: 'done', done: 2, passed: { paused: 1, 'takes no part': 2 }, by: 'peter' });
    expect(await states()).to.deep.equal(['paused', 'paused', 'left', 'refused', 'paused']);
    const [entry] = (await sentinel.main.range<Consent>({
      from: 'consent:',
      to: 'consent:\ufff0',
      limit: 10,
    })) as Consent[];
    expect(entry).to.include({ what: 'paused', by: 'staff:peter', before: 'active', event: act._id });
    sentinel.clock.now += 1000;
    await undoAct(parts(), shownAct(act).id, 'mary');
    await carry();
    expect(await states()).to.deep.equal(['active', 'paused', 'left', 'refused', 'none']);
    expect(await sentinel.side.get(act._id)).to.include({ state: 'undone', undone: 2, undone_by: 'mary' });
  });

  it('takes a leave back, but not of whom has said something herself since', async () => {
    await open([part('active'), part('paused')]);
    const act = await done('leave');
    expect(await states()).to.deep.equal(['left', 'left']);
    sentinel.clock.now += 1000;
    await sentinel.put({
      _id: 'consent:p0:own',
      type: 'consent',
      contact: 'p0',
      what: 'refused',
      at: sentinel.clock.now,
      by: 'x',
    } as Doc);
    await sentinel.settle();
    await undoAct(parts(), shownAct(act).id, 'peter');
    await carry();
    expect(await states()).to.deep.equal(['refused', 'paused']);
  });

  it('brings those back who paused, and shows them their question again', async () => {
    await open([part('paused')]);
    await begin(0);
    await done('resume');
    expect(await states()).to.deep.equal(['active']);
    const run = (await sentinel.main.get<DialogueRunDoc>('run:0'))!;
    expect(run.events.at(-1)).to.include({ kind: 'show' });
  });

  it('ends what people are asked, by the version that each run is of, and nothing else', async () => {
    await open([part('active'), part('active')]);
    await begin(0);
    await publish(
      sentinel.main,
      { ...garden, steps: { ...garden.steps }, kind: 'other' },
      { by: 'test', at: wednesday },
    );
    const act = await done('clear');
    expect(act).to.deep.include({ done: 1, passed: { 'asked nothing': 1 } });
    expect((await sentinel.main.get<DialogueRunDoc>('run:0'))!.state).to.equal('declined');
    expect(shownAct(act).undo).to.equal(false);
  });

  it('has people begin their sequence anew, and what they had no more', async () => {
    await open([part('active'), part('active')]);
    await begin(0, 'second', ['garden_day']);
    const act = await done('forget');
    expect(act).to.deep.include({ done: 1, passed: { 'had nothing': 1 } });
    expect((await sentinel.main.get<DialogueRunDoc>('run:0'))!.derived!.done).to.deep.equal([]);
    expect((await sentinel.contact('p0')).anew_since).to.equal(Date.parse(act.at));
    expect(await previewAct(parts(), { act: 'forget', audience: everybody })).to.include({ does: 1 });
  });

  it('asks a second person about each who is to be erased, once', async () => {
    await open([part('active'), part('left')]);
    await done('remove');
    await carry();
    const reviews = await sentinel.main.range({ from: 'review:', to: 'review:\ufff0', limit: 10 });
    expect(reviews.map(({ subject, state, not_by }) => ({ subject, state, not_by }))).to.have.deep.members(
      ['p0', 'p1'].map(id => ({ subject: { contact: id }, state: 'open', not_by: 'peter' })),
    );
  });

  it('is refused where there is nobody, or there are too many', async () => {
    await open([part('left'), part('active'), part('active')]);
    const refused = async (act: PeopleActName): Promise<string> => {
      try {
        await beginAct(parts(), { act, audience: everybody }, 'peter', 2);
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(await refused('resume')).to.match(/nobody/);
    expect(await refused('pause')).to.match(/3 people; at most 2/);
    expect(await sentinel.side.range({ from: 'people-act:', to: 'people-act:\ufff0', limit: 10 })).to.deep.equal([]);
  });

  it('goes on where it was cut off, and counts and does nothing twice', async () => {
    await open(Array.from({ length: 250 }, () => part('active')));
    const { _id } = await beginAct(parts(), { act: 'pause', audience: everybody }, 'peter');
    let left = 1;
    const failing: Store = {
      ...sentinel.side,
      writeAlone: async doc => {
        if (left-- === 0) throw new Error('cut off');
        return sentinel.side.writeAlone(doc);
      },
    };
    const cut = await carry(failing).catch((error: Error) => error.message);
    expect(cut).to.equal('cut off');
    await sentinel.settle();
    await carry();
    expect(await sentinel.side.get(_id)).to.deep.include({ state: 'done', done: 250, passed: {} });
    const entries = await sentinel.main.range({ from: 'consent:', to: 'consent:\ufff0', limit: 1000 });
    expect(entries).to.have.lengthOf(250);
  });
});

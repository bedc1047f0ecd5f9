import type { Candidate, DispatchDoc, DispatchEvent, Limits } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { failedId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { handOverCauses } from '@rounds/sentinel/dialogues/handed-over.ts';
import { newDispatch } from '@rounds/sentinel/dispatch/open.ts';
import { step } from '@rounds/sentinel/dispatch/step.ts';
import { volunteerCauses } from '@rounds/sentinel/dispatch/volunteer-causes.ts';
import { eventCauses } from '@rounds/sentinel/events/causes.ts';
import { withAgain } from '@rounds/sentinel/messages/again.ts';
import { askReview } from '@rounds/sentinel/review/ask.ts';
import { reviewsJob } from '@rounds/sentinel/review/job.ts';
import { leavingCauses } from '@rounds/sentinel/review/told.ts';
import { expect } from 'chai';
import { contact, type SentinelInMemory, sentinelInMemory, village, wednesday } from '../engine/sentinel-in-memory.ts';
import { jobContext } from '../jobs/job-context.ts';

const iso = new Date(wednesday - 60_000).toISOString();
const ann = 'ann of north';
const limits: Limits = {
  ...{ ask: 2, enough: 3, replaces: ['decline', 'silence'] },
  ...{ silence: 10, gather: 5, answer: 15, late: 100, archive: 1_000_000 },
};
const settings = {
  default_timezone: 'UTC',
  dispatch: {},
  events: { venue: { code: 'con', name: 'Con', tz: 'UTC', days: ['2026-01-14'], rooms: [{ id: 'b114' }] } },
};

describe('A question to a person that nobody need answer any more', () => {
  let world: SentinelInMemory;
  beforeEach(async () => {
    world = await sentinelInMemory({ settings, docs: village() });
  });
  afterEach(() => world.close());

  const reviews = async (): Promise<ReviewDoc[]> =>
    world.main.range<ReviewDoc>({ from: 'review:', to: 'review:\ufff0', limit: 1000 });
  /** `dispatch_nobody open`, `failed sent_again`, …: each review with how it stands. */
  const stand = async (): Promise<string[]> =>
    (await reviews()).map(({ kind, state, closed, decision }) => `${kind} ${closed ?? decision ?? state}`).sort();
  const job = () =>
    reviewsJob([volunteerCauses, eventCauses, leavingCauses, handOverCauses]).run(
      jobContext(world),
      new AbortController().signal,
    );
  const replace = async (doc: Doc): Promise<void> => {
    const stored = await world.main.get(doc._id);
    await world.put({ ...doc, ...(stored?._rev ? { _rev: stored._rev } : {}) });
  };

  describe('about a request for help', () => {
    const ada: Candidate = {
      ...{ volunteer: 'chw', name: 'Ada', address: '+254700000001' },
      rank: { km: 1, near: 1, load: 1, rest: 1, answers: 1, total: 1 },
    };
    const request: Report = {
      ...{ _id: 'help', type: 'data_record', form: 'help_request', reported_date: wednesday },
      fields: { patient_uuid: ann, needs: 'groceries' },
    };
    const happened = (doc: DispatchDoc, ...events: object[]): DispatchDoc =>
      events.reduce<DispatchDoc>(
        (so, event, nth) =>
          step(so, {
            id: `${so.events.length}`,
            at: wednesday + so.events.length * 10 + nth,
            ...event,
          } as DispatchEvent),
        doc,
      );
    const opened = (): DispatchDoc =>
      newDispatch(request, contact(ann, 'person'), { confirmed: true, limits, zone: 'UTC', at: wednesday });
    const nobody = { kind: 'nobody', km: 5, again: wednesday + 1000 };
    const asked = { kind: 'asked', wave: 1, km: 1, mode: 'manual', limits, whom: [ada] };
    const assigned = (time = wednesday + 30_000) => ({ kind: 'assigned', who: 'chw', whom: ada, time, limits });
    const cancelled = { kind: 'cancelled' };
    const going = { kind: 'told', who: 'chw', what: 'on_the_way' };
    const late = { kind: 'tick', at: wednesday + 40_000_000 };

    const cases: [what: string, first: object[], then: object[], stands: string[]][] = [
      ['nobody is left, and it is called off', [nobody], [cancelled], ['dispatch_nobody request_cancelled']],
      ['nobody is left, and it is given to somebody', [nobody], [assigned()], ['dispatch_nobody request_assigned']],
      [
        'nobody is left, and it is carried out',
        [nobody],
        [assigned(), { kind: 'told', who: 'chw', what: 'done' }],
        ['dispatch_nobody request_done'],
      ],
      ['nobody is left, and others are asked', [nobody], [asked], ['dispatch_nobody others_found']],
      ['nobody is left still', [nobody], [{ kind: 'confirmed' }, nobody], ['dispatch_nobody open']],
      [
        'nobody is left once more, after somebody was asked',
        [nobody],
        [asked, nobody],
        ['dispatch_nobody others_found', 'dispatch_nobody open'],
      ],
      [
        'nobody is left once more, after it was called off and opened again',
        [nobody],
        [cancelled, { kind: 'reopened' }, nobody],
        ['dispatch_nobody others_found', 'dispatch_nobody open'],
      ],
      [
        'it was handed back shortly before the time, and another goes',
        [assigned(), { kind: 'told', who: 'chw', what: 'withdrew' }],
        [assigned()],
        ['dispatch_short request_assigned'],
      ],
      [
        'it is late, and is done',
        [assigned(), going, late],
        [{ kind: 'told', who: 'chw', what: 'done' }],
        ['dispatch_late request_done'],
      ],
      [
        'it is late, and others are sought',
        [assigned(), going, late],
        [{ kind: 'reopened' }],
        ['dispatch_late others_found'],
      ],
    ];
    for (const [what, first, then, stands] of cases)
      it(`${what}: ${stands.join(', ')}`, async () => {
        await world.put(request);
        const before = happened(opened(), ...first);
        await world.put(before);
        await world.settle();
        const [asks] = await stand();
        expect(asks).to.equal(`${stands[0]!.split(' ')[0]} open`);
        await replace(happened(before, ...then));
        await world.settle();
        expect(await stand()).to.deep.equal([...stands].sort());
      });

    it('is late no more when it is done, so that the board does not say so', () => {
      const doc = happened(opened(), assigned(), going, late);
      expect(doc.overdue).to.equal(true);
      expect(happened(doc, { kind: 'told', who: 'chw', what: 'done' }).overdue).to.equal(undefined);
    });
  });

  describe('about a message that failed', () => {
    const failed = (): Report => ({
      ...{ _id: 'said', type: 'data_record', kujua_message: true, reported_date: wednesday },
      tasks: [
        {
          messages: [{ uuid: 'one', to: '+254700000001', message: 'Come on Monday' }],
          ...{ state: 'failed', state_details: { reason: 'no credit' }, timestamp: iso },
          state_history: [{ state: 'failed', timestamp: iso }],
        },
      ],
    });
    it('it went out after all', async () => {
      await world.put(failed());
      await world.settle();
      expect(await stand()).to.deep.equal(['failed open']);
      const doc = failed();
      await replace({ ...doc, tasks: [{ ...doc.tasks![0]!, state: 'sent' }] } as Report);
      await world.settle();
      expect(await stand()).to.deep.equal(['failed not_failed']);
    });
    it('somebody had it sent again by another door, be it refused or not known', async () => {
      const unknown: ReviewDoc = {
        ...askReview(['x'], { kind: 'not_known', subject: { doc: 'said' }, proposed: {}, answers: ['again'] }, iso),
        _id: 'review:not_known:one',
      };
      await world.put(failed(), unknown);
      await world.settle();
      await replace(withAgain(failed(), 'one', { user: 'peter', at: iso }));
      await world.settle();
      expect(await stand()).to.deep.equal(['failed sent_again', 'not_known sent_again']);
    });
    it('and when it is to be sent again it is one message more, because a gateway sends none twice', async () => {
      await world.put(failed());
      await world.settle();
      const [review] = await reviews();
      await replace({ ...review!, state: 'decided', decision: 'again', by: 'peter', at: iso } as ReviewDoc);
      await world.settle();
      const { tasks = [] } = await world.report('said');
      expect(tasks.map(({ state, again }) => [state, again])).to.deep.equal([
        ['failed', undefined],
        ['pending', 'one'],
      ]);
      expect(tasks[1]!.messages![0]!.uuid).to.not.equal('one');
    });
  });

  describe('looked at every minute', () => {
    const event = (more: object) => ({
      ...{
        _id: 'event:e',
        type: 'event',
        state: 'held',
        room: 'b114',
        start: '2026-01-14T12:00:00.000Z',
        title: 'Yoga',
      },
      ...{ reminders: [], sequence: 0, created: iso, changed: new Date(wednesday).toISOString(), ...more },
    });
    const held = { event: 'event:e', room: 'b114', start: '2026-01-14T12:00:00.000Z' };
    const run = (state: string) => ({ _id: 'run:r', type: 'run', state, events: [] });
    const volunteer = (status: string) => contact(ann, 'person', [], { volunteer: { status } });
    const parked = { _id: failedId('x'), type: 'failed', doc_id: 'x', rev: '1-a', seq: '1', reason: 'no', attempts: 1 };

    const cases: [
      kind: string,
      what: string,
      subject: object,
      proposed: Record<string, unknown>,
      docs: object[],
      stands: string,
    ][] = [
      ['failed', 'the message is gone', { doc: 'gone' }, {}, [], 'doc_gone'],
      ['safety', 'the message is gone, but not the danger', { doc: 'gone', contact: ann }, {}, [], 'open'],
      ['safety', 'the person is gone', { contact: 'gone' }, {}, [], 'contact_gone'],
      ['verify', 'the report is gone', { doc: 'gone' }, {}, [], 'doc_gone'],
      ['group', 'nothing that one could look up', { address: 'chat:x', title: 'G' }, {}, [], 'open'],
      ['volunteer', 'somebody approved him elsewhere', { contact: ann }, {}, [volunteer('active')], 'volunteer_active'],
      ['volunteer', 'he waits', { contact: ann }, {}, [volunteer('pending')], 'open'],
      ['hand_over', 'the dialogue went on', { contact: ann }, { run: 'run:r' }, [run('open')], 'went_on'],
      ['hand_over', 'the dialogue waits', { contact: ann }, { run: 'run:r' }, [run('held')], 'open'],
      [
        'consent',
        'the person came back',
        { contact: ann },
        {},
        [contact(ann, 'person', [], { participation: { state: 'active' } })],
        'came_back',
      ],
      ['event_held', 'somebody approved it', {}, held, [event({ state: 'approved' })], 'event_approved'],
      ['event_held', 'somebody moved it', {}, held, [event({ room: 'b115' })], 'event_moved'],
      ['event_held', 'it waits', {}, held, [event({})], 'open'],
      [
        'event_held',
        'it has begun',
        {},
        { ...held, start: '2026-01-14T09:00:00.000Z' },
        [event({ start: '2026-01-14T09:00:00.000Z' })],
        'event_begun',
      ],
      [
        'event_conflict',
        'somebody booked it by hand',
        {},
        held,
        [event({ state: 'approved', by: 'p' })],
        'event_approved',
      ],
      ['event_conflict', 'it was withdrawn before', {}, held, [event({ state: 'cancelled' })], 'open'],
      ['parked', 'the change was settled', { doc: 'x' }, {}, [], 'settled'],
      ['parked', 'the change is parked still', { doc: 'x' }, {}, [{ ...parked, first_failed: iso }], 'open'],
    ];
    for (const [kind, what, subject, proposed, docs, stands] of cases)
      it(`${kind}, ${what}: ${stands}`, async () => {
        for (const doc of docs as Doc[]) await (doc.type === 'failed' ? world.side.write([doc]) : replace(doc));
        const cause = kind === 'parked' ? ['x', iso] : ['x'];
        await world.put(askReview(cause, { kind, subject, proposed, answers: ['seen'] }, iso));
        await job();
        expect(await stand()).to.deep.equal([`${kind} ${stands}`]);
      });

    it('of two applications of one person the last one stands', async () => {
      await replace(volunteer('pending'));
      const asked = { kind: 'volunteer', subject: { contact: ann }, proposed: {}, answers: ['approve', 'deny'] };
      await world.put(askReview(['a'], asked, iso), askReview(['b'], asked, new Date(wednesday).toISOString()));
      await job();
      expect(await stand()).to.deep.equal(['volunteer applied_again', 'volunteer open']);
    });

    it('is not carried out as if somebody had said no', async () => {
      await replace(volunteer('pending'));
      await world.put(
        askReview(
          ['a'],
          { kind: 'volunteer', subject: { contact: ann, doc: 'gone' }, proposed: {}, answers: ['deny'] },
          iso,
        ),
      );
      await job();
      await world.settle();
      expect((await world.contact(ann)).volunteer).to.deep.equal({ status: 'pending' });
    });
  });
});

import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc } from '@rounds/ddocs/documents/infodocs.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { pouchStore } from '@rounds/ddocs/store/pouch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { viewMaps } from '@rounds/ddocs/store/view-maps.ts';
import { contactOf } from '@rounds/sentinel/contacts/contact-of.ts';
import { change, create, queue } from '@rounds/sentinel/engine/effects.ts';
import { type Engine, openEngine } from '@rounds/sentinel/engine/engine.ts';
import { type Declared, type Needs, type Reads, type Rule, rule, type Seen } from '@rounds/sentinel/engine/rule.ts';
import type { AnswersAsked } from '@rounds/sentinel/reports/answers.ts';
import { earlier } from '@rounds/sentinel/reports/earlier.ts';
import { isAnswered } from '@rounds/sentinel/reports/is-answered.ts';
import { aReport } from '@rounds/sentinel/reports/kind.ts';
import { registrations } from '@rounds/sentinel/reports/registrations.ts';
import { sender } from '@rounds/sentinel/reports/sender.ts';
import { subject } from '@rounds/sentinel/reports/subject.ts';
import { callers } from '@rounds/sentinel/senders/callers.ts';
import { expect } from 'chai';
import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';
import { contact, day, report, village, wednesday } from './sentinel-in-memory.ts';

PouchDB.plugin(memory);
const maps = viewMaps();

describe('What a rule may ask to see', () => {
  let [main, side]: Store[] = [];
  let close: () => Promise<unknown>;
  beforeEach(async () => {
    const [mainDb, sideDb] = [1, 2].map(() => new PouchDB(`facts-${crypto.randomUUID()}`, { adapter: 'memory' }));
    [main, side] = [pouchStore(mainDb!, maps), pouchStore(sideDb!, maps)];
    close = () => Promise.all([mainDb!.destroy(), sideDb!.destroy()]);
    await main.write(village());
  });
  afterEach(() => close());

  const settings = parseSettings({
    default_timezone: 'UTC',
    forms: { reg: { meta: { code: 'reg' }, fields: {} } },
    registrations: [{ form: 'reg', events: [] }],
  }).settings;
  const engineOf = (...before: Rule[]): Engine =>
    openEngine(
      { phases: [before] },
      { main: main!, side: side!, programme: () => ({ settings, words: {} }), now: () => wednesday },
    );
  const settle = async (engine: Engine, ids?: readonly string[]): Promise<void> => {
    const { changes } = await main!.changes({ since: '0', limit: 1000, docs: true });
    await engine.settle(ids ? changes.filter(({ id }) => ids.includes(id)) : changes);
  };

  /** What a rule saw of a report. */
  const seen = async <Named extends Reads<Report>, T>(
    one: Report,
    asked: { reads: Named } & Needs<Report, Named>,
    see: (facts: Seen<Named>) => T,
  ): Promise<T> => {
    await main!.write([one]);
    const all: T[] = [];
    const declared: Declared<Report, Named> = {
      reads: asked.reads,
      name: 'looking',
      on: aReport,
      concerns: ({ _id }) => _id === one._id,
      run: (_, facts) => {
        all.push(see(facts));
        return null;
      },
    };
    const looking = rule<Report, Named>({ ...asked, ...declared });
    await settle(engineOf(looking));
    expect(all).to.have.length(1);
    return all[0]!;
  };

  it('is who may have sent a report: the oldest with its phone, and the primary contact of the place with its code', async () => {
    await main!.write([
      contact('younger', 'person', ['centre', 'district'], { phone: '+254700000001', reported_date: wednesday }),
      contact('clinic', 'clinic', ['centre', 'district'], { rc_code: 'ab1', contact: { _id: 'chw' } }),
    ]);
    const sms = report('visit', '', { from: '+254700000001', refid: 'AB1', fields: {} });
    const { phone, external } = await seen(sms, { reads: { callers } }, ({ callers }) => callers);
    expect([phone?.contact._id, phone?.lineage.map(({ _id }) => _id), phone?.phones.get('centre')]).to.deep.equal([
      'chw',
      ['centre', 'district'],
      '+254700000001',
    ]);
    expect(external?.contact._id).to.equal('chw');
  });

  it('is the registrations of its patient under all ids, the oldest first, and none that counts not', async () => {
    const known = [
      report('reg', 'ann of north', { _id: 'by id', reported_date: 3 }),
      report('reg', '', { _id: 'by code', fields: { patient_id: '20000' }, reported_date: 1 }),
      report('reg', 'ann of north', { _id: 'faulty', errors: [{ code: 'x', message: 'x' }] }),
      report('reg', 'ben of north', { _id: 'of another' }),
      report('other', 'ann of north', { _id: 'no registration' }),
    ];
    await main!.write(known);
    const visit = report('reg', '', { _id: 'visit', fields: { patient_id: '20000' } });
    expect(
      await seen(visit, { reads: { registrations } }, facts => facts.registrations.map(({ _id }) => _id)),
    ).to.deep.equal(['by code', 'by id']);
  });

  it('is contacts by code and by id, and nobody for what nobody has', async () => {
    const references = ['20000', 'north', '99999'];
    const found = await seen(
      report('visit', ''),
      { reads: { contactOf }, needs: () => ({ contactOf: references }) },
      seen => references.map(one => seen.contactOf(one)?.contact._id),
    );
    expect(found).to.deep.equal(['ann of north', 'north', undefined]);
  });

  it('is whether another report says the same: without case and blanks, of the form, since then, made before', async () => {
    await main!.write([
      report('v', '', {
        _id: 'early',
        fields: { name: ' ANN ', group: { weeks: 7 } },
        reported_date: wednesday - 10 * day,
      }),
      report('v', '', {
        _id: 'faulty',
        fields: { name: 'cal' },
        errors: [{ code: 'x', message: 'x' }],
        reported_date: wednesday - day,
      }),
      report('v', '', { _id: 'later', fields: { name: 'ben' }, reported_date: wednesday + day }),
    ]);
    const asked: { question: AnswersAsked; answer: boolean }[] = [
      { question: { fields: { name: 'ann' } }, answer: true },
      { question: { fields: { name: 'Ann', 'group.weeks': '7' } }, answer: true },
      { question: { fields: { name: 'ann', 'group.weeks': '8' } }, answer: false },
      { question: { fields: { name: 'ann' }, form: 'V' }, answer: true },
      { question: { fields: { name: 'ann' }, form: 'w' }, answer: false },
      { question: { fields: { name: 'ann' }, since: wednesday - 9 * day }, answer: false },
      { question: { fields: { name: 'cal' } }, answer: false },
      { question: { fields: { name: 'ben' } }, answer: true },
      { question: { fields: { name: 'ben' }, before: true }, answer: false },
      { question: { fields: { name: 'own' } }, answer: false },
    ];
    const own = report('v', '', { fields: { name: 'own' } });
    const questions = asked.map(({ question }) => question);
    const answers = await seen(own, { reads: { isAnswered }, needs: () => ({ isAnswered: questions }) }, facts =>
      questions.map(facts.isAnswered),
    );
    expect(answers).to.deep.equal(asked.map(({ answer }) => answer));
  });

  it('is earlier reports of forms, below a place, the newest first, with their senders', async () => {
    await main!.write(
      [1, 2, 3, 4].map(n =>
        report(n === 4 ? 'other' : 'STOCK', '', { _id: `stock ${n}`, reported_date: wednesday - n * day, fields: {} }),
      ),
    );
    await main!.write([
      report('stock', '', { _id: 'elsewhere', contact: { _id: 'ann of north', parent: { _id: 'north' } }, fields: {} }),
    ]);
    const found = await seen(
      report('stock', '', { fields: {} }),
      {
        reads: { earlier },
        needs: () => ({ earlier: [{ forms: ['stock'], parent: 'centre', limit: 2 }] }),
      },
      facts => facts.earlier.map(one => [one.report._id, one.sender?.contact._id]),
    );
    expect(found).to.deep.equal([
      ['stock 1', 'chw'],
      ['stock 2', 'chw'],
    ]);
  });

  it('is what earlier rules of the same batch left: the sender, the patient, whom they made', async () => {
    const told: string[] = [];
    const finding = rule({
      name: 'finding',
      on: aReport,
      once: true,
      reads: { callers },
      concerns: ({ form }) => form === 'new',
      run: ({ _id }, { callers }) => [
        create(contact(`child of ${_id}`, 'person', ['north', 'centre', 'district'], { patient_id: '77777' })),
        change<Report>(_id, doc =>
          doc.contact ? doc : { ...doc, contact: { _id: callers.phone!.contact._id }, patient_id: '77777' },
        ),
      ],
    });
    const telling = rule({
      name: 'telling',
      on: aReport,
      reads: { sender, subject },
      concerns: () => true,
      run: ({ _id }, { sender, subject }) => {
        told.push(
          `${_id}: ${sender?.contact._id} about ${subject.patient?.contact._id} below ${subject.patient?.lineage[0]?._id}`,
        );
        return [];
      },
    });
    const { contact: _, ...sms } = report('new', '', { _id: 'a', from: '+254700000001', fields: {} });
    await main!.write([sms as Doc, report('visit', '', { _id: 'b', fields: { patient_id: '77777' } })]);
    const engine = engineOf(finding, telling);
    await settle(engine);
    expect(told).to.deep.equal(['a: chw about child of a below north', 'b: chw about child of a below north']);
    await settle(engine);
    expect(told, 'the same revision is settled once').to.have.length(2);
  });

  it('leaves documents for timed jobs, the same however often it runs; and timed jobs run rules whatever ran before', async () => {
    const marking = (mark: string) =>
      rule({
        name: mark,
        on: aReport,
        once: true,
        reads: {},
        concerns: ({ form }) => form === 'push',
        run: ({ _id }) => [
          queue(
            `task:outbound:${_id}`,
            queued => queued ?? { _id: `task:outbound:${_id}`, type: 'task:outbound', queue: ['register'] },
          ),
          change<Report>(_id, doc => (doc[mark] ? doc : { ...doc, [mark]: true })),
        ],
      });
    await main!.write([report('push', '', { _id: 'r', fields: {} })]);
    const engine = engineOf(marking('pushed'));
    await settle(engine);
    const task = await side!.get('task:outbound:r');
    expect(task?.queue).to.deep.equal(['register']);
    const pushed = await main!.get('r');
    expect(pushed?.pushed).to.equal(true);

    await engine.apply([pushed!], [marking('pushed'), marking('due')]);
    const applied = await main!.get('r');
    expect([applied?.due, (await side!.get('task:outbound:r'))?._rev]).to.deep.equal([true, task?._rev]);
    expect(Object.keys((await side!.get<InfoDoc>('r-info'))?.transitions ?? {})).to.deep.equal(['pushed']);
    const { changes } = await main!.changes({ since: '0', limit: 1000, docs: true });
    expect(await engine.settle(changes.filter(({ id }) => id === 'r')), 'its own write comes round').to.equal(0);
  });

  it('is settled all the same when a timed job wrote over a change that nobody has settled yet', async () => {
    const job = rule({
      name: 'job',
      on: aReport,
      reads: {},
      concerns: () => true,
      run: ({ _id }) => [change<Report>(_id, doc => (doc.released ? doc : { ...doc, released: true }))],
    });
    const engine = engineOf();
    await main!.write([report('visit', '', { _id: 'r', fields: {} })]);
    await settle(engine);
    await main!.write([{ ...(await main!.get('r'))!, edited: true }]);
    await engine.apply([(await main!.get('r'))!], [job]);
    const { changes } = await main!.changes({ since: '0', limit: 1000, docs: true });
    expect(await engine.settle(changes.filter(({ id }) => id === 'r'))).to.equal(1);
  });
});

import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Sandbox } from '@rounds/sentinel/engine/sandbox.ts';
import { openSandbox } from '@rounds/sentinel/sandbox/sandbox.ts';
import { expect } from 'chai';
import {
  mutingSettings,
  report,
  type SentinelInMemory,
  sentinelInMemory,
  village,
  wednesday,
} from './sentinel-in-memory.ts';

/** Everything that matters in both databases: not revisions, not when a state was written down. */
const contents = async ({ main, side }: SentinelInMemory): Promise<unknown> => {
  const docs = (
    await Promise.all([main, side].map(store => store.range({ from: '', to: '\ufff0', limit: 1000 })))
  ).flat();
  // Of what is said again and again a crash may leave one uncounted, so that not every message needs a document.
  return docs
    .filter(({ type }) => type !== 'repeated')
    .map(doc =>
      JSON.parse(
        JSON.stringify(doc, (key, value) =>
          ['_rev', 'last_rev', 'seq', 'run_date', 'state_history'].includes(key) ? undefined : value,
        ),
      ),
    );
};

/** Databases that end the sentinel at a certain write, half of whose documents are still written. */
const endingAt = (fatal: number) => {
  let writes = 0;
  return (store: Store): Store => ({
    ...store,
    write: async (docs: readonly Doc[], options) => {
      if (++writes < fatal) return store.write(docs, options);
      if (writes === fatal) await store.write(docs.slice(0, Math.ceil(docs.length / 2)), options);
      throw new Error('killed');
    },
  });
};

/** What happens while a sentinel is killed. */
interface Plot {
  settings: object;
  reports: readonly Report[];
  sandbox?: Sandbox;
}

/** Settles the reports one after the other, killed at a write. */
const story = async (fatal: number, { reports, ...rest }: Plot): Promise<{ contents: unknown; killed: boolean }> => {
  const sentinel = await sentinelInMemory({ docs: village(), ...rest });
  sentinel.disturb(endingAt(fatal));
  sentinel.restart();
  let killed = false;
  const settle = async () => {
    try {
      await sentinel.settle();
    } catch {
      killed = true;
      sentinel.disturb(store => store);
      sentinel.restart();
      await sentinel.settle();
    }
  };
  await settle();
  for (const one of reports) {
    await sentinel.put(one);
    await settle();
  }
  const found = await contents(sentinel);
  await sentinel.close();
  return { contents: found, killed };
};

/** The same story again and again, killed at each of its writes in turn. */
const comesToTheSame = async (plot: Plot): Promise<void> => {
  const undisturbed = await story(Number.POSITIVE_INFINITY, plot);
  let fatal = 1;
  for (; ; fatal++) {
    const disturbed = await story(fatal, plot);
    if (!disturbed.killed) break;
    expect(disturbed.contents, `killed at write ${fatal}`).to.deep.equal(undisturbed.contents);
  }
  expect(fatal).to.be.greaterThan(10);
};

describe('A sentinel killed at any of its writes', () => {
  for (const unmute_policy of ['topmost', 'restore'])
    it(`does nothing twice and leaves nothing out: ${unmute_policy}`, async function () {
      this.timeout(120_000);
      await comesToTheSame({
        settings: { ...mutingSettings, muting: { ...mutingSettings.muting, unmute_policy } },
        reports: [
          report('pregnancy', 'ann of north', { _id: 'pregnancy' }),
          report('mute', 'ben of north', { _id: 'first', reported_date: wednesday - 400 }),
          report('mute', 'centre', { _id: 'second', reported_date: wednesday - 300 }),
          report('unmute', 'ann of north', { _id: 'third', reported_date: wednesday - 200 }),
          report('mute', 'north', { _id: 'late', reported_date: wednesday - 250 }),
        ],
      });
    });

  it('does nothing twice and leaves nothing out: visits, deaths, alerts, corrected reports, other systems', async function () {
    this.timeout(120_000);
    const sandbox = await openSandbox();
    const [count, about] = [report('count', ''), 'ann of north'];
    const weekly = (_id: string, after: number): Report => ({
      ...count,
      _id,
      fields: { year: 2026, week: 3 },
      reported_date: wednesday + after,
    });
    await comesToTheSame({
      sandbox,
      settings: everyTransition,
      reports: [
        report('pregnancy', about, { _id: 'pregnancy' }),
        report('visit', about, { _id: 'visit' }),
        weekly('first count', -2),
        weekly('second count', -1),
        report('death', about, { _id: 'death', reported_date: wednesday - 200 }),
        report('alive', about, { _id: 'alive', reported_date: wednesday - 100 }),
        ...['a', 'b', 'c'].map((_id, at) => report('fever', about, { _id, reported_date: wednesday - 50 + at })),
      ],
    });
  });
});

const everyTransition = {
  ...mutingSettings,
  transitions: Object.fromEntries(
    [
      'registration',
      'accept_patient_reports',
      'death_reporting',
      'conditional_alerts',
      'multi_report_alerts',
      'update_scheduled_reports',
      'muting',
      'mark_for_outbound',
    ].map(name => [name, true]),
  ),
  patient_reports: [
    {
      form: 'visit',
      silence_type: 'visits',
      silence_for: '8 days',
      messages: [{ event_type: 'report_accepted', message: 'Thanks' }],
    },
  ],
  death_reporting: { mark_deceased_forms: ['death'], undo_deceased_forms: ['alive'] },
  muting: { mute_forms: ['death'], unmute_forms: ['alive'] },
  alerts: [{ form: 'fever', condition: 'FEVER(0) && doc.patient', message: 'A fever', recipient: 'reporting_unit' }],
  multi_report_alerts: [
    {
      name: 'outbreak',
      is_report_counted: 'function () { return true; }',
      num_reports_threshold: 2,
      time_window_in_days: 1,
      forms: ['fever'],
      recipients: ['new_report.contact.phone'],
      message: '{{num_counted_reports}} fevers',
    },
  ],
  outbound: {
    registry: {
      relevant_to: 'doc.patient',
      destination: { base_url: 'https://registry.example' },
      mapping: { id: 'doc._id' },
    },
  },
};

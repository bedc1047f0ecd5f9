import { type DispatchDoc, dispatchId } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { lookAround } from '@rounds/sentinel/dispatch/candidates.ts';
import { happenTo, sceneOf } from '@rounds/sentinel/dispatch/happen.ts';
import { goOn } from '@rounds/sentinel/dispatch/wave.ts';
import { parseSettings } from '../../config/settings/parse.ts';
import { until, world } from '../../test/world.ts';
import type { Benchmark, Measurement } from './figures/benchmark.ts';

/** Volunteers, of whom a tenth is within reach. */
const volunteers = 10_000;
const section = { zone_types: ['health_center'], ask: 7, rest_minutes: 0, radius_km: [2, 5] };

const people = (): Contact[] => [
  { _id: 'district', type: 'district_hospital', name: 'Mawingu' },
  { _id: 'kilima', type: 'health_center', name: 'Kilima', parent: { _id: 'district' }, latitude: 0, longitude: 36.8 },
  {
    ...{ _id: 'ruth', type: 'person', name: 'Ruth', patient_id: '20086', latitude: 0.001, longitude: 36.8 },
    parent: { _id: 'kilima', parent: { _id: 'district' } },
  },
  ...Array.from({ length: volunteers }, (_, nth): Contact => {
    // Evenly over a square of about 25 by 25 km, with the request in its middle.
    const [row, column] = [Math.floor(nth / 100), nth % 100];
    return {
      ...{
        _id: `v${nth}`,
        type: 'person',
        name: `Volunteer ${nth}`,
        parent: { _id: 'kilima', parent: { _id: 'district' } },
      },
      ...{ latitude: (row - 50) * 0.00225, longitude: 36.8 + (column - 50) * 0.00225 },
      ...{ volunteer: { status: 'active' }, addresses: [{ address: `chat:${String(nth).padStart(22, 'v')}` }] },
    };
  }),
];

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
};

/** Requests for help among 10,000 volunteers: who is near, the first wave, who comes after one who declines, who is told. */
export const benchmark: Benchmark = async ({ runs, say }): Promise<Measurement[]> => {
  say(`Loading ${volunteers} volunteers …`);
  const place = await world({
    docs: people(),
    settings: settings => ({
      ...settings,
      ...{ schedule_morning_hours: 0, schedule_evening_hours: 0 },
      dispatch: section,
    }),
  });
  const main = place.store();
  const { settings } = parseSettings({ default_timezone: 'UTC', dispatch: section });
  const parts = { main, programme: () => ({ settings, words: {} }), now: Date.now };
  const read = async (id: string) => (await main.get<DispatchDoc>(dispatchId(id)))!;
  const sayings = async () =>
    (await main.range<Report>({ from: '', to: '\ufff0', limit: 50_000 })).filter(
      ({ sent_by: by }) => by === 'dispatch',
    );
  const act = (id: string, body: object) =>
    place.fetch(`/api/v1/dispatch/${encodeURIComponent(dispatchId(id))}`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    });
  const [ranked, wave, next, given]: [number[], number[], number[], number[]] = [[], [], [], []];
  try {
    await place.settled(600_000);
    for (let run = 0; run <= runs; run += 1) {
      const id = `help${run}`;
      await main.write([
        {
          ...{ _id: id, type: 'data_record', form: 'help_request', content_type: 'xml', reported_date: Date.now() },
          ...{ fields: { patient_uuid: 'ruth', needs: 'groceries' } },
        } as Report,
      ]);
      await until('the request is there', async () => (await main.get(dispatchId(id)))?._id, 120_000);
      const doc = await read(id);
      const scene = await sceneOf(parts, doc);
      const times = {
        ranked: 1000 * (await seconds(() => lookAround(parts, doc, scene, 2))),
        wave: await seconds(() => act(id, { act: 'confirm' })),
        next: await seconds(async () => {
          const [first] = (await read(id)).asked;
          const event = {
            at: Date.now(),
            kind: 'press' as const,
            who: first!.volunteer,
            turn: first!.turn,
            code: 'no',
          };
          await happenTo(parts, dispatchId(id), () => ({ id: `no ${id}`, ...event }));
          await goOn(parts, dispatchId(id));
        }),
        given: await seconds(async () => {
          const chosen = (await read(id)).asked.find(({ stage }) => stage === 'offer')!;
          const before = (await sayings()).length;
          await act(id, { act: 'assign', volunteer: chosen.volunteer });
          // Two to the one who goes, and one to each of the six others.
          await until('all were told', async () => (await sayings()).length >= before + 7);
        }),
      };
      // The first one brings the indexes up to date.
      if (run === 0) continue;
      for (const [list, value] of [
        [ranked, times.ranked],
        [wave, times.wave],
        [next, times.next],
        [given, times.given],
      ] as const)
        list.push(value);
      // The volunteers of this one are free again.
      await act(id, { act: 'cancel' });
    }
  } finally {
    await place.close();
  }
  return [
    { work: `who is near, ranked, of ${volunteers} volunteers`, unit: 'ms', values: ranked },
    { work: 'confirmed, and the first seven are asked', unit: 's', values: wave },
    { work: 'one declines, and the next one is asked', unit: 's', values: next },
    { work: 'given to one, and all who were asked are told', unit: 's', values: given },
  ];
};

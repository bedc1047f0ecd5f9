import { defaultProgramme, programmeDocs } from '@rounds/config/programme/documents.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { expect } from 'chai';
import { day, sentinelInMemory, wednesday } from './sentinel-in-memory.ts';

/** What the store is asked, by method and what it is asked about. */
const counting = (asked: Map<string, number>) => (store: Store) =>
  new Proxy(store, {
    get: (target, name) => {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const what = `${String(name)} ${typeof args[0] === 'string' ? args[0] : ''}`;
        asked.set(what, (asked.get(what) ?? 0) + 1);
        return (value as (...args: unknown[]) => unknown).apply(target, args);
      };
    },
  });

const people = (count: number): Doc[] => [
  { _id: 'district', type: 'district_hospital', name: 'District' },
  ...Array.from({ length: count }, (_, at): Doc[] => [
    { _id: `house-${at}`, type: 'clinic', name: `House ${at}`, parent: { _id: 'district' }, reported_date: wednesday },
    {
      ...{ _id: `person-${at}`, type: 'person', name: `Person ${at}`, reported_date: wednesday },
      parent: { _id: `house-${at}`, parent: { _id: 'district' } },
    },
    {
      ...{ _id: `report-${at}`, type: 'data_record', form: 'pregnancy', content_type: 'xml' },
      ...{ reported_date: wednesday + at, contact: { _id: `person-${at}` } },
      fields: { patient_id: `person-${at}`, patient_uuid: `person-${at}`, lmp_date: '2025-11-14' },
    },
  ]).flat(),
];

/** What is asked until so many households of one person with a report are settled, in one batch. */
const requestsFor = async (count: number, mute: boolean): Promise<Map<string, number>> => {
  const [settings] = (await programmeDocs(defaultProgramme)).filter(({ _id }) => _id === 'settings');
  const rounds = await sentinelInMemory({ settings: settings!.settings as object });
  const asked = new Map<string, number>();
  try {
    rounds.disturb(counting(asked));
    rounds.restart();
    await rounds.put(...people(count));
    if (mute) {
      await rounds.settle(5000);
      asked.clear();
      rounds.clock.now += day;
      await rounds.put({
        ...{ _id: 'mute', type: 'data_record', form: 'mute', content_type: 'xml', reported_date: rounds.clock.now },
        fields: { place_id: 'district', place_uuid: 'district' },
      });
    }
    await rounds.settle(5000);
    return asked;
  } finally {
    await rounds.close();
  }
};

describe('What the database is asked for a batch', () => {
  for (const [title, mute] of [
    ['new households, people and their pregnancies', false],
    ['a mute of all of them', true],
  ] as const)
    it(`does not grow with their number: ${title}`, async () => {
      const [few, many] = [await requestsFor(5, mute), await requestsFor(60, mute)];
      const grown = [...many].filter(([what, times]) => times > (few.get(what) ?? 0) + 2);
      expect(grown.map(([what, times]) => `${what}: ${few.get(what) ?? 0}, then ${times}`)).to.deep.equal([]);
    });
});

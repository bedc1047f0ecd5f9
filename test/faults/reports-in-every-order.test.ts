import { unmutePolicies } from '@rounds/config/sections/muting.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { type InfoDoc, infoId } from '@rounds/ddocs/documents/infodocs.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import { contact, district, put, report } from './district.ts';

const permutations = <T>(list: readonly T[]): T[][] =>
  list.length < 2
    ? [[...list]]
    : list.flatMap((one, at) => permutations(list.filter((_, other) => other !== at)).map(rest => [one, ...rest]));

/** Who is asked to be muted or unmuted, in the order in which the reports are made. */
const story = [
  ['mute', 'ann'],
  ['mute', 'house'],
  ['unmute', 'ben'],
  ['mute', 'house'],
] as const;

/** Everyone in the household, muted or not, and their histories, once all reports of the story are in. */
const ends = {
  topmost: { muted: ['ann', 'ben', 'house'], ann: [0, 1, 2, 3], ben: [1, 2, 3], house: [1, 2, 3] },
  restore: { muted: ['ann', 'ben', 'house'], ann: [0, 1, 3], ben: [1, 2, 3], house: [1, 2, 3] },
  refuse: { muted: ['ann', 'ben', 'house'], ann: [0, 1], ben: [1], house: [1] },
};

for (const policy of unmutePolicies)
  describe(`Reports of a household and its members, arriving in every order, with policy ${policy}`, () => {
    const orders = permutations([0, 1, 2, 3]);
    const name = (order: number, who: string) => `${who}-${order}`;
    let rounds: Awaited<ReturnType<typeof district>>;
    before(async function () {
      this.timeout(120_000);
      const households = orders.flatMap((_, order) => [
        contact(name(order, 'house'), 'clinic', ['district']),
        ...['ann', 'ben'].map(who => contact(name(order, who), 'person', [name(order, 'house'), 'district'])),
      ]);
      const messages = ['mute', 'unmute', 'already_muted', 'already_unmuted', 'muted_in_lineage'].map(event_type => ({
        event_type,
        message: event_type,
      }));
      rounds = await district(households, {
        settings: { muting: { mute_forms: ['mute'], unmute_forms: ['unmute'], unmute_policy: policy, messages } },
      });
    });
    after(() => rounds?.close());

    it('come to the same end, with one history entry for each contact and report, and one answer each', async function () {
      this.timeout(120_000);
      const reports = orders.map((_, order) =>
        story.map(([form, who]) => report(form, '', { fields: { patient_uuid: name(order, who) } })),
      );
      for (const arrival of [0, 1, 2, 3]) {
        await put(rounds.main, ...orders.map((order, at) => reports[at]![order[arrival]!]!));
        await rounds.settled();
      }
      const end = ends[policy];
      for (const [at, order] of orders.entries()) {
        for (const who of ['ann', 'ben', 'house'] as const) {
          const about = `${who}, order ${order.join(' ')}`;
          expect(Boolean((await rounds.main.get<Contact>(name(at, who)))?.muted), about).to.equal(
            end.muted.includes(who),
          );
          const told = (await rounds.side.get<InfoDoc>(infoId(name(at, who))))?.muting_history?.map(
            ({ report_id }) => report_id,
          );
          expect(told, about).to.deep.equal(end[who].map(made => reports[at]![made]!._id));
        }
        const answered = await rounds.main.getMany<Report>(reports[at]!.map(({ _id }) => _id));
        expect(answered.map(one => one?.tasks?.length)).to.deep.equal([1, 1, 1, 1]);
      }
    });
  });

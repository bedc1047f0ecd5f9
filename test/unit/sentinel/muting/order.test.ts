import { unmutePolicies } from '@rounds/config/sections/muting.ts';
import { fold } from '@rounds/sentinel/muting/fold.ts';
import { treeOf } from '@rounds/sentinel/muting/tree.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { mutingSettings, report, sentinelInMemory, village, wednesday } from '../engine/sentinel-in-memory.ts';

describe('The report made last wins', () => {
  const docs = village();
  const tree = treeOf(docs);
  const told = (entries: { report_id?: string; muted: boolean; root?: string }[] = []) =>
    entries.map(({ report_id, muted, root }) => [report_id, muted, root]);

  for (const policy of unmutePolicies)
    it(`whatever the order and the portions in which reports arrive: ${policy}`, async function () {
      this.timeout(120_000);
      const settings = { ...mutingSettings, muting: { ...mutingSettings.muting, unmute_policy: policy } };
      const one = fc.record({
        form: fc.constantFrom('mute', 'unmute'),
        subject: fc.constantFrom(...docs.map(({ _id }) => _id)),
        at: fc.integer({ min: 1, max: 50 }),
      });
      const arrivals = fc.tuple(
        fc.uniqueArray(one, { minLength: 2, maxLength: 6, selector: ({ at }) => at }),
        fc.integer({ min: 1, max: 4 }),
      );
      const property = fc.asyncProperty(arrivals, async ([list, portion]) => {
        const sentinel = await sentinelInMemory({ settings, docs });
        await sentinel.settle();
        const reports = list.map(({ form, subject, at }, index) => ({
          ...report(form, '', { reported_date: wednesday - 100 + at }),
          _id: `report-${index}`,
          fields: { patient_uuid: subject },
        }));
        for (let at = 0; at < reports.length; at += portion) {
          sentinel.clock.now += 1000;
          await sentinel.put(...reports.slice(at, at + portion));
          await sentinel.settle();
          if (at % 2) sentinel.restart();
        }
        const events = reports.map(({ _id, form, fields, reported_date }) => ({
          muted: form === 'mute',
          report_id: _id,
          subject: fields.patient_uuid,
          reported_date: reported_date!,
          arrived: reported_date!,
        }));
        const { state, steps } = fold(tree, events, policy);
        expect(await sentinel.muted()).to.deep.equal([...state.muted.keys()].sort());
        for (const { _id } of docs) {
          const expected = steps
            .filter(({ reached }) => reached.includes(_id))
            .map(({ event, root }) => [event.report_id, event.muted, root]);
          expect(told((await sentinel.info(_id))?.muting_history), `history of ${_id}`).to.deep.equal(expected);
          expect((await sentinel.contact(_id)).muted_by?.report_id, `reason of ${_id}`).to.equal(
            state.muted.get(_id)?.report_id,
          );
        }
        for (const { _id } of reports)
          expect((await sentinel.report(_id)).tasks, `answers to ${_id}`).to.have.length(1);
        await sentinel.close();
      });
      await fc.assert(property, { numRuns: 40, seed: 7 });
    });
});

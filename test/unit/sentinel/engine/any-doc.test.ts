import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { dueTasks } from '@rounds/sentinel/schedule/due.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { anyDocOf, shapedTypes } from '../../ddocs/validate/any-doc.ts';
import {
  day,
  mutingSettings,
  report,
  type SentinelInMemory,
  sentinelInMemory,
  village,
  wednesday,
} from './sentinel-in-memory.ts';

const above = { _id: 'north', parent: { _id: 'centre', parent: { _id: 'district' } } };
const sender = { _id: 'chw', parent: { _id: 'centre', parent: { _id: 'district' } } };
const fcOf = fc
  .oneof(
    // Below the household, about one of its people, and the household's own health worker: all that its mute touches.
    anyDocOf('person').map(doc => ({ parent: above, ...doc, _id: 'strange' })),
    anyDocOf('clinic').map(doc => ({ parent: above, ...doc, _id: 'strange' })),
    anyDocOf('data_record').map(doc => ({ form: 'pregnancy', content_type: 'xml', contact: sender, ...doc })),
    anyDocOf('data_record').map(doc => ({ form: 'pregnancy', content_type: 'xml', contact: sender, ...doc })),
    ...shapedTypes.filter(type => !['person', 'clinic', 'data_record'].includes(type)).map(anyDocOf),
  )
  .map(doc => {
    const { _rev, ...rest } = doc as Doc;
    if (doc.type !== 'data_record') return rest as Doc;
    const { fields = {} } = rest as { fields?: unknown };
    const named = typeof fields === 'object' && fields !== null && !Array.isArray(fields) ? fields : {};
    return { ...rest, fields: { patient_id: '20000', ...named } } as unknown as Doc;
  });

const message = [{ locale: 'en', content: 'Visit {{patient_name}}' }];
const messages = [1, 2].map(group => ({ group, offset: `${group} weeks`, message, recipient: '+254700000009' }));
const settings = { ...mutingSettings, schedules: [{ name: 'visits', messages }] };

const about = { type: 'data_record', form: 'pregnancy', content_type: 'xml', contact: sender };
/** What was found to stop others. */
const examples = [
  { scheduled_tasks: [null] },
  { scheduled_tasks: [{ state: 'scheduled', due: { toString: 1 } }] },
  { scheduled_tasks: [{ state: 'scheduled', due: 0, recipient: { toString: 1 }, messages: [{ message: 7 }] }] },
  { scheduled_tasks: 'none', tasks: [{ state: 'pending', state_history: [null] }] },
  { errors: [null], fields: { patient_id: '20000', place_id: { toString: 1 } } },
].map((more, at): [Doc] => [{ _id: `e${at}`, ...about, fields: { patient_id: '20000' }, ...more } as Doc]);

/** Settles all that is new, as the feed does: what cannot be settled is left aside. @returns ids of what was */
const settleAll = async (
  { main, engine }: SentinelInMemory,
  since: string,
): Promise<{ aside: string[]; seq: string }> => {
  const { changes, lastSeq } = await main.changes({ since, limit: 500, docs: true, conflicts: true });
  const aside: string[] = [];
  for (const change of changes) await engine.settle([change]).catch(() => aside.push(change.id));
  return { aside, seq: lastSeq };
};

describe('Any document at all', () => {
  it('keeps no mute, no registration and no message of others from being settled', async () => {
    let aside = 0;
    await fc.assert(
      fc.asyncProperty(fcOf, async strange => {
        const sentinel = await sentinelInMemory({ docs: village(), settings });
        try {
          await sentinel.put({ ...strange, _id: 'strange' });
          const first = await settleAll(sentinel, '0');
          expect(first.aside.filter(id => id !== 'strange')).to.deep.equal([]);
          aside += first.aside.length;
          await sentinel.put({ ...report('pregnancy', 'ben of north'), _id: 'good' });
          const second = await settleAll(sentinel, first.seq);
          await sentinel.put({ ...report('mute', 'north'), _id: 'muting' });
          const third = await settleAll(sentinel, second.seq);
          expect([...second.aside, ...third.aside].filter(id => id !== 'strange')).to.deep.equal([]);
          expect(await sentinel.muted()).to.include.members(['north', 'ann of north', 'ben of north']);
          expect((await sentinel.report('good')).scheduled_tasks!.map(({ state }) => state)).to.deep.equal([
            'muted',
            'muted',
          ]);
          await sentinel.put({ ...report('unmute', 'north', { reported_date: wednesday + 1 }), _id: 'unmuting' });
          await settleAll(sentinel, third.seq);
          expect(await sentinel.muted()).to.not.include('ben of north');
          sentinel.clock.now += 8 * day;
          const docs = [await sentinel.main.get('strange'), await sentinel.main.get('good')] as Doc[];
          await sentinel.engine.apply(docs, [dueTasks]);
          expect((await sentinel.report('good')).scheduled_tasks![0]!.state).to.not.equal('scheduled');
          const after = (await sentinel.main.get('strange')) as Contact;
          for (const key of Object.keys(strange).filter(
            each => !/^_|muted|muting_history|tasks|errors|contact|patient|place/.test(each),
          ))
            expect(after[key], key).to.deep.equal(JSON.parse(JSON.stringify(strange[key] ?? null)));
        } finally {
          await sentinel.close();
        }
      }),
      { seed: 20260114, numRuns: 60, examples },
    );
    expect(aside).to.be.below(15);
  });
});

import type { Contact, Lineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import {
  type ContactMove,
  contactMovedId,
  contactMoveId,
  contactMoveRange,
  wantedMove,
} from '@rounds/ddocs/moving/contact-move.ts';
import { contactMovesJob } from '@rounds/sentinel/moving/job.ts';
import { movedContact, movedReport, relined } from '@rounds/sentinel/moving/relined.ts';
import { expect } from 'chai';
import { store } from '../../api/stores.ts';

const chain = (...ids: string[]): Lineage =>
  ids.reduceRight<Lineage | undefined>((parent, _id) => (parent ? { _id, parent } : { _id }), undefined)!;
const moving = { contact: 'house', above: chain('south', 'land') };

describe('A chain of places after a move', () => {
  const table: [what: string, given: Lineage, wanted: Lineage][] = [
    ['of whoever moves', chain('house', 'north', 'land'), chain('house', 'south', 'land')],
    ['of somebody below', chain('ana', 'house', 'north', 'land'), chain('ana', 'house', 'south', 'land')],
    ['of somebody elsewhere', chain('ben', 'north', 'land'), chain('ben', 'north', 'land')],
    ['that is right already', chain('ana', 'house', 'south', 'land'), chain('ana', 'house', 'south', 'land')],
  ];
  for (const [what, given, wanted] of table)
    it(`${what} is as it should be`, () => {
      expect(relined(given, moving)).to.deep.equal(wanted);
      expect(relined(relined(given, moving), moving)).to.deep.equal(wanted);
    });

  it('leaves documents as they are that have nothing to do with it, and those that are moved already', () => {
    const ben = { _id: 'ben', type: 'person', parent: chain('north', 'land') } as Contact;
    const house = {
      _id: 'house',
      type: 'clinic',
      parent: chain('south', 'land'),
      contact: chain('ana', 'house', 'south', 'land'),
    } as Contact;
    const report = { _id: 'r', type: 'data_record', contact: chain('ben', 'north', 'land') } as unknown as Report;
    for (const doc of [ben, house]) expect(movedContact(doc, moving)).to.equal(doc);
    expect(movedReport(report, moving)).to.equal(report);
  });

  it('takes the parent away of whom nothing stands above', () => {
    const house = { _id: 'house', type: 'clinic', parent: chain('north') } as Contact;
    expect(movedContact(house, { contact: 'house', above: null })).not.to.have.property('parent');
  });
});

describe('The move of a household', () => {
  const people = Array.from({ length: 230 }, (_, at) => `person-${String(at).padStart(3, '0')}`);
  const place = (_id: string, ...above: string[]): Doc => ({
    ...{ _id, type: 'clinic', name: _id },
    ...(above.length > 0 ? { parent: chain(...above) } : {}),
  });
  const report = (_id: string, by: string, above: readonly string[], more: object = {}): Doc => ({
    ...{ _id, type: 'data_record', form: 'visit', fields: {}, contact: chain(by, ...above), reported_date: 1, ...more },
  });
  const opened = async () => {
    const [main, side] = [store(), store()];
    await main.write([
      ...[place('land'), place('north', 'land'), place('south', 'land')],
      { ...place('house', 'north', 'land'), contact: chain('person-000', 'house', 'north', 'land') },
      ...people.map(_id => ({ ...place(_id, 'house', 'north', 'land'), type: 'person' })),
      ...people.map(by => report(`by-${by}`, by, ['house', 'north', 'land'])),
      report('about', 'worker', ['north', 'land'], { fields: { patient_uuid: 'person-001' } }),
    ]);
    return { main, side };
  };
  type Opened = Awaited<ReturnType<typeof opened>>;
  /** Runs the job, and cuts it off before so many writes. */
  const runs = async ({ main, side }: Opened, cutAfter = Number.POSITIVE_INFINITY): Promise<void> => {
    let writes = 0;
    const fence = () => {
      if (writes++ >= cutAfter) throw new Error('the power failed');
    };
    const context = { main, side, now: () => 5, fence, progress: () => undefined } as never;
    await contactMovesJob.run(context, new AbortController().signal).catch(error => {
      if ((error as Error).message !== 'the power failed') throw error;
    });
  };
  const begin = ({ side }: Opened, to = 'south') =>
    side.write([wantedMove('one', { contact: 'house', to, by: 'peter', at: '2026-03-23T10:00:00.000Z' })]);
  const aboveAll = async ({ main }: Opened): Promise<Set<string>> => {
    const docs = (await main.getMany(['house', ...people, ...people.map(by => `by-${by}`)])) as Doc[];
    const tops = docs.map(doc =>
      JSON.stringify(doc.type === 'data_record' ? doc.contact : { _id: doc._id, parent: doc.parent }),
    );
    return new Set(tops.map(text => (/"_id":"(north|south)"/.exec(text) ?? [])[1]!));
  };
  const recordOf = ({ side }: Opened) => side.get<ContactMove>(contactMovedId('one'));

  it('takes everybody below along and what they reported, and leaves what others reported about them', async () => {
    const parts = await opened();
    await begin(parts);
    await runs(parts);
    expect(await aboveAll(parts)).to.deep.equal(new Set(['south']));
    expect(await parts.main.get('house')).to.deep.include({ contact: chain('person-000', 'house', 'south', 'land') });
    expect((await parts.main.get('about'))?.contact).to.deep.equal(chain('worker', 'north', 'land'));
    expect(await recordOf(parts)).to.include({ state: 'done', contacts: 231, reports: 230, by: 'peter' });
    expect(await parts.side.range({ ...contactMoveRange, limit: 10 })).to.deep.equal([]);
  });

  it('ends the same wherever it was cut off, with everything moved once', async () => {
    for (let cut = 0; cut < 14; cut += 1) {
      const parts = await opened();
      await begin(parts);
      await runs(parts, cut);
      await runs(parts);
      expect(await aboveAll(parts), `cut ${cut}`).to.deep.equal(new Set(['south']));
      expect((await recordOf(parts))?.state, `cut ${cut}`).to.equal('done');
      expect((await parts.main.get('by-person-100'))?._rev, `cut ${cut}`).to.match(/^2-/);
      expect(await parts.side.range({ ...contactMoveRange, limit: 10 })).to.deep.equal([]);
    }
  });

  it('is carried out once, though it was asked for twice, and back the other way', async () => {
    const parts = await opened();
    await begin(parts);
    await runs(parts);
    const record = (await recordOf(parts))!;
    const { _rev: _, ended: __, ...rest } = record;
    await parts.side.write([{ ...rest, _id: contactMoveId('one'), state: 'undoing', seen: 0 } as ContactMove]);
    await runs(parts);
    expect(await aboveAll(parts)).to.deep.equal(new Set(['north']));
    expect((await recordOf(parts))?.state).to.equal('undone');
    await begin(parts);
    await runs(parts);
    expect(await aboveAll(parts)).to.deep.equal(new Set(['north']));
    expect(await parts.side.range({ ...contactMoveRange, limit: 10 })).to.deep.equal([]);
  });

  for (const [to, why] of [
    ['nowhere', 'gone'],
    ['person-001', 'circle'],
  ] as const)
    it(`is refused where its place is ${to}, and changes nothing`, async () => {
      const parts = await opened();
      await begin(parts, to);
      await runs(parts);
      expect(await recordOf(parts)).to.include({ state: 'refused', why });
      expect(await aboveAll(parts)).to.deep.equal(new Set(['north']));
    });
});

import { mentionsOf } from '@rounds/api/visibility/audience.ts';
import { maySee, type Scope } from '@rounds/api/visibility/scope.ts';
import { subjectIds } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { readFill } from './phone.ts';
import { lineage, people, report, type Village, village } from './village.ts';

/** A random number generator that always says the same. */
const dice = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
};

const depths = [{ role: 'chw_supervisor', depth: 1, report_depth: 1, replicate_primary_contacts: true }];
const types = ['district_hospital', 'health_center', 'clinic', 'person'].map(id => ({ id, person: id === 'person' }));

/** Reports, messages, tasks and targets of every kind about and by everybody, some of them nobody. */
const anything = (count: number, user: (name: string) => string): Doc[] => {
  const roll = dice(7);
  const one = <T>(list: readonly T[]): T => list[roll(list.length)]!;
  const parents = (doc: Doc): string[] => {
    const ids: string[] = [];
    for (let at = doc.parent as { _id: string; parent?: object } | undefined; at; at = at.parent as typeof at)
      ids.push(at._id);
    return ids;
  };
  return Array.from({ length: count }, (_, index): Doc => {
    const _id = `any-${index}`;
    const kind = roll(10);
    if (kind === 0) return { _id, type: 'task', user: `org.couchdb.user:${user(one(['aya', 'ben', 'sol']))}` };
    if (kind === 1) return { _id, type: 'target', owner: one(people)._id };
    const subject = one([
      ...people,
      ...people.map(doc => ({ _id: String(doc.patient_id ?? doc.place_id ?? doc._id) })),
    ]);
    const sender = one(people);
    const about = one([
      { patient_id: subject._id },
      { patient_uuid: subject._id },
      { place_id: subject._id },
      {},
      { patient_id: 'unknown' },
    ]);
    if (kind === 2) {
      const messages = [subject, one(people)]
        .slice(0, roll(3))
        .map(({ _id: to }) => ({ to: '+254700000000', contact: { _id: to } }));
      const tasks = messages.map(message => ({ state: 'pending', messages: [message] }));
      return { _id, type: 'data_record', kujua_message: true, tasks, contact: lineage(sender._id, ...parents(sender)) };
    }
    const fields = { ...about, ...one([{}, {}, {}, { private: true }, { needs_signoff: true }]) };
    const errors = roll(8) === 0 ? { errors: [{ code: 'registration_not_found', message: '' }] } : {};
    const contact = roll(6) === 0 ? {} : { contact: lineage(sender._id, ...parents(sender)) };
    const top = roll(5) === 0 ? { fields: {}, ...fields, patient_id: subject._id } : { fields };
    return { _id, type: 'data_record', form: 'any', reported_date: index, ...top, ...errors, ...contact };
  });
};

describe('every way to get documents', () => {
  let place: Village;
  const docs: Doc[] = [];
  before(async () => {
    place = await village({ settings: { replication_depth: depths }, docs: [report('x', 'nia', [])] });
    docs.push(...anything(400, place.user));
    await place.put(
      { _id: 'south', type: 'health_center', name: 'south', parent: lineage('district'), contact: { _id: 'sue' } },
      ...docs,
    );
  });
  after(() => place?.close());

  /** What the rules say, worked out for each document by itself. */
  const expected = (scope: Scope): string[] => {
    const lineages = new Map(people.map(doc => [doc._id, (mentionsOf(doc, types) as { lineage: string[] }).lineage]));
    const codes = new Map(people.flatMap(doc => subjectIds(doc).map(id => [id, doc._id] as const)));
    const find = (id: string | undefined) => lineages.get(codes.get(id ?? '') ?? '') ?? null;
    const all = [...people, ...docs];
    return all
      .filter(doc => {
        const refs = mentionsOf(doc, types);
        if (refs.kind === 'target')
          return maySee(scope, { kind: 'target', owner: find(refs.ownerId) ?? [refs.ownerId] });
        if (refs.kind === 'message')
          return maySee(scope, {
            kind: 'message',
            to: refs.to.map(id => find(id) ?? [id]),
            loose: refs.loose,
            by: find(refs.submitter[0]),
          });
        if (refs.kind !== 'report') return maySee(scope, refs);
        return maySee(scope, { ...refs, about: find(refs.subject), by: find(refs.submitter[0]) });
      })
      .map(({ _id }) => _id)
      .sort();
  };

  const common = {
    online: false,
    admin: false,
    unassigned: false,
    views: { contacts: true, reports: true, users: false },
  };
  const unlimited = {
    depth: Infinity,
    reportDepth: Infinity,
    primary: new Map<string, number>(),
    replicatePrimaryContacts: false,
  };
  const users: [string, Omit<Scope, 'name'>][] = [
    ['aya', { ...common, ...unlimited, facilities: ['north'], contactId: 'aya-person' }],
    ['ben', { ...common, ...unlimited, facilities: ['south'], contactId: 'ben-person' }],
    [
      'sol',
      {
        ...{
          ...common,
          facilities: ['district'],
          contactId: 'sol-person',
          depth: 1,
          reportDepth: 1,
          replicatePrimaryContacts: true,
        },
        primary: new Map([
          ['sol-person', 0],
          ['aya-person', 1],
          ['sue', 1],
        ]),
      },
    ],
  ];
  for (const [name, scope] of users)
    it(`gives ${name} what the rules say and nothing else: the fill, the ids, the changes, the list`, async () => {
      const person = await place.login(name);
      const wanted = expected({ ...scope, name: place.user(name) });
      const ours = new Set([...people, ...docs].map(({ _id }) => _id));
      const mine = (ids: string[]) => ids.filter(id => ours.has(id)).sort();
      expect(wanted.length).to.be.within(20, 390);
      const { docs: filled } = await readFill(person);
      expect(mine(filled.map(({ _id }) => _id)), 'fill').to.deep.equal(wanted);
      const { body: ids } = await person.ask('/api/v1/replication/get-ids');
      expect(mine(ids.doc_ids_revs.map(({ id }: { id: string }) => id)), 'get-ids').to.deep.equal(wanted);
      const { body: changes } = await person.ask('/medic/_changes?since=0');
      expect(mine(changes.results.map(({ id }: { id: string }) => id)), '_changes').to.deep.equal(wanted);
      const { body: list } = await person.ask('/medic/_all_docs');
      expect(mine(list.rows.map(({ id }: { id: string }) => id)), '_all_docs').to.deep.equal(wanted);
    });
});

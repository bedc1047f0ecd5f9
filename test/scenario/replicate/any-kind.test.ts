import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { shapedTypes, spoilt } from '../../unit/ddocs/validate/any-doc.ts';
import { kinds, served, withPhone, writers } from './kinds.ts';
import { phone } from './phone.ts';
import { type Person, people, report, type Village, village } from './village.ts';

/** Types that no phone, rule or outbox reads by its fields. */
const unread = ['resources', 'token_login', 'purged', 'diary', 'credential', 'task:outbound', undefined];

describe('any JSON in any field of any kind of document', function () {
  this.timeout(600_000);
  let place: Village;
  let count = 0;
  const persons = new Map<string, Person>();
  before(async () => {
    place = await village({
      docs: people.map(withPhone),
      settings: { replication_depth: [{ role: 'chw_supervisor', depth: 1 }] },
    });
    for (const { login } of writers) persons.set(login, login === '' ? place.admin : await place.login(login));
  });
  after(() => place?.close());

  it('knows the fields of every kind in the table of kinds', () => {
    const read = Object.entries(kinds).filter(([name]) => !(name in served));
    const types = read.map(([, { of }]) => of(writers[0]!, 'x', name => name).type);
    expect([...new Set(types)].filter(type => !shapedTypes.includes(String(type)))).to.have.members(unread);
  });

  const asReplica = (doc: Doc): Doc => ({
    ...doc,
    _rev: `1-abc${++count}`,
    _revisions: { start: 1, ids: [`abc${count}`] },
  });
  const path = ({ _id }: Doc) => `/medic/${_id.startsWith('_design/') ? _id : encodeURIComponent(_id)}`;
  const fits = (statuses: number[], doc: Doc, status: number) =>
    expect(statuses, `${status} for ${JSON.stringify(doc)}`).to.include(status);

  // Settings that an administrator spoils are refused or turned off by their own checks.
  // Documents with doors of their own are refused by their ids alone: one kind of them speaks for the others.
  const tried = ([name]: [string, unknown]) =>
    name !== 'settings of the programme' && (!(name in served) || name === 'event');
  for (const [kind, { of }] of Object.entries(kinds).filter(tried))
    it(`is taken or refused alone, by every door and writer: ${kind}`, async () => {
      for (const writer of writers.filter(({ login }) => ['aya', 'sol', 'olga', 'ada'].includes(login))) {
        const person = persons.get(writer.login)!;
        const example = of(writer, `any-${++count}`, place.user);
        const strange = fc
          .sample(spoilt(example), { seed: 20260114 + count, numRuns: 12 })
          .map(doc => ({ ...doc, _id: `${example._id}${kind.startsWith('settings') ? '' : `-${++count}`}` }))
          .map(doc => JSON.parse(JSON.stringify(doc).replaceAll('\\ud800', '')) as Doc);
        const single = [200, 201, 400, 403, 404, 409];
        for (const doc of strange.slice(0, 4)) {
          fits(single, doc, (await person.ask(path(doc), { method: 'PUT', body: doc })).status);
          fits(single, doc, (await person.ask('/medic', { body: { ...doc, _id: `${doc._id}-p` } })).status);
        }
        for (const more of [{}, { new_edits: false }]) {
          const wrote = `came-${++count}`;
          const docs = [...strange, report(wrote, writer.mine, writer.contact)].map(doc => ({ ...doc, _id: doc._id }));
          const sent = 'new_edits' in more ? docs.map(asReplica) : docs;
          const { status } = await person.ask('/medic/_bulk_docs', { body: { docs: sent, ...more } });
          expect(status, kind).to.equal(201);
          expect((await person.ask(`/medic/${wrote}`)).status, `${kind}: what came with it`).to.equal(200);
        }
      }
    });

  it('stops nobody afterwards: phones are filled, and every door answers', async () => {
    for (const login of ['aya', 'ben', 'sol']) {
      const mine = phone(place, await place.login(login));
      expect((await mine.fill()).count, login).to.be.above(3);
      await place.put(report(`after-${login}`, { aya: 'nia', ben: 'sam' }[login] ?? 'district', []));
      await mine.pull();
      expect(await mine.ids(), login).to.include(`after-${login}`);
    }
    const olga = persons.get('olga')!;
    for (const [path, body] of [
      ['/medic/_find', { selector: { type: 'data_record' }, limit: 100 }],
      ['/medic/_changes?include_docs=true'],
      ['/medic/_all_docs?include_docs=true'],
      ['/api/v2/users'],
      ['/api/v2/monitoring'],
    ] as const)
      expect((await olga.ask(path, body ? { body } : {})).status, path).to.equal(200);
    expect((await place.admin.ask('/api/sms', { body: {} })).status).to.equal(200);
  });
});

import { reportIdOf } from '@rounds/api/messages/inbox.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { type Lease, leaseId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import { shortCodes } from '@rounds/ddocs/documents/short-codes.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';
import { expect } from 'chai';
import { type Part, part } from '../../part.ts';
import { password, until } from '../../world.ts';
import { type Village, village } from './village.ts';

const mary = '+254700000001';
const atOnce = 10;
const rounds = 6;

/** A person stored by a phone, and two registered by SMS, to whom the same short code would be given. */
interface Rivals {
  contact: string;
  messages: [string, string];
}

const firstCode = (cause: string): string => shortCodes(cause, { count: 1 })[0]!;
/** The person whom an SMS registers. */
const registered = (message: string): string => idFrom(reportIdOf(message), 'add_patient');

const rivals = (count: number): Rivals[] => {
  const byCode = new Map<string, { contacts: string[]; messages: string[] }>();
  const at = (code: string) => byCode.get(code) ?? byCode.set(code, { contacts: [], messages: [] }).get(code)!;
  for (let n = 0; n < 6000; n++) at(firstCode(`person-${n}`)).contacts.push(`person-${n}`);
  for (let n = 0; n < 4000; n++) at(firstCode(registered(`sms-${n}`))).messages.push(`sms-${n}`);
  return [...byCode.values()]
    .flatMap(({ contacts: [contact], messages: [one, other] }): Rivals[] =>
      contact && one && other ? [{ contact, messages: [one, other] }] : [],
    )
    .slice(0, count);
};

describe('Short codes given out by two sentinels and two processes of the api at once', () => {
  let world: Village;
  const others: Part[] = [];
  let secondUrl = '';
  const gateway = { name: '', password };
  const all = rivals(atOnce * rounds);

  before(async function () {
    this.timeout(120_000);
    world = await village({ api: true });
    gateway.name = world.userName('gateway');
    await world.createUser({ username: gateway.name, roles: ['gateway'] });
    const env = { COUCH_URL: world.couchUrl, ROUNDS_DB: world.databases.main, LOG_LEVEL: 'warn' };
    const started = (url: string) => {
      secondUrl = url;
    };
    others.push(
      part(() => ({ name: 'second api', file: 'api/main.ts', env: { ...env, HOST: '127.0.0.1', PORT: '0' } }), {
        listens: true,
        started,
      }),
      part(() => ({ name: 'second sentinel', file: 'sentinel/main.ts', env }), { listens: false }),
    );
    for (const other of others) await other.start();
    await world.settled();
  });
  after(async () => {
    for (const other of others) await other.stop();
    await world?.close();
  });

  /** Messages by which Mary registers people, each by the name of its message. */
  const send = async (url: string, ids: readonly string[]): Promise<void> => {
    const response = await fetch(`${url}/api/sms`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${gateway.name}:${gateway.password}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ messages: ids.map(id => ({ id, from: mary, content: `N ${id} 30` })) }),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  };
  const store = async (ids: readonly string[]): Promise<void> => {
    const parent = { _id: 'Okello', parent: { _id: 'centre', parent: { _id: 'district' } } };
    const docs = ids.map(_id => ({ _id, type: 'person', name: _id, reported_date: Date.now(), parent }));
    for (const result of await world.main.write(docs)) if (!result.ok) throw new Error(result.reason);
  };
  const leader = async () => (await world.side.get<Lease>(leaseId))?.holder;

  it('never are the same for two people, though all want the same, a sentinel is killed, and messages come twice', async function () {
    this.timeout(180_000);
    expect(all).to.have.length(atOnce * rounds);
    for (let round = 0; round < rounds; round++) {
      const some = all.slice(round * atOnce, (round + 1) * atOnce);
      const [ones, twos] = [0, 1].map(at => some.map(({ messages }) => messages[at as 0 | 1]));
      // The last ones come to both.
      const both = [some.at(-1)!.messages[0]];
      await Promise.all([
        send(world.apiUrl, ones!),
        send(secondUrl, [...twos!, ...both]),
        store(some.map(({ contact }) => contact)),
        ...(round === 2 ? [world.sentinel.kill()] : []),
      ]);
      if (round === 2) {
        await until('the other sentinel leads', async () => (await leader())?.includes(`/${others[1]!.pid}/`));
        await world.sentinel.start();
      }
    }
    await world.settled();

    const people = await world.main.getMany<Contact>(
      all.flatMap(({ contact, messages }) => [contact, ...messages.map(registered)]),
    );
    const codes = people.map(person => person?.patient_id);
    expect(codes.filter(code => !/^\d{5}$/.test(String(code)))).to.deep.equal([]);
    expect(new Set(codes).size).to.equal(all.length * 3);
    // Each was wanted by three, and by who got it first of all.
    const given = new Set(codes);
    expect(all.filter(({ contact }) => !given.has(firstCode(contact)))).to.deep.equal([]);
    const reports = await world.main.getMany<Report>(all.flatMap(({ messages }) => messages.map(reportIdOf)));
    expect(reports.map(report => report?.patient_id)).to.have.members(codes.filter((_, at) => at % 3 > 0));

    const known = await world.main.query('medic-client/contacts_by_type', { key: ['person'], limit: 1000 });
    expect(known).to.have.length(all.length * 3 + 3);
  });
});

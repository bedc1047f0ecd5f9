import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { expect } from 'chai';
import { startProgram } from '../../scripts/start/processes.ts';
import { centre, district, expectSettled, put, report, seeded, wait } from './district.ts';

describe('A cascade that is disturbed', () => {
  const size = 400;
  let rounds: Awaited<ReturnType<typeof district>>;
  const trees = new Map(['edited', 'restarted', 'two'].map(id => [id, centre(id, size)]));
  before(async function () {
    this.timeout(120_000);
    rounds = await district([...trees.values()].flat());
  });
  after(() => rounds?.close());

  it('keeps what others write to the same contacts meanwhile, and mutes and unmutes those contacts too', async function () {
    this.timeout(120_000);
    const docs = trees.get('edited')!;
    const contacts = docs.filter(({ type }) => type !== 'data_record').map(({ _id }) => _id);
    const random = seeded(2);
    const edits = new Map<string, number>();
    let editing = true;
    const edit = async (): Promise<void> => {
      while (editing) {
        const id = contacts[Math.floor(random() * contacts.length)]!;
        const doc = await rounds.main.get<Contact>(id);
        const visits = Number(doc?.visits ?? 0) + 1;
        const [result] = await rounds.main.write([{ ...doc!, visits }]);
        if (result?.ok) edits.set(id, visits);
      }
    };
    const editors = [edit(), edit()];
    const reports = (['mute', 'unmute', 'mute', 'unmute', 'mute'] as const).map(form => report(form, 'edited'));
    for (const one of reports) {
      await put(rounds.main, one);
      await wait(250);
    }
    editing = false;
    await Promise.all(editors);
    await rounds.settled();
    await expectSettled(rounds, docs, reports);
    expect(edits.size).to.be.greaterThan(10);
    for (const [id, visits] of edits) expect((await rounds.main.get(id))?.visits, id).to.equal(visits);
  });

  if (!process.env.COUCH_URL)
    it('goes on when the database was killed and started again meanwhile', async function () {
      this.timeout(120_000);
      const [docs, random] = [trees.get('restarted')!, seeded(3)];
      const reports = (['mute', 'unmute', 'mute'] as const).map(form => report(form, 'restarted'));
      for (const one of reports) {
        await put(rounds.main, one);
        await wait(random() * 300);
        await rounds.couch!.restart('SIGKILL');
        await rounds.settled();
      }
      await expectSettled(rounds, docs, reports);
    });

  it('is finished by a second sentinel when the first one is killed, and never done twice by both', async function () {
    this.timeout(120_000);
    const docs = trees.get('two')!;
    const env = { COUCH_URL: rounds.couchUrl, ROUNDS_DB: rounds.databases.main, LOG_LEVEL: 'warn', LEASE_MS: '1500' };
    const second = startProgram({ name: 'second sentinel', file: 'sentinel/main.ts', env });
    try {
      const reports = (['mute', 'unmute', 'mute', 'unmute'] as const).map(form => report(form, 'two'));
      await put(rounds.main, reports[0]!);
      await rounds.settled();
      await put(rounds.main, reports[1]!);
      await wait(120);
      await rounds.sentinel.kill();
      await rounds.settled();
      await rounds.sentinel.start();
      await put(rounds.main, reports[2]!);
      await wait(120);
      await second.stop('SIGKILL');
      await put(rounds.main, reports[3]!);
      await rounds.settled();
      await expectSettled(rounds, docs, reports);
    } finally {
      await second.stop('SIGKILL');
    }
  });
});

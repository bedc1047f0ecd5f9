import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';
import { expect } from 'chai';
import { type LoggedIn, until, type World, world } from '../../world.ts';
import { fillWith, needlesOf, nurse, secrets } from './person.ts';

const json = (body: unknown, method = 'POST'): RequestInit => ({
  ...{ method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
});

describe('a person who is erased', function () {
  this.timeout(180_000);
  let place: World;
  let olga: LoggedIn;
  let omar: LoggedIn;
  let aya: LoggedIn;
  let address: string;
  let hers: string[];
  /** What an old phone holds: it was off all the while. */
  let onPhone: Doc[];
  let receipt: { state: string; counts: Record<string, { erased: number; scrubbed: number }>; phones: object[] };

  before(async () => {
    place = await world();
    const [olgaName, omarName, ayaName] = [place.userName('olga'), place.userName('omar'), place.userName('aya')];
    ({ address, hers } = await fillWith(place, [olgaName, ayaName]));
    for (const username of [olgaName, omarName]) await place.createUser({ username, roles: ['program_officer'] });
    await place.createUser({ username: ayaName, roles: ['chw'], place: 'e-north', contact: 'e-nurse' });
    [olga, omar, aya] = await Promise.all([place.login(olgaName), place.login(omarName), place.login(ayaName)]);
    await place.settled();
    const found = await place.store().getMany([secrets.id, 'h-about', 'e-other']);
    onPhone = found.filter(doc => doc !== null);
  });
  after(() => place?.close());

  const bodyOf = async (response: Response) => ({ status: response.status, body: await response.json() });

  it('is seen beforehand, with what would go, what would lose her, and on whose phones she is', async () => {
    const { status, body } = await bodyOf(await olga.fetch(`/api/v1/erasures/${secrets.id}/preview`));
    expect(status).to.equal(200);
    expect(body).to.deep.include({ scrubbed: 3, mentions: 0, chats: 1, obstacles: [] });
    expect(body.erased).to.deep.include({
      contact: 1,
      report: 1,
      message: 3,
      work: 1,
      flag: 1,
      consent: 1,
      run: 1,
      member: 1,
    });
    expect(body.phones.map(({ user }: { user: string }) => user)).to.deep.equal([place.userName('aya')]);
  });

  it('is not erased by whoever may not, nor for no reason, nor while somebody lives below her', async () => {
    const ask = { contact: secrets.id, reason: 'asked' };
    expect((await aya.fetch('/api/v1/erasures', json(ask))).status).to.equal(403);
    expect((await olga.fetch('/api/v1/erasures', json({ ...ask, reason: 'because' }))).status).to.equal(400);
    expect((await olga.fetch('/api/v1/erasures', json({ ...ask, contact: 'e-clinic' }))).status).to.equal(400);
    expect((await olga.fetch('/api/v1/erasures', json({ ...ask, contact: 'e-nurse' }))).status).to.equal(400);
  });

  it('waits for a second person, who is not the one who asked', async () => {
    const { status, body } = await bodyOf(
      await olga.fetch('/api/v1/erasures', json({ contact: secrets.id, reason: 'withdrew' })),
    );
    expect(status).to.equal(202);
    const decide = `/api/v1/reviews/${encodeURIComponent(body.review)}`;
    expect((await olga.fetch(decide, json({ answer: 'erase' }))).status).to.equal(403);
    expect((await omar.fetch(decide, json({ answer: 'erase' }))).status).to.equal(200);
  });

  it('is erased to the end though the process is killed again and again', async () => {
    for (const pause of [500, 3000]) {
      await new Promise(resolve => setTimeout(resolve, pause));
      await place.api.restart('SIGKILL');
    }
    olga = await place.login(place.userName('olga'));
    aya = await place.login(place.userName('aya'));
    receipt = await until(
      'the receipt was written',
      async () => {
        const { body } = await bodyOf(await olga.fetch('/api/v1/erasures'));
        return body.under_way.length === 0 && body.receipts.find(({ state }: { state: string }) => state === 'done');
      },
      120_000,
    );
    const [one] = Object.values(receipt.counts);
    expect(one!.erased).to.be.greaterThan(0);
    expect(JSON.stringify(receipt)).to.not.contain(secrets.id);
  });

  it('is in no document, revision or conflict of any database', async () => {
    const server = couchServer(place.couchUrl);
    const names = (await server.databaseNames()).filter(name => name.startsWith(place.databases.main));
    expect(names.length).to.be.greaterThan(5);
    for (const name of names) {
      const { results } = await server.request<{ results: Doc[] }>(`/${encodeURIComponent(name)}/_changes`, {
        query: { style: 'all_docs', include_docs: true, conflicts: true, attachments: true },
      });
      for (const result of results) {
        const text = JSON.stringify(result);
        for (const needle of [...needlesOf(address), secrets.id, ...hers.map(id => `"${id}"`)])
          expect(text.includes(needle), `${needle} in ${name}: ${text}`).to.equal(false);
      }
    }
  });

  it('leaves what is of others, without her', async () => {
    const [byHer, toBoth, clinic] = await place.store().getMany(['e-by-her', 'e-to-both', 'e-clinic']);
    expect(byHer).to.deep.include({ fields: { patient_id: 'e-other', note: 'well' } });
    expect(byHer).to.not.have.any.keys('contact', 'from');
    expect((toBoth!.tasks as unknown[]).length).to.equal(1);
    expect(clinic).to.not.have.property('contact');
  });

  // The files of a CouchDB elsewhere are not ours to read.
  const whereFilesAreOurs = process.env.COUCH_URL ? () => undefined : it;
  whereFilesAreOurs('is not in the files of the database either', async () => {
    const dataDir = place.dataDir!;
    const holding = async () => {
      const files = (await readdir(dataDir, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile());
      const found: string[] = [];
      for (const { parentPath, name } of files) {
        const bytes = await readFile(join(parentPath, name)).catch(() => Buffer.alloc(0));
        for (const needle of needlesOf(address))
          if (bytes.includes(needle)) found.push(`${needle} in ${parentPath}/${name}`);
      }
      return found;
    };
    await until('nothing of her was in the files', async () => (await holding()).length === 0, 60_000).catch(
      async error => {
        throw new Error(`${(error as Error).message}\n${(await holding()).join('\n')}`);
      },
    );
  });

  it('does not come back with a phone that was off, and that phone is told to delete what it has', async () => {
    const edited = onPhone.map((doc): Doc => ({ ...doc, _rev: `9-${'a'.repeat(32)}`, note: secrets.said }));
    const about: Doc = {
      ...{ _id: 'new-about-her', _rev: `1-${'b'.repeat(32)}`, type: 'data_record', form: 'visit', contact: nurse },
      ...{ reported_date: Date.now(), fields: { patient_id: secrets.id, note: secrets.said } },
    };
    const { body } = await bodyOf(
      await aya.fetch('/medic/_bulk_docs', json({ docs: [...edited, about], new_edits: false })),
    );
    const refused = body.filter(({ reason }: { reason: string }) => reason === 'erased');
    expect(refused.map(({ id }: { id: string }) => id)).to.have.members([secrets.id, 'h-about', 'new-about-her']);
    const put = await aya.fetch(
      `/medic/${secrets.id}`,
      json({ _id: secrets.id, type: 'person', name: secrets.name }, 'PUT'),
    );
    expect(put.status).to.equal(403);
    const meta = `/medic-user-${place.userName('aya')}-meta`;
    await aya.fetch(
      `${meta}/_bulk_docs`,
      json({
        docs: [
          { _id: 'read:report:h-about', at: 1 },
          { _id: 'read:report:e-by-her:2', at: 1 },
        ],
      }),
    );
    expect((await aya.fetch(`${meta}/${encodeURIComponent('read:report:h-about')}`)).status).to.equal(404);
    const left = await place.store().getMany([secrets.id, 'h-about', 'new-about-her']);
    expect(left).to.deep.equal([null, null, null]);
  });

  it('tells phones by hashes what to delete, and knows which have heard it', async () => {
    const { body } = await bodyOf(await aya.fetch('/api/v1/replication/erased?after=0'));
    const hashes = new Set(body.hashes);
    const { hashOfErased } = await import('@rounds/ddocs/erasure/erased.ts');
    expect(hers.every(id => hashes.has(hashOfErased(id)))).to.equal(true);
    expect(hashes.has(hashOfErased('e-other'))).to.equal(false);
    const phones = async () => (await bodyOf(await olga.fetch('/api/v1/erasures'))).body.receipts[0].phones;
    expect(await phones()).to.deep.include.members([{ ...(await phones())[0], clean: false }]);
    const next = await bodyOf(await aya.fetch(`/api/v1/replication/erased?after=${body.number}`));
    expect(next.body.hashes).to.deep.equal([]);
    expect((await phones())[0].clean).to.equal(true);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type CouchProcess, couchProcess } from './process.ts';

/** After so many acknowledged writes the process is killed; each number is one round. */
const ROUNDS = [25, 400, 150, 700];
const WRITERS = 8;

describe('The embedded database, killed at any moment', () => {
  let dir = '';
  let couch: CouchProcess | null = null;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rounds-crash-'));
  });
  after(async () => {
    await couch?.end('SIGKILL');
    await rm(dir, { recursive: true, force: true });
  });

  it('has every write it acknowledged, in documents, lists, feed and views alike', async () => {
    /** The newest acknowledged version of each document. */
    const acknowledged = new Map<string, { rev: string; n: number }>();
    couch = await couchProcess(['--port', '0', '--dir', dir]);
    await ask(couch.url, 'PUT', '/medic');
    const views = { by_n: { map: 'function (doc) { emit(doc.n); }' } };
    await ask(couch.url, 'PUT', '/medic/_design/v', { views });
    for (const [round, writes] of ROUNDS.entries()) {
      await writeUntilKilled(couch, round, writes, acknowledged);
      couch = await couchProcess(['--port', '0', '--dir', dir]);
      await compare(couch.url, acknowledged);
    }
    expect(acknowledged.size).to.be.greaterThan(WRITERS * ROUNDS.length);
  });
});

type Answer = { id: string; rev?: string; ok?: boolean };

async function ask<T>(url: string, method: string, path: string, body?: unknown): Promise<T> {
  const { origin, username, password } = new URL(url);
  const response = await fetch(origin + path, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: {
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      'content-type': 'application/json',
    },
  });
  const answer = (await response.json()) as T;
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

/**
 * Eight writers edit documents of their own, one by one and in batches, and a reader keeps the view busy, until the
 * process is killed.
 */
async function writeUntilKilled(
  couch: CouchProcess,
  round: number,
  writes: number,
  acknowledged: Map<string, { rev: string; n: number }>,
): Promise<void> {
  let left = writes;
  let killed = false;
  const note = (answer: Answer, n: number) => {
    if (answer.rev) acknowledged.set(answer.id, { rev: answer.rev, n });
    left -= 1;
  };
  const writer = async (name: string) => {
    for (let n = 0; !killed; n++) {
      const edit = (id: string) => ({
        _id: id,
        n,
        round,
        text: 'x'.repeat(200),
        ...(acknowledged.has(id) ? { _rev: acknowledged.get(id)?.rev } : {}),
      });
      if (n % 3) {
        const id = `${name}-${n % 5}`;
        note({ ...(await ask<Answer>(couch.url, 'PUT', `/medic/${id}`, edit(id))), id }, n);
      } else {
        const docs = Array.from({ length: 10 }, (_, at) => edit(`${name}-batch-${n}-${at}`));
        for (const answer of await ask<Answer[]>(couch.url, 'POST', '/medic/_bulk_docs', { docs })) note(answer, n);
      }
      if (left <= 0 && !killed) {
        killed = true;
        await couch.end('SIGKILL');
      }
    }
  };
  const reader = async () => {
    while (!killed) await ask(couch.url, 'GET', '/medic/_design/v/_view/by_n?limit=1');
  };
  const everybody = Array.from({ length: WRITERS }, (_, at) => writer(`r${round}-w${at}`));
  // what was under way when the process died fails, and was not acknowledged
  await Promise.allSettled([...everybody, reader()]);
  await couch.ended();
}

type Row = { id: string; key: unknown; value: { rev: string }; doc: { n: number; _rev: string } };

async function compare(url: string, acknowledged: ReadonlyMap<string, { rev: string; n: number }>): Promise<void> {
  const { rows } = await ask<{ rows: Row[] }>(url, 'GET', '/medic/_all_docs?include_docs=true');
  const stored = new Map(rows.map(({ id, doc }) => [id, doc]));
  const lost = [...acknowledged].filter(([id, { rev }]) => generation(stored.get(id)?._rev) < generation(rev));
  expect(lost, 'acknowledged, but lost').to.deep.equal([]);
  const changed = [...acknowledged].filter(
    ([id, { rev, n }]) => stored.get(id)?._rev === rev && stored.get(id)?.n !== n,
  );
  expect(changed, 'acknowledged with another body').to.deep.equal([]);

  const { doc_count } = await ask<{ doc_count: number }>(url, 'GET', '/medic');
  expect(doc_count).to.equal(rows.length);
  const { results } = await ask<{ results: { id: string; changes: { rev: string }[] }[] }>(
    url,
    'GET',
    '/medic/_changes',
  );
  expect(results.map(({ id, changes }) => `${id} ${changes[0]?.rev}`).sort()).to.deep.equal(
    rows.map(({ id, doc }) => `${id} ${doc._rev}`).sort(),
  );
  const view = await ask<{ rows: { id: string; key: number }[] }>(url, 'GET', '/medic/_design/v/_view/by_n');
  expect(view.rows.every(({ id, key }) => stored.get(id)?.n === key)).to.equal(true);
  expect(view.rows).to.have.length(rows.length - 1);
}

const generation = (rev = '0-') => Number.parseInt(rev, 10);

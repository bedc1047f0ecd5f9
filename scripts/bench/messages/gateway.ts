import { reportIdOf } from '@rounds/api/messages/inbox.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { type World, world } from '../../../test/world.ts';
import { codeOf, district, phoneOf, seed } from './village.ts';

/** How many messages come in one request, and what part of all messages is sent so. */
const batches = [
  { size: 1, part: 0.02 },
  { size: 25, part: 0.1 },
  { size: 100, part: 0.2 },
  { size: Number.POSITIVE_INFINITY, part: 1 },
];

/** Figures of one run, per second, by what was done. */
export type Rates = Map<string, number>;

const poll = async (rounds: World, body: object): Promise<void> => {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await rounds.fetch('/api/sms', init);
  if (!response.ok) throw new Error(`/api/sms: ${response.status} ${await response.text()}`);
  await response.arrayBuffer();
};

const pagesOf = <T>(list: readonly T[], size: number): T[][] => {
  const step = Math.min(size, list.length);
  return Array.from({ length: Math.ceil(list.length / step) }, (_, page) => list.slice(page * step, (page + 1) * step));
};

const perSecond = async (count: number, work: () => Promise<void>): Promise<number> => {
  const start = performance.now();
  await work();
  return count / ((performance.now() - start) / 1000);
};

/** @throws Error unless every tenth report, at least, is stored, registered and scheduled */
const checkRegistered = async (rounds: World, refs: readonly string[]): Promise<void> => {
  const ids = refs.filter((_, at) => at % 10 === 0).map(reportIdOf);
  const reports = await rounds.store().getMany<Report>(ids);
  const wrong = reports.find(report => !report || (report.errors?.length ?? 0) > 0 || !report.scheduled_tasks?.length);
  if (wrong !== undefined)
    throw new Error([`A message was not registered: ${JSON.stringify(wrong)}`, ...rounds.api.lastLines()].join('\n  '));
};

/** Uuids of the messages in a state. */
const uuidsIn = async (main: Store, state: string, limit: number): Promise<string[]> => {
  const rows = await main.query<{ uuid?: string }>('medic/messages_by_state', {
    startKey: [state],
    endKey: [state, {}],
    limit,
  });
  return rows.flatMap(({ value }) => value.uuid ?? []);
};

/**
 * Registrations of pregnancies come in by SMS: each is read, judged, stored with eleven reminders, and answered. Then a
 * gateway tells what became of the answers.
 * @param most how many come in one request at most
 */
export const gatewayRates = async (most: number, say: (text: string) => void): Promise<Rates> => {
  const rounds = await world({ sentinel: false });
  try {
    const main = rounds.store();
    const counts = batches.map(({ part }) => Math.max(1, Math.round(most * part)));
    await seed(main, district(counts.reduce((sum, count) => sum + count, 0)));
    const rates: Rates = new Map();
    let person = 0;
    for (const [index, { size }] of batches.entries()) {
      const messages = Array.from({ length: counts[index]! }, () => {
        const who = person;
        person += 1;
        return { id: `gateway-${who}`, from: phoneOf(who), content: `P ${codeOf(who)} 4` };
      });
      const asked = size === Number.POSITIVE_INFINITY ? messages.length : size;
      say(`${messages.length} messages, ${asked} a request`);
      // The views as they are when nothing was written for a while.
      await poll(rounds, {});
      const rate = await perSecond(messages.length, async () => {
        for (const page of pagesOf(messages, size)) await poll(rounds, { messages: page });
      });
      rates.set(`messages in, ${asked.toLocaleString('en')} a request: stored, read, registered`, rate);
      await checkRegistered(
        rounds,
        messages.map(({ id }) => id),
      );
    }
    const uuids = (await uuidsIn(main, 'pending-or-forwarded', most * 4)).slice(0, most);
    for (const { size, status } of [
      { size: 25, status: 'SENT' },
      { size: uuids.length, status: 'DELIVERED' },
    ]) {
      say(`${uuids.length} updates, ${size} a request`);
      const updates = uuids.map(id => ({ id, status }));
      const rate = await perSecond(updates.length, async () => {
        for (const page of pagesOf(updates, size)) await poll(rounds, { updates: page });
      });
      rates.set(`states of messages, ${size.toLocaleString('en')} a request`, rate);
    }
    const delivered = await uuidsIn(main, 'delivered', most * 4);
    if (delivered.length !== uuids.length)
      throw new Error(`${delivered.length} of ${uuids.length} messages are delivered`);
    return rates;
  } finally {
    await rounds.close();
  }
};

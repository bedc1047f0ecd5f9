import { expect } from 'chai';
import { type HeldReply, hold, oldAfter, readHeld } from '../../../../webapp/data/console/held.ts';
import { type HeldNews, openHeldReplies } from '../../../../webapp/data/console/held-replies.ts';
import type { Message } from '../../../../webapp/data/console/talks.ts';
import type { SyncState } from '../../../../webapp/data/replicate/sync-state.ts';
import { PouchDB } from '../../../pouchdb.ts';
import { until } from '../../../world.ts';

const written = 1_000_000;
const reply = (id: string, whom: string, more: Partial<HeldReply> = {}): HeldReply => ({
  ...{ id, with: whom, text: `To ${whom}`, recipient: { person: { id: whom }, phone: '+255700000111' } },
  ...{ beside: {}, at: written, seen: written - 5 },
  ...more,
});
const answer = (name: string): Message => ({
  ...({ key: 'd/u', doc: 'd', text: 'Done' } as Message),
  ...{ at: written + 1, incoming: false, by: { name } },
});

describe('Replies that wait for a network', () => {
  let db: PouchDB.Database;
  beforeEach(() => {
    db = new PouchDB(`held-${crypto.randomUUID()}`, { adapter: 'memory' });
  });
  afterEach(() => db.destroy());

  /** An app on this device, as long as it runs. */
  const app = (said: Record<string, Message[] | undefined> = {}) => {
    const events = new EventTarget();
    const ended = new AbortController();
    const sent: HeldReply[] = [];
    const news: HeldNews[] = [];
    const phone = { now: written + 60_000, fails: false, state: { contact: 'offline', lastSynced: 0 } as SyncState };
    const held = openHeldReplies(
      {
        ...{ db, user: 'peter', clock: () => phone.now },
        sync: {
          state: () => phone.state,
          onChange: (listener, signal) => events.addEventListener('sync', listener, { signal }),
        },
        newest: async whom => (whom in said ? said[whom] : []),
        write: async one => {
          if (phone.fails) throw new Error('the disk is full');
          sent.push(one);
        },
      },
      ended.signal,
    );
    held.onChange(one => void news.push(one), ended.signal);
    return {
      ...{ held, sent, news, phone },
      network: (contact: SyncState['contact'] = 'ok') => {
        phone.state = { ...phone.state, contact, lastSynced: phone.state.lastSynced + 1 };
        events.dispatchEvent(new Event('sync'));
      },
      close: () => ended.abort(),
    };
  };
  const ids = (all: readonly { reply: HeldReply }[]) => all.map(one => one.reply.id);

  it('go to all conversations as soon as the server answers, whichever page is open', async () => {
    const { held, sent, network } = app();
    await held.hold(reply('a', 'asha'));
    await held.hold(reply('b', 'group-1'));
    network('unreachable');
    network();
    await until('both have gone', () => sent.length === 2);
    await until('none waits', () => held.all().length === 0);
    expect([sent.map(({ id }) => id), await readHeld(db)]).to.deep.equal([['a', 'b'], []]);
  });

  it('go the next time the app runs, and each once although the server answers again and again', async () => {
    await hold(db, reply('a', 'asha'));
    const { sent, network, held } = app();
    for (let time = 0; time < 5; time++) network();
    await until('it has gone', () => sent.length > 0);
    network();
    await until('none waits', () => held.all().length === 0);
    expect(sent.map(({ id }) => id)).to.deep.equal(['a']);
  });

  it('wait for a look where a colleague answered, and where they became old; the others go', async () => {
    const { held, sent, news, network, phone } = app({ asha: [answer('rehema')] });
    await held.hold(reply('a', 'asha'));
    await held.hold(reply('old', 'baraka', { at: phone.now - oldAfter - 1 }));
    await held.hold(reply('over', 'neema', { beside: { due: new Date(phone.now - 1).toISOString() } }));
    await held.hold(reply('c', 'group-1'));
    network();
    await until('one has gone', () => sent.length === 1);
    await until('three ask', () => held.all().every(({ ask }) => ask));
    expect(held.all().map(({ ask }) => ask)).to.deep.equal([
      { why: 'answered', by: 'rehema' },
      { why: 'old' },
      { why: 'old' },
    ]);
    expect(news.flatMap(({ asked }) => ids(asked))).to.deep.equal(['a', 'old', 'over']);
    network();
    await held.send('over');
    expect(sent.map(({ id, beside }) => [id, beside])).to.deep.equal([
      ['c', {}],
      ['over', {}],
    ]);
    await held.giveUp('a');
    expect(ids(held.all())).to.deep.equal(['old']);
    // What was asked once is not said to be new again.
    expect(news.flatMap(({ asked }) => asked)).to.have.length(3);
  });

  it('wait on where nobody can tell yet what was said, and where they cannot be written', async () => {
    const { held, sent, network, phone } = app({ asha: undefined });
    await held.hold(reply('a', 'asha'));
    await held.hold(reply('b', 'group-1'));
    phone.fails = true;
    network();
    await held.giveUp('none');
    expect([ids(held.all()), sent]).to.deep.equal([['a', 'b'], []]);
    expect((await readHeld(db)).map(({ id }) => id)).to.deep.equal(['a', 'b']);
    phone.fails = false;
    network();
    await until('the one has gone', () => sent.length === 1);
  });

  it('are kept of two windows that write at once', async () => {
    const [one, other] = [app(), app()];
    const names = Array.from({ length: 6 }, (_, at) => `r${at}`);
    await Promise.all(names.map((id, at) => [one, other][at % 2]!.held.hold(reply(id, 'asha'))));
    expect((await readHeld(db)).map(({ id }) => id).sort()).to.deep.equal(names);
  });
});

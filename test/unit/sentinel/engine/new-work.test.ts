import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc } from '@rounds/ddocs/documents/infodocs.ts';
import { pouchStore } from '@rounds/ddocs/store/pouch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { viewMaps } from '@rounds/ddocs/store/view-maps.ts';
import { change, type EffectKind, together } from '@rounds/sentinel/engine/effects.ts';
import { openEngine } from '@rounds/sentinel/engine/engine.ts';
import type { Fact } from '@rounds/sentinel/engine/fact.ts';
import { now } from '@rounds/sentinel/engine/given.ts';
import type { Kind } from '@rounds/sentinel/engine/kind.ts';
import type { Lookup } from '@rounds/sentinel/engine/lookup.ts';
import { type Asked, type Needs, rule, type Seen } from '@rounds/sentinel/engine/rule.ts';
import { expect } from 'chai';
import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';
import { wednesday } from './sentinel-in-memory.ts';

PouchDB.plugin(memory);

// Everything that a new work brings is in this file: a kind of document, a look-up, facts, an effect, a rule.

/** That somebody belongs to a group. */
interface Membership extends Doc {
  type: 'membership';
  group: string;
  seat?: number;
}

const aMembership: Kind<Membership> = {
  name: 'membership',
  recognises: (doc): doc is Membership => doc.type === 'membership',
};

/** Ids of the memberships of all groups. */
const allMemberships: Lookup<'membership', string> = {
  keyOf: type => type,
  ask: async ([type], { main }) => {
    const rows = await main.query('medic-client/doc_by_type', { key: [type!], limit: 1000 });
    return rows.map(({ id }) => [type!, id]);
  },
  noted: doc => (doc.type === 'membership' ? [['membership', doc._id]] : []),
};

/** Memberships of the same group, this one among them. */
const fellows: Fact<Membership, readonly Membership[]> = {
  look: (_, want) => {
    for (const id of want.rows(allMemberships, 'membership') ?? []) want.doc(id);
  },
  read: ({ group }, { lookups, docs }) =>
    [...new Set(lookups.find(allMemberships, 'membership') ?? [])]
      .map(id => docs.get(id) as Membership)
      .filter(one => one.group === group),
};

/** The name of a group; `needs` says of which. */
const groupName: Fact<Membership, string, string> = {
  look: (_, want, id) => {
    want.doc(id);
  },
  read: (_, { docs }, id) => String(docs.get(id)?.name),
};

const welcomed: string[] = [];
/** Newcomers of a batch are welcomed together. */
const welcome: EffectKind<string> = {
  name: 'welcome',
  carryOut: async names => {
    welcomed.push(names.join(' and '));
  },
};

/** Gives each member of a group the next free seat. */
const seating = rule({
  name: 'seating',
  on: aMembership,
  reads: { fellows, groupName },
  needs: ({ group }) => ({ groupName: group }),
  concerns: ({ seat }) => seat === undefined,
  run: (membership, seen) => {
    const seat = seen.fellows.filter(one => one.seat !== undefined).length + 1;
    return [
      change<Membership>(membership._id, doc => (doc.seat === undefined ? { ...doc, seat } : doc)),
      together(welcome, `${membership._id} to ${seen.groupName}`),
    ];
  },
});

/** Whether a type has a property: what is false here does not compile in a rule. */
type Has<T, Name extends string> = Name extends keyof T ? true : false;

describe('A new work of the sentinel', () => {
  let [main, side]: Store[] = [];
  let close: () => Promise<unknown>;
  beforeEach(() => {
    const [mainDb, sideDb] = [1, 2].map(() => new PouchDB(`work-${crypto.randomUUID()}`, { adapter: 'memory' }));
    [main, side] = [mainDb, sideDb].map(db => pouchStore(db!, viewMaps()));
    close = () => Promise.all([mainDb!.destroy(), sideDb!.destroy()]);
    welcomed.length = 0;
  });
  afterEach(() => close());

  const settle = async (): Promise<number> => {
    const { settings } = parseSettings({});
    const engine = openEngine(
      { phases: [[seating]] },
      { main: main!, side: side!, programme: () => ({ settings, words: {} }), now: () => wednesday },
    );
    const { changes } = await main!.changes({ since: '0', limit: 100, docs: true });
    return engine.settle(changes);
  };
  const join = (_id: string, group: string): Membership => ({ _id, type: 'membership', group });

  it('A work is settled by the engine, which knows nothing of it: its documents, look-ups, facts and effects', async () => {
    await main!.write([
      { _id: 'red', type: 'group', name: 'Red' },
      { _id: 'blue', type: 'group', name: 'Blue' },
      { ...join('old', 'red'), seat: 1 } as Doc,
      ...['ann', 'ben'].map(id => join(id, 'red')),
      join('cal', 'blue'),
    ]);
    await settle();
    const docs = await main!.getMany<Membership>(['ann', 'ben', 'cal']);
    expect(docs.map(doc => doc?.seat)).to.deep.equal([2, 3, 1]);
    expect(welcomed).to.deep.equal(['ann to Red and ben to Red and cal to Blue']);
    const info = await side!.get<InfoDoc>('ann-info');
    expect(Object.keys(info?.transitions ?? {})).to.deep.equal(['seating']);
    await settle();
    expect(welcomed, 'each is settled once').to.have.length(1);
  });

  it('A work asks for what its facts look for in few requests, however many documents there are', async () => {
    await main!.write(Array.from({ length: 50 }, (_, n) => join(`member ${n}`, `group ${n % 5}`)));
    const asked: string[] = [];
    const real = main!;
    main = {
      ...real,
      query: (view, options) => {
        asked.push(view);
        return real.query(view, options);
      },
      getMany: (ids, options) => {
        if (ids.length > 0) asked.push('documents');
        return real.getMany(ids, options);
      },
    };
    await settle();
    // The groups, which nobody has stored, are asked for together with the memberships.
    expect(asked.sort()).to.deep.equal(['documents', 'medic-client/doc_by_type']);
  });

  it('A rule sees the facts that it names and no others, and must ask where a fact wants to be asked', () => {
    const reads = { fellows, now };
    const seen: { fellows: Has<Seen<typeof reads>, 'fellows'>; settings: Has<Seen<typeof reads>, 'settings'> } = {
      fellows: true,
      settings: false,
    };
    const asks: {
      silent: Has<Asked<typeof reads>, 'fellows'>;
      asking: Has<Asked<{ groupName: typeof groupName }>, 'groupName'>;
    } = {
      silent: false,
      asking: true,
    };
    type MayLeaveOut<Named> = Record<string, never> extends Needs<Membership, Named> ? true : false;
    const mayLeaveOut: { silent: MayLeaveOut<typeof reads>; asking: MayLeaveOut<{ groupName: typeof groupName }> } = {
      silent: true,
      asking: false,
    };
    // The compiler has said so already.
    expect([seen, asks, mayLeaveOut]).to.have.length(3);
  });
});

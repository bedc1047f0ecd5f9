import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { aya, ben, lineage, type Person, people, report, type Village, village } from './village.ts';

const phones: Record<string, string> = { nia: '+254711000001', sam: '+254711000002', 'aya-person': '+254711000003' };
/** Chats of nia: one in which she is written to, and one that she has blocked; and one of somebody else's. */
const [open, blocked, foreign] = ['a', 'b', 'c'].map(letter => `chat:${letter.repeat(22)}`);
const addresses = [{ address: open }, { address: blocked, blocked: true }];
const withPhones = people
  .filter(({ _id }) => _id in phones)
  .map((doc): Doc => ({ ...doc, phone: phones[doc._id], ...(doc._id === 'nia' ? { addresses } : {}) }));

/** A message that somebody typed, one task for each receiver. */
const typed = (_id: string, to: readonly { to: string; contact?: string }[], more: object = {}): Doc => ({
  ...{ _id, type: 'data_record', kujua_message: true, contact: lineage(...aya), reported_date: 1_700_000_000_000 },
  tasks: to.map(({ to, contact }, at) => ({
    state: 'pending',
    messages: [{ uuid: `${_id}-${at}`, to, message: 'hello', ...(contact ? { contact: { _id: contact } } : {}) }],
  })),
  ...more,
});

const inNorth = lineage('north-clinic', 'north', 'district');

describe('who may do what never hangs on what the one who asks wrote', function () {
  this.timeout(120_000);
  let place: Village;
  let person: Person;

  before(async () => {
    place = await village({
      docs: [
        ...withPhones,
        report('by-code', '20015', ben, { fields: { note: 'of the south' } }),
        report('of-nia', '10018', aya, {
          tasks: [
            { state: 'failed', messages: [{ uuid: 'failed-1', to: phones['aya-person'], message: 'Thank you' }] },
            { state: 'sent', messages: [{ uuid: 'sent-1', to: phones['aya-person'], message: 'Thank you' }] },
          ],
          scheduled_tasks: [
            {
              state: 'muted',
              due: 4_000_000_000_000,
              group: 1,
              type: 'anc',
              translation_key: 'anc',
              recipient: 'clinic',
            },
            { state: 'cleared', due: 4_000_000_000_000, group: 2, type: 'anc', translation_key: 'anc' },
          ],
        }),
      ],
      settings: {
        replication_depth: [{ role: 'chw', depth: 10, replicate_primary_contacts: true }],
        registrations: [
          {
            form: 'child',
            events: [{ name: 'on_create', trigger: 'add_patient', params: { parent_id: 'household' } }],
          },
        ],
      },
    });
    person = await place.login('aya');
  });
  after(() => place?.close());

  it('a report is not made one that was said in a chat: its group would decide who sees it', async () => {
    const olga = await place.login('olga');
    const said = { ...report('said', 'nia', aya), chat_message: { group: 'south-clinic', kind: 'text' } };
    for (const who of [person, olga]) {
      expect((await who.ask('/medic/said', { method: 'PUT', body: said })).status).to.equal(403);
      const { body } = await who.ask('/medic/_bulk_docs', { body: { docs: [said] } });
      expect(body[0].error).to.equal('forbidden');
    }
    expect((await place.admin.ask('/medic/said', { method: 'PUT', body: said })).status).to.equal(201);
  });

  it('a task or target under an id that tells that it is of another user is refused, by every door', async () => {
    const [mine, other] = [`org.couchdb.user:${place.user('aya')}`, `org.couchdb.user:${place.user('ben')}`];
    for (const [user, taken] of [
      [other, false],
      [mine, true],
    ] as const)
      for (const doc of [
        { _id: `task~${user}~visit~1`, type: 'task', user: mine },
        { _id: `target~2026-11~ben-person~${user}`, type: 'target', owner: 'aya-person', user: mine },
        { ...report(`task~${user}~visit~2`, 'nia', aya) },
      ]) {
        const put = await person.ask(`/medic/${encodeURIComponent(doc._id)}`, { method: 'PUT', body: doc });
        expect(put.status, doc._id).to.equal(taken ? 201 : 403);
        const replica = {
          ...doc,
          _id: doc._id.replace('-11', '-12').replace('visit', 'other'),
          _rev: '1-abc',
          _revisions: { start: 1, ids: ['abc'] },
        };
        const sent = await person.ask('/medic/_bulk_docs', { body: { docs: [replica], new_edits: false } });
        expect(sent.body, doc._id).to.have.length(taken ? 0 : 1);
      }
  });

  it('what has doors of its own is that by its id: an officer who gives something the same type makes none', async () => {
    const olga = await place.login('olga');
    const run = {
      type: 'run',
      state: 'open',
      contact: 'nia',
      what: { dialogue: 'd' },
      derived: { campaign: 'campaign:x' },
    };
    const docs = [
      { _id: 'x-run', ...run, events: [{ id: 'e' }] },
      { _id: 'x-follow', type: 'event-follow', what: 'all', address: foreign, since: '2026-01-01' },
      { _id: 'x-to', type: 'recipient', campaign: 'campaign:x', state: 'waits' },
      {
        _id: 'x-event',
        type: 'event',
        start: '2026-01-01',
        state: 'approved',
        reminders: [{ state: 'planned', due: 1 }],
      },
      { _id: 'x-review', type: 'review', state: 'open', kind: 'volunteer' },
      { _id: 'x-dispatch', type: 'dispatch', state: 'new', help: { beneficiary: 'nia' } },
      { _id: 'x-flag', type: 'flag', user: 'aya', at: 1, message: 'm' },
    ];
    const { body } = await olga.ask('/medic/_bulk_docs', { body: { docs } });
    expect(body.map(({ ok }: { ok?: boolean }) => ok)).to.deep.equal(docs.map(() => true));
    const views = [
      ...(['medic-campaigns/had', 'medic-campaigns/recipients', 'medic-events/events', 'medic-runs/runs'] as const),
      ...(['medic-progress/stopped_at', 'medic-review/reviews', 'medic-talk/flags'] as const),
      'medic-dispatch/dispatches' as const,
    ];
    for (const view of views) expect(await place.main.query(view, { limit: 10 }), view).to.deep.equal([]);
  });

  /** Why a document is not taken, by every door alike; undefined where it is. Nothing of what is refused is stored. */
  const refusedFor = async (who: Person, doc: Doc): Promise<string | undefined> => {
    const stored = await place.main.get(doc._id);
    const current = { ...doc, ...(stored ? { _rev: stored._rev } : {}) };
    const { body: rows } = await who.ask('/medic/_bulk_docs', { body: { docs: [current] } });
    if (rows[0].ok) return undefined;
    const replica = {
      ...doc,
      _rev: '9-abcdef',
      _revisions: { start: 9, ids: ['abcdef', stored?._rev?.split('-')[1] ?? 'abc'] },
    };
    const { body: replicas } = await who.ask('/medic/_bulk_docs', { body: { docs: [replica], new_edits: false } });
    const put = await who.ask(`/medic/${encodeURIComponent(doc._id)}`, { method: 'PUT', body: current });
    const post = await who.ask('/medic', { body: current });
    expect([replicas[0]?.error, put.status, post.status], doc._id).to.deep.equal(['forbidden', 403, 403]);
    expect(await place.main.get(doc._id)).to.deep.equal(stored);
    return rows[0].reason;
  };
  const stored = async (id: string): Promise<Doc> => {
    const { _rev, ...doc } = (await place.main.get(id))!;
    return doc as Doc;
  };

  describe('short codes', () => {
    it('refuses a new person with the code of somebody else, and shows nothing of hers', async () => {
      const thief = { _id: 'a-thief', type: 'person', name: 'x', patient_id: '20015', parent: inNorth };
      expect(await refusedFor(person, thief)).to.match(/"20015" .*another/);
      expect((await person.ask('/medic/by-code')).status).to.equal(404);
    });

    it('refuses that somebody takes the code of another, or a place that of a person', async () => {
      expect(await refusedFor(person, { ...(await stored('noah')), patient_id: '20015' })).to.match(/another/);
      expect(await refusedFor(person, { ...(await stored('noah')), place_id: '20015' })).to.match(/another/);
      expect(await refusedFor(person, { ...(await stored('noah')), patient_id: 20015 })).to.match(/another/);
    });

    it('refuses a code that nobody has yet: the server hands them out', async () => {
      const own = { _id: 'own-code', type: 'person', name: 'x', patient_id: '77777', parent: inNorth };
      expect(await refusedFor(person, own)).to.match(/server gives short codes/);
    });

    it('takes whole contacts with the code that they have, and one that lost it on the way', async () => {
      expect(await refusedFor(person, { ...(await stored('nia')), name: 'Nia' })).to.equal(undefined);
      const { patient_id: _, ...without } = await stored('nia');
      expect(await refusedFor(person, without as Doc)).to.equal(undefined);
      await place.put({ ...(await stored('nia')), patient_id: '10018' });
    });

    it('takes the code that the server gave to this very contact', async () => {
      await place.sentinel.write([{ _id: 'short-code:30003', type: 'short-code', cause: 'given' }]);
      const given = { _id: 'given', type: 'person', name: 'x', patient_id: '30003', parent: inNorth };
      expect(await refusedFor(person, { ...given, _id: 'not-given' })).to.match(/another/);
      expect(await refusedFor(person, given)).to.equal(undefined);
    });

    it('takes duplicates that an administrator uploads', async () => {
      const twin = { _id: 'a-twin', type: 'person', name: 'x', patient_id: '30003', parent: inNorth };
      expect(await refusedFor(place.admin, twin)).to.equal(undefined);
    });
  });

  describe('scope', () => {
    it('refuses somebody from elsewhere as primary contact, and shows nothing of him', async () => {
      const north = { ...(await stored('north')), contact: { _id: 'sam' } };
      expect(await refusedFor(person, north)).to.match(/"sam"/);
      expect((await person.ask('/medic/sam')).status).to.equal(404);
      const household = { _id: 'h1', type: 'clinic', name: 'x', parent: lineage('north', 'district'), contact: 'sam' };
      expect(await refusedFor(person, household)).to.match(/"contact"/);
      const linked = { ...(await stored('noah')), linked_docs: { mother: 'sam', other: { _id: 'sue' } } };
      expect(await refusedFor(person, linked)).to.match(/"sam"/);
    });

    it('takes one of her own as primary contact, also one who comes with the place', async () => {
      const household = {
        _id: 'h2',
        type: 'clinic',
        name: 'x',
        parent: lineage('north', 'district'),
        contact: lineage('h2-head', 'h2', 'north', 'district'),
      };
      const head = { _id: 'h2-head', type: 'person', name: 'x', parent: lineage('h2', 'north', 'district') };
      const { body } = await person.ask('/medic/_bulk_docs', { body: { docs: [household, head] } });
      expect(body.map(({ ok }: { ok?: boolean }) => ok)).to.deep.equal([true, true]);
      expect(await refusedFor(person, { ...household, contact: { _id: 'noah' } })).to.equal(undefined);
    });

    it('shows a primary contact who lives elsewhere, and lets nobody there change, move or delete her', async () => {
      await place.put({ ...(await stored('north')), contact: { _id: 'sue' } });
      await place.heard();
      const { body: sue } = await person.ask('/medic/sue');
      expect(sue.name).to.equal('sue');
      expect(await refusedFor(person, { ...(await stored('sue')), name: 'renamed' })).to.match(/elsewhere/);
      expect(await refusedFor(person, { ...(await stored('sue')), parent: inNorth })).to.match(/elsewhere/);
      const { status } = await person.ask(`/medic/sue?rev=${sue._rev}`, { method: 'DELETE' });
      expect(status).to.equal(403);
      expect(await refusedFor(person, { ...(await stored('north')), name: 'North' })).to.equal(undefined);
      await place.put({ ...(await stored('north')), contact: { _id: 'aya-person' } });
      await place.heard();
    });

    for (const [title, doc] of [
      ['a second subject', report('m1', 'nia', aya, { fields: { place_id: 'south-clinic' } })],
      [
        'the household that it registers into',
        report('m2', undefined, aya, { form: 'child', fields: { household: 'south-clinic' } }),
      ],
    ] as [string, Doc][])
      it(`refuses a report that names a place outside her own as ${title}`, async () => {
        expect(await refusedFor(person, doc)).to.match(/outside your places/);
      });

    it('takes a report that registers into a household of her own', async () => {
      const doc = report('m3', undefined, aya, { form: 'child', fields: { household: 'north-clinic' } });
      expect(await refusedFor(person, doc)).to.equal(undefined);
    });
  });

  describe('hierarchy', () => {
    it('refuses that she moves, frees or deletes her own place', async () => {
      const north = await stored('north');
      expect(await refusedFor(person, { ...north, parent: lineage('south', 'district') })).to.match(/your own place/i);
      const { parent: _, ...top } = north;
      expect(await refusedFor(person, top as Doc)).to.match(/your own place/i);
      const { _rev } = (await place.main.get('north'))!;
      expect((await person.ask(`/medic/north?rev=${_rev}`, { method: 'DELETE' })).status).to.equal(403);
    });

    const stray: [string, Doc][] = [
      [
        'a household below a person',
        { _id: 't1', type: 'clinic', name: 'x', parent: lineage('noah', 'north-clinic', 'north', 'district') },
      ],
      [
        'a person below a report',
        { _id: 't2', type: 'person', name: 'x', parent: lineage('of-nia', 'north', 'district') },
      ],
      ['a health center below a household', { _id: 't3', type: 'health_center', name: 'x', parent: inNorth }],
    ];
    for (const [title, doc] of stray)
      it(`refuses ${title}, whoever writes it`, async () => {
        for (const who of [person, await place.login('olga'), place.admin])
          expect(await refusedFor(who, doc), who.name).to.match(/may not stand/);
      });

    it('refuses a lineage that is not that of the parent', async () => {
      for (const parent of [
        lineage('north-clinic', 'south', 'district'),
        lineage('north-clinic', 'north', 'district', 'south'),
        lineage('north-clinic', 'north'),
        lineage('nowhere', 'north', 'south'),
      ]) {
        const doc = { _id: 'l1', type: 'person', name: 'x', parent };
        expect(await refusedFor(person, doc), JSON.stringify(parent)).to.match(/places above/);
      }
      const signed = report('l2', undefined, ['aya-person', 'south', 'district'], { fields: { needs_signoff: true } });
      expect(await refusedFor(person, signed)).to.match(/places above/);
    });

    it('refuses people below a place that the same batch may not make', async () => {
      const docs = [
        { _id: 'b1', type: 'clinic', name: 'x', parent: lineage('noah', 'north-clinic', 'north', 'district') },
        { _id: 'b2', type: 'person', name: 'x', parent: lineage('b1', 'noah', 'north-clinic', 'north', 'district') },
      ];
      const { body } = await person.ask('/medic/_bulk_docs', { body: { docs } });
      expect(body[0].error).to.equal('forbidden');
    });

    it('takes an edit of a contact whose lineage was odd before', async () => {
      const odd = { _id: 'odd', type: 'person', name: 'x', parent: lineage('north-clinic', 'north', 'old-district') };
      await place.put(odd);
      expect(await refusedFor(person, { ...odd, name: 'y' })).to.equal(undefined);
    });
  });

  describe('what only the server says of a contact', () => {
    const chat = `chat:${'k'.repeat(22)}`;
    const paused = { state: 'paused', since: 2000, by: 'consent:nia:1' };
    /** A revision of a phone that was away: it stands beside what is stored. */
    const branch = async (doc: Doc): Promise<boolean> => {
      const replica = { ...doc, _rev: '1-fade', _revisions: { start: 1, ids: ['fade'] } };
      const { body } = await person.ask('/medic/_bulk_docs', { body: { docs: [replica], new_edits: false } });
      return body.length === 0;
    };

    it('refuses the chat of another, by which she would read and speak in his name', async () => {
      await place.put({ ...(await stored('sam')), addresses: [{ address: chat }] });
      const taken = [{ address: chat }];
      expect(await refusedFor(person, { ...(await stored('noah')), addresses: taken })).to.match(
        /linked from the chat/,
      );
      const fresh = { _id: 'a-fresh', type: 'person', name: 'x', parent: inNorth, addresses: taken };
      expect(await refusedFor(person, fresh)).to.match(/linked from the chat/);
      expect(await branch({ ...(await stored('noah')), addresses: taken })).to.equal(false);
      expect(await refusedFor(person, { ...(await stored('noah')), addresses: [{ address: '+254711' }] })).to.equal(
        undefined,
      );
    });

    it('refuses that she lets somebody take part again who said no, and takes an older revision of a phone', async () => {
      await place.put({ ...(await stored('nia')), participation: paused });
      const { participation: _, ...nia } = await stored('nia');
      for (const participation of [
        { ...paused, state: 'active' },
        { ...paused, state: 'active', since: 3000 },
        undefined,
      ])
        expect(await refusedFor(person, { ...nia, ...(participation ? { participation } : {}) } as Doc)).to.match(
          /participation/,
        );
      expect(await branch({ ...nia, participation: { ...paused, state: 'active', since: 3000 } } as Doc)).to.equal(
        false,
      );
      expect(await branch({ ...nia, participation: { ...paused, state: 'active', since: 1000 } } as Doc)).to.equal(
        true,
      );
      expect(await refusedFor(person, { ...(await stored('nia')), name: 'Nia' })).to.equal(undefined);
    });

    it('refuses that she makes somebody a volunteer, who would read where others live', async () => {
      const volunteer = { status: 'active' };
      expect(await refusedFor(person, { ...(await stored('noah')), volunteer })).to.match(/can_manage_dispatch/);
      expect(await branch({ ...(await stored('noah')), volunteer })).to.equal(false);
      await place.put({ ...(await stored('noah')), volunteer });
      expect(await refusedFor(person, { ...(await stored('noah')), name: 'Noah' })).to.equal(undefined);
    });
  });

  describe('authors', () => {
    it('refuses a report in the name of somebody outside her places, though it is about one of hers', async () => {
      expect(await refusedFor(person, report('a1', 'nia', ben))).to.match(/in the name of/);
      expect(await refusedFor(person, { ...(await stored('of-nia')), contact: lineage(...ben) })).to.match(
        /in the name of/,
      );
      expect(
        await refusedFor(person, typed('a2', [{ to: phones.nia!, contact: 'nia' }], { contact: lineage(...ben) })),
      ).to.match(/in the name of/);
    });

    it('takes her own, those for one of hers, and edits of what others wrote about hers', async () => {
      expect(await refusedFor(person, report('a3', 'nia', aya))).to.equal(undefined);
      expect(await refusedFor(person, report('a4', 'nia', ['noah', 'north-clinic', 'north', 'district']))).to.equal(
        undefined,
      );
      await place.put(report('a5', 'nia', ben));
      expect(await refusedFor(person, { ...report('a5', 'nia', ben), verified: true })).to.equal(undefined);
    });

    it('refuses the number of a stranger as that of the sender, whom answers would go to', async () => {
      const sms = { ...report('a6', 'nia', aya), from: '+4479000000', content_type: undefined } as unknown as Doc;
      expect(await refusedFor(person, sms)).to.match(/"from"/);
      const incoming = { ...report('a7', 'nia', aya), sms_message: { from: '+4479000000', message: 'P' } };
      expect(await refusedFor(person, incoming)).to.match(/"sms_message"/);
      expect(await refusedFor(person, { ...report('a8', 'nia', aya), from: '0711000003' })).to.equal(undefined);
    });
  });

  describe('messages', () => {
    const task = (state: string) => ({ state, messages: [{ uuid: `x-${state}`, to: '+4479000000', message: 'Win!' }] });
    for (const state of ['pending', 'forwarded-to-gateway', 'scheduled', 'failed', 'muted'])
      it(`refuses a message in the state ${state} on a report, a person and the settings of a user`, async () => {
        expect(await refusedFor(person, report(`s-${state}`, 'nia', aya, { tasks: [task(state)] }))).to.match(
          /message/,
        );
        expect(await refusedFor(person, report(`d-${state}`, 'nia', aya, { scheduled_tasks: [task(state)] }))).to.match(
          /message/,
        );
        if (state === 'failed' || state === 'muted') return;
        expect(await refusedFor(person, { ...(await stored('noah')), tasks: [task(state)] })).to.match(/message/);
        const own = await stored(`org.couchdb.user:${person.name}`);
        expect(await refusedFor(person, { ...own, scheduled_tasks: [task(state)] } as Doc)).to.match(/message/);
      });

    it('refuses what a typed message does beside its words: a press on it would be that of who trusts the server', async () => {
      const toChat = { to: open!, message: 'See the photo', contact: { _id: 'nia' } };
      const one = (id: string, chat: object, more: object = {}): Doc =>
        typed(id, [], {
          tasks: [{ state: 'pending', message_class: 'typed', messages: [{ ...toChat, uuid: id, chat }], ...more }],
        });
      for (const [at, chat] of [
        { buttons: [[{ text: 'See the photo', data: 'cmp:yes:abc' }]] },
        { edit: 'failed-1' },
        { files: ['of-nia'] },
        { attachments: [{ name: 5 }] },
        { buttons: 5 },
        { thread: 5 },
        'buttons',
      ].entries())
        expect(await refusedFor(person, one(`b-${at}`, chat as object)), JSON.stringify(chat)).to.match(/message/);
      for (const [at, more] of [
        { message_class: 'urgent' },
        { message_class: 'answer' },
        { gateway_ref: 'r'.repeat(22) },
      ].entries())
        expect(await refusedFor(person, one(`c-${at}`, {}, more)), JSON.stringify(more)).to.match(/message/);
      expect(await refusedFor(person, one('b-own', { reply: 'r'.repeat(22), attachments: ['map.png'] }))).to.equal(
        undefined,
      );
      const later = { state: 'scheduled', type: 'typed', due: '2030-01-01T00:00:00Z', recipient: open };
      const planned = (id: string, chat: object): Doc =>
        typed(id, [], { scheduled_tasks: [{ ...later, messages: [{ ...toChat, uuid: id, chat }] }] });
      expect(await refusedFor(person, planned('l-1', { buttons: [] }))).to.match(/message/);
      expect(await refusedFor(person, planned('l-2', { attachments: ['map.png'] }))).to.equal(undefined);
    });

    it('refuses that she adds buttons, urgency or a reference to what the server says, also to what failed', async () => {
      const messages = [{ uuid: 'w-1', to: open, message: 'Thank you', chat: { reply: 'x' }, contact: { _id: 'nia' } }];
      const waits = { state: 'pending', message_class: 'answer', messages };
      const failed = { state: 'failed', message_class: 'answer', messages: [{ ...messages[0], uuid: 'w-2' }] };
      const muted = { state: 'muted', due: 4_000_000_000_000, group: 1, type: 'anc', recipient: 'clinic' };
      const before = report('w', 'nia', aya, { tasks: [waits, failed], scheduled_tasks: [muted] }) as Doc & {
        tasks: object[];
      };
      await place.put(before);
      const [pressed] = [{ ...messages[0], chat: { buttons: [[{ text: 'Yes', data: 'cmp:yes:abc' }]] } }];
      const repeat = { state: 'pending', again: 'w-2', message_class: 'answer' };
      for (const change of [
        { tasks: [{ ...waits, messages: [pressed] }, failed] },
        { tasks: [{ ...waits, message_class: 'urgent' }, failed] },
        { tasks: [{ ...waits, gateway_ref: 'r'.repeat(22) }, failed] },
        { tasks: [waits, failed, { ...repeat, messages: [{ ...pressed, uuid: 'w-3' }] }] },
        { tasks: [waits, failed, { ...repeat, message_class: 'urgent', messages: [{ ...messages[0], uuid: 'w-3' }] }] },
        { scheduled_tasks: [{ ...muted, message_class: 'urgent' }] },
        { scheduled_tasks: [{ ...muted, messages: [{ uuid: 'w-4', message: 'x', chat: pressed!.chat }] }] },
      ])
        expect(await refusedFor(person, { ...before, ...change }), JSON.stringify(change)).to.match(/message/);
      const taken = [waits, failed, { ...repeat, messages: [{ ...messages[0], uuid: 'w-3' }] }];
      expect(await refusedFor(person, { ...before, tasks: taken })).to.equal(undefined);
    });

    for (const field of ['review', 'booking', 'campaign', 'post'])
      it(`refuses "${field}" on a report: by it the server knows what a press on its message means`, async () => {
        const olga = await place.login('olga');
        const doc = { ...report(`of-${field}`, 'nia', aya), [field]: 'review:erasure:nia' };
        for (const who of [person, olga]) expect(await refusedFor(who, doc)).to.match(/server alone/);
        const own = { ...report(`own-${field}`, 'nia', aya), [field]: { title: 'x' } };
        await place.put(own);
        expect(await refusedFor(person, { ...own, verified: true })).to.equal(undefined);
      });

    it('refuses that a rule’s message goes elsewhere, is said again, or comes back', async () => {
      const before = (await stored('of-nia')) as Doc & { tasks: object[]; scheduled_tasks: object[] };
      const [failed, sent] = before.tasks;
      const [muted, cleared] = before.scheduled_tasks;
      const changes: object[] = [
        { tasks: [failed, { ...sent, state: 'pending' }] },
        { tasks: [failed, { ...sent, messages: [{ uuid: 'sent-1', to: '+4479000000', message: 'x' }] }] },
        {
          tasks: [
            failed,
            sent,
            { state: 'pending', again: 'failed-1', messages: [{ uuid: 'y', to: '+4479000000', message: 'Thank you' }] },
          ],
        },
        {
          tasks: [
            failed,
            sent,
            {
              state: 'pending',
              again: 'failed-1',
              messages: [{ uuid: 'y', to: phones['aya-person'], message: 'Win!' }],
            },
          ],
        },
        { scheduled_tasks: [{ ...muted, state: 'pending' }, cleared] },
        { scheduled_tasks: [{ ...muted, recipient: '+4479000000' }, cleared] },
        { scheduled_tasks: [{ ...muted, messages: [{ uuid: 'z', to: '+4479000000', message: 'x' }] }, cleared] },
        { scheduled_tasks: [muted, { ...cleared, state: 'scheduled' }] },
        { scheduled_tasks: [muted, muted, muted, cleared] },
      ];
      for (const change of changes)
        expect(await refusedFor(person, { ...before, ...change }), JSON.stringify(change)).to.match(/message|phone of/);
    });

    it('takes what a person does by hand: a message sent again, a group brought back, moved and reworded', async () => {
      const before = (await stored('of-nia')) as Doc & { tasks: object[]; scheduled_tasks: object[] };
      const [muted, cleared] = before.scheduled_tasks;
      const again = {
        state: 'pending',
        again: 'failed-1',
        messages: [{ uuid: 'y', to: phones['aya-person'], message: 'Thank you' }],
      };
      const back = {
        ...muted,
        state: 'scheduled',
        due: 4_100_000_000_000,
        planned: 4_000_000_000_000,
        messages: [{ uuid: 'w', to: '', message: 'Come' }],
      };
      const after = { ...before, tasks: [...before.tasks, again], scheduled_tasks: [back, cleared] };
      expect(await refusedFor(person, after as Doc)).to.equal(undefined);
    });

    /** A message that somebody typed for a later day. */
    const later = (id: string, to: string | undefined, task: object = {}): Doc => {
      const { tasks, ...doc } = typed(id, [{ to: to!, contact: 'nia' }]) as Doc & { tasks: object[] };
      const planned = {
        ...tasks[0],
        state: 'scheduled',
        type: 'typed',
        due: '2030-01-01T08:00:00.000Z',
        recipient: to,
      };
      return { ...doc, scheduled_tasks: [{ ...planned, ...task }] };
    };
    const takenAs = async (doc: Doc): Promise<string> => (await refusedFor(person, doc)) ?? 'taken';
    for (const [title, doc, answer] of [
      ['takes one to a chat of the contact whom it names', typed('c1', [{ to: open!, contact: 'nia' }]), /^taken$/],
      ['refuses one to a chat that she has blocked', typed('c2', [{ to: blocked!, contact: 'nia' }]), /phone of/],
      ['refuses one to a chat of somebody else', typed('c3', [{ to: foreign!, contact: 'nia' }]), /phone of/],
      ['refuses one to a chat that names nobody', typed('c4', [{ to: open! }]), /name the contact/],
      ['takes one for later', later('c5', open), /^taken$/],
      ['refuses one for later to somebody else', later('c6', foreign), /phone of/],
      ['refuses one for later that goes elsewhere than it says', later('c7', open, { recipient: foreign }), /message/],
      ['refuses one for later that a rule would make', later('c8', open, { type: 'anc' }), /message/],
    ] as const)
      it(`${title}, where a person typed it`, async () => {
        expect(await takenAs(doc)).to.match(answer);
      });

    it('refuses a typed message to a number that is not that of its contact', async () => {
      expect(await refusedFor(person, typed('t4', [{ to: '+4479000000', contact: 'nia' }]))).to.match(/phone of/);
      expect(await refusedFor(person, typed('t5', [{ to: phones.sam!, contact: 'nia' }]))).to.match(/phone of/);
      expect(await refusedFor(person, typed('t6', [{ to: '+4479000000' }]))).to.be.a('string');
      expect(await refusedFor(person, typed('t7', [{ to: phones.nia!, contact: 'nia' }]))).to.equal(undefined);
      const olga = await place.login('olga');
      expect(await refusedFor(olga, typed('t8', [{ to: '+4479000000', contact: 'nia' }]))).to.match(/phone of/);
      expect(await refusedFor(olga, typed('t9', [{ to: '+4479000000' }]))).to.equal(undefined);
    });
  });
});

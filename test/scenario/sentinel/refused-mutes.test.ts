import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { pouchStore } from '@rounds/ddocs/store/pouch-store.ts';
import { viewMaps } from '@rounds/ddocs/store/view-maps.ts';
import { settleOnDevice } from '@rounds/sentinel/device/settle.ts';
import { expect } from 'chai';
import { contact, district, put, seeded, wait } from '../../faults/district.ts';
import { PouchDB } from '../../pouchdb.ts';

const maps = viewMaps();
const members = ['house', 'ann', 'ben'] as const;
type Portion = readonly ('report' | (typeof members)[number])[];

/** In which portions the documents of a save come to the server. */
const orders: readonly (readonly Portion[])[] = [
  [['house', 'ann', 'ben'], ['report']],
  [['report'], ['house', 'ann', 'ben']],
  [['report', 'house', 'ann', 'ben']],
  [['ann', 'ben'], ['report'], ['house']],
  [['house'], ['report'], ['ann', 'ben']],
  [['ben'], ['house', 'ann'], ['report']],
  [['ben', 'report'], ['ann'], ['house']],
];
const [most] = [Math.max(...orders.map(portions => portions.length))];

/** What is saved on the phone, whether the server takes it, and who is muted before and after. */
const stories = [
  { form: 'mute', taken: false, before: false, after: false },
  { form: 'mute', taken: true, before: false, after: true },
  { form: 'unmute', taken: false, before: true, after: true },
  { form: 'unmute', taken: true, before: true, after: false },
] as const;

for (const killed of [false, true])
  describe(`What a phone muted or unmuted and the server may refuse${killed ? ', the sentinel killed again and again' : ''}`, () => {
    const homes = stories.flatMap((story, at) =>
      orders.map((portions, order) => ({ ...story, portions, id: `s${at}-o${order}` })),
    );
    const idOf = (home: string, who: string) => `${home}-${who}`;
    const due = new Date(Date.now() + 90 * 86_400_000).toISOString();
    let rounds: Awaited<ReturnType<typeof district>>;
    before(async function () {
      this.timeout(120_000);
      const docs = homes.flatMap(({ id }): Doc[] => [
        contact(idOf(id, 'house'), 'clinic', ['district']),
        ...['ann', 'ben'].map(who => contact(idOf(id, who), 'person', [idOf(id, 'house'), 'district'])),
        {
          _id: idOf(id, 'pregnancy'),
          type: 'data_record',
          form: 'pregnancy',
          content_type: 'xml',
          reported_date: 1,
          fields: { patient_id: idOf(id, 'ann') },
          scheduled_tasks: [{ state: 'scheduled', due, group: 1, type: 'visits', message_key: 'visit' }],
        },
      ]);
      // Only the server knows of a visit: no phone holds it.
      const list = [{ property: 'visit', rule: "exists('visited', 'visit')", message: 'Nobody visited {{visit}} yet' }];
      const events = ['mute', 'unmute', 'already_muted', 'already_unmuted'];
      rounds = await district(docs, {
        settings: {
          muting: {
            mute_forms: ['mute'],
            unmute_forms: ['unmute'],
            validations: { list },
            messages: events.map(event_type => ({ event_type, message: event_type })),
          },
        },
      });
    });
    after(() => rounds?.close());

    it('is as the server decides, in whatever order it comes, on the phone too, and its author reads why', async function () {
      this.timeout(240_000);
      const random = seeded(5);
      const settle = async () => {
        if (killed) {
          await wait(random() * 150);
          await rounds.sentinel.restart('SIGKILL');
        }
        await rounds.settled();
      };
      const made = Date.now() - 3_600_000;
      const report = (form: string, id: string, visit: string, at: number): Report => ({
        _id: `${form}-${id}-${at}`,
        type: 'data_record',
        form,
        content_type: 'xml',
        from: '+254700000001',
        reported_date: made + at,
        fields: { place_id: idOf(id, 'house'), visit },
      });
      await put(rounds.main, {
        _id: 'visited',
        type: 'data_record',
        form: 'visited',
        content_type: 'xml',
        reported_date: 1,
        fields: { visit: 'V1' },
      } as Doc);
      const before = homes.filter(home => home.before);
      await put(rounds.main, ...before.map(({ id }) => report('mute', id, 'V1', 1)));
      await rounds.settled();

      const { username, password } = new URL(rounds.couchUrl);
      const server = new PouchDB(`${rounds.couchUrl.replace(/\/\/[^@]*@/, '//')}/${rounds.databases.main}`, {
        adapter: 'http',
        auth: { username: decodeURIComponent(username), password: decodeURIComponent(password) },
      });
      const db = new PouchDB(`phone-${crypto.randomUUID()}`, { adapter: 'memory' });
      await db.replicate.from(server);
      const store = pouchStore(db, maps);
      const { settings } = parseSettings((await rounds.main.get<Doc & { settings: unknown }>('settings'))!.settings);
      const reports = new Map<string, Report>();
      for (const { form, id, taken } of homes) {
        const saved = report(form, id, taken ? 'V1' : 'V9', 10);
        reports.set(id, saved);
        const docs = await settleOnDevice({ docs: [saved], store, settings, now: made + 10 });
        await put(store, ...docs);
      }
      const mutedIn = async (where: typeof store) => {
        const all = homes.flatMap(({ id }) => members.map(who => idOf(id, who)));
        return (await where.getMany<Contact>(all)).filter(doc => doc?.muted).map(doc => doc!._id);
      };
      expect(await mutedIn(store), 'on the phone before it is sent').to.deep.equal(
        homes.filter(({ form }) => form === 'mute').flatMap(({ id }) => members.map(who => idOf(id, who))),
      );

      for (let at = 0; at < most; at++) {
        const ids = homes.flatMap(({ id, portions }) =>
          (portions[at] ?? []).map(who => (who === 'report' ? reports.get(id)!._id : idOf(id, who))),
        );
        await db.replicate.to(server, { doc_ids: ids });
        await settle();
      }
      await db.replicate.to(server);
      await settle();
      await rounds.settled();
      await db.replicate.from(server);

      const muted = homes.filter(home => home.after).flatMap(({ id }) => members.map(who => idOf(id, who)));
      for (const [where, name] of [
        [rounds.main, 'on the server'],
        [store, 'on the phone'],
      ] as const) {
        expect(await mutedIn(where), name).to.deep.equal(muted);
        for (const { id, taken, after, portions } of homes) {
          const told = await where.get<Report>(reports.get(id)!._id);
          const about = `${name}, ${id}, ${JSON.stringify(portions)}`;
          expect(told?.errors?.map(({ message }) => message) ?? [], about).to.deep.equal(
            taken ? [] : ['Nobody visited V9 yet'],
          );
          expect(told?.tasks, about).to.have.length(1);
          const pregnancy = await where.get<Report>(idOf(id, 'pregnancy'));
          expect(pregnancy?.scheduled_tasks?.[0]?.state, about).to.equal(after ? 'muted' : 'scheduled');
        }
      }
      const left = await rounds.main.query('medic-conflicts/conflicts', { limit: 10 });
      expect(left.map(({ id }) => id)).to.deep.equal([]);
      await db.destroy();
    });
  });

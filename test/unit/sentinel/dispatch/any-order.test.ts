import {
  type Candidate,
  type DispatchDoc,
  type DispatchEvent,
  isOnMission,
  isSought,
  type Limits,
} from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { newDispatch } from '@rounds/sentinel/dispatch/open.ts';
import { fold, step } from '@rounds/sentinel/dispatch/step.ts';
import { tell } from '@rounds/sentinel/dispatch/tell.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { parseSettings } from '../../../../config/settings/parse.ts';

const { settings } = parseSettings({ dispatch: { zone_types: ['health_center'] }, default_timezone: 'Africa/Nairobi' });
const ruth = {
  _id: 'ruth',
  type: 'person',
  name: 'Ruth Chebet',
  phone: '+254700000301',
  directions: 'mill',
} as Contact;
const zone: Contact = { _id: 'kilima', type: 'health_center', name: 'Kilima' };
const scene = { settings, words: {}, beneficiary: ruth, places: [zone] };
const limits: Limits = {
  ...{ ask: 2, enough: 3, replaces: ['decline', 'silence'] },
  ...{ silence: 10, gather: 5, answer: 15, confirm: 20, late: 100, archive: 1000 },
};
const rank = { km: 1, near: 1, load: 1, rest: 1, answers: 1, total: 1 };
const names = ['ada', 'ben', 'cat', 'dan'] as const;
const candidate = (volunteer: string): Candidate => ({
  volunteer,
  rank,
  address: `chat:${volunteer.repeat(8).slice(0, 22)}`,
});

const report: Report = {
  ...{ _id: 'help', type: 'data_record', form: 'help_request' },
  fields: { needs: 'groceries' },
};
const fresh = (): DispatchDoc => newDispatch(report, ruth, { confirmed: true, limits, zone: 'Africa/Nairobi', at: 0 });

const who = fc.constantFrom(...names);
const code = fc.constantFrom(
  ...['yes', 'no', 'other', 'in30', 'in120', 'well', 'go', 'done', 'ill', 'back', 'none', '3', 'fever', 'next'],
);
/** What is done, by a button of the question that stands or of an old one; `at` is how much later. */
const happening = fc.record({
  kind: fc.constantFrom(
    'ask',
    'press',
    'press',
    'press',
    'press',
    'typed',
    'tick',
    'assign',
    'cancel',
    'reopen',
    'told',
    'correct',
    'own',
  ),
  who,
  code,
  old: fc.boolean(),
  mode: fc.constantFrom('manual' as const, 'first' as const, 'nearest' as const),
  later: fc.integer({ min: 0, max: 20 }),
});
type Happening = typeof happening extends fc.Arbitrary<infer Of> ? Of : never;

const eventOf = (
  doc: DispatchDoc,
  { kind, who, code, old, mode }: Happening,
  id: string,
  at: number,
): DispatchEvent => {
  const turn = doc.asked.find(({ volunteer }) => volunteer === who)?.turn ?? 1;
  switch (kind) {
    case 'ask':
      return { id, at, kind: 'asked', wave: 1, km: 1, mode, limits, whom: [candidate(who)] };
    case 'press':
      return { id, at, kind: 'press', who, turn: old ? turn - 1 : turn, code };
    case 'typed':
      return { id, at, kind: 'typed', who, text: 'words', time: at + 60, amount: 5 };
    case 'assign':
      return { id, at, kind: 'assigned', who, whom: candidate(who), limits };
    case 'cancel':
      return { id, at, kind: 'cancelled' };
    case 'reopen':
      return { id, at, kind: 'reopened' };
    case 'told':
      return { id, at, kind: 'told', who, what: 'withdrew' };
    case 'own':
      return { id, at, kind: 'owned', owner: who };
    case 'correct': {
      const help = { ...doc.help, needs: [code], address: 'behind the mill' };
      return { id, at, kind: 'corrected', help, before: doc.help };
    }
    default:
      return { id, at, kind: 'tick' };
  }
};

/** All that happened, and each state in between. */
const played = (all: readonly Happening[]): { docs: DispatchDoc[]; events: DispatchEvent[] } => {
  const docs = [fresh()];
  const events: DispatchEvent[] = [];
  let at = 0;
  for (const [nth, one] of all.entries()) {
    at += one.later;
    const event = eventOf(docs.at(-1)!, one, `e${String(nth).padStart(4, '0')}`, at);
    events.push(event);
    docs.push(step(docs.at(-1)!, event));
  }
  return { docs, events };
};

const many = fc.array(happening, { maxLength: 60 });
const runs = { numRuns: 600, seed: 20261130 };

describe('A request for help, whatever is pressed in whatever order', () => {
  const always = (holds: (doc: DispatchDoc, before: DispatchDoc | undefined) => void) =>
    fc.assert(
      fc.property(many, all => {
        const { docs } = played(all);
        for (const [nth, doc] of docs.entries()) holds(doc, docs[nth - 1]);
      }),
      runs,
    );

  it('has one volunteer at most', () =>
    always(({ asked, assigned, state }) => {
      const going = asked.filter(isOnMission).map(({ volunteer }) => volunteer);
      expect(going).to.have.length.at.most(1);
      expect(going.length === 1).to.equal(['assigned', 'on_the_way'].includes(state));
      if (going.length === 1) expect(going[0]).to.equal(assigned);
    }));

  it('is forgotten by nobody: as long as it is open there is a time at which something happens', () =>
    always(doc => {
      const open = isSought(doc) || ['assigned', 'on_the_way'].includes(doc.state);
      const answered = doc.asked.filter(({ stage }) => stage === 'offered').length;
      // With enough offers, and where the office chooses, a person has it on the board.
      if (open && !doc.overdue && answered === 0) expect(doc.due, doc.state).to.be.a('number');
    }));

  it('tells name and address to the one who goes, and to nobody else', () =>
    always(doc => {
      for (const said of tell(doc, scene)) {
        const message = said.tasks![0]!.messages![0]!;
        if (!/Ruth|\+254700000301|mill/.test(message.message)) continue;
        const asked = doc.asked.find(({ address }) => address === message.to)!;
        expect(asked.volunteer).to.equal(doc.assigned);
        // What is put right is read in the message that names them, for as long as it is there to be read.
        expect(asked.stage).to.be.oneOf(['details', 'still', 'sure', 'on_the_way', 'reason']);
      }
    }));

  it('takes name and address away from everybody who does not go any more', () =>
    always((doc, before) => {
      const had = before?.asked.find(({ stage }) => stage === 'details');
      const now = doc.asked.find(({ volunteer }) => volunteer === had?.volunteer);
      if (!before || !had || !now || isOnMission(now)) return;
      const told = tell(before, scene).map(({ tasks }) => tasks![0]!.messages![0]!);
      const named = told.find(({ message }) => /Ruth/.test(message));
      const edits = tell(doc, scene).map(({ tasks }) => tasks![0]!.messages![0]!);
      // Where its own message was changed to them, it is that one which is changed back.
      const own = named?.chat?.edit ?? named?.uuid;
      expect(edits.some(({ chat, message }) => chat?.edit === own && !/Ruth/.test(message) && message !== '')).to.equal(
        true,
      );
    }));

  it('leaves nobody who does not go any more with a message that names who is helped, whatever was put right meanwhile', () =>
    fc.assert(
      fc.property(many, all => {
        const { docs } = played(all);
        const chats = new Map<string, { to: string; text: string }>();
        const heard = new Set<string>();
        for (const doc of docs) {
          for (const { _id, tasks } of tell(doc, scene)) {
            const { uuid, to, message, chat } = tasks![0]!.messages![0]!;
            if (heard.has(_id)) continue;
            heard.add(_id);
            const own = chat?.edit ?? uuid;
            if (message !== '' || !chat?.edit) chats.set(own, { to, text: message });
          }
          const going = new Set(doc.asked.filter(isOnMission).map(({ address }) => address));
          const named = [...chats.values()].filter(({ text }) => /Ruth|\+254700000301|mill/.test(text));
          expect(named.filter(({ to }) => !going.has(to))).to.deep.equal([]);
        }
      }),
      runs,
    ));

  it('tells everybody whose offer still stands what became of it, in the message that stands already', () =>
    always((doc, before) => {
      if (!before || doc.assigned === undefined || before.assigned === doc.assigned) return;
      for (const asked of before.asked) {
        if (!['offer', 'times', 'grid', 'offered', 'silent'].includes(asked.stage) || asked.volunteer === doc.assigned)
          continue;
        expect(doc.asked.find(({ volunteer }) => volunteer === asked.volunteer)?.stage).to.equal('found');
        const said = tell(doc, scene).filter(({ tasks }) => tasks![0]!.messages![0]!.to === asked.address);
        expect(said.at(-1)!.tasks![0]!.messages![0]!.chat?.edit).to.be.a('string');
      }
    }));

  it('is the same when everything comes twice, after any crash, and from its events alone', () => {
    fc.assert(
      fc.property(many, all => {
        const { docs } = played(all);
        const last = docs.at(-1)!;
        expect(last.events.reduce(step, last)).to.equal(last);
        expect(fold(last, last.events)).to.deep.equal(last);
        expect(fold(last, [...last.events, ...last.events].reverse())).to.deep.equal(last);
      }),
      runs,
    );
  });

  it('says the same thing once, however often it is told', () => {
    fc.assert(
      fc.property(many, all => {
        const { docs } = played(all);
        const ids = new Map<string, string>();
        for (const doc of docs)
          for (const said of tell(doc, scene)) {
            const { to } = said.tasks![0]!.messages![0]!;
            expect(ids.get(said._id) ?? to).to.equal(to);
            ids.set(said._id, to);
          }
      }),
      runs,
    );
  });
});

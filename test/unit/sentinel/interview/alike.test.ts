import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultProgramme } from '@rounds/config/programme/documents.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { openForm } from '../../../../sentinel/forms/engine.ts';
import { followChosen } from '../../../../sentinel/forms/follow-chosen.ts';
import { chosenContact } from '../../../../sentinel/forms/kin.ts';
import { docsMade } from '../../../../sentinel/forms/made.ts';
import { within } from '../../../../sentinel/forms/pages.ts';
import { type Parties, type Purpose, toldBefore, typeMade } from '../../../../sentinel/forms/purpose.ts';
import { prefilled } from '../../../../sentinel/forms/xform.ts';
import type { Opening, Outside } from '../../../../sentinel/interview/opening.ts';
import type { Place } from '../../../../sentinel/interview/place.ts';
import { openFormThreads } from '../../../../sentinel/interview/threads.ts';
import { dom, formsInNode, xform } from '../forms/forms-in-node.ts';

const known: Record<string, Contact> = {
  otieno: { _id: 'otieno', type: 'clinic', name: 'Otieno', place_id: '20031', parent: { _id: 'centre' } },
  asha: {
    _id: 'asha',
    type: 'person',
    name: 'Asha & co',
    patient_id: '10018',
    date_of_birth: '1998-04-02',
    sex: 'female',
    parent: { _id: 'otieno', parent: { _id: 'centre' } },
  },
  centre: { _id: 'centre', type: 'health_center', name: 'Centre' },
};
const me: Contact = { _id: 'neema', type: 'person', name: 'Neema', phone: '+255712000111', parent: { _id: 'centre' } };
const reading = {
  get: async (id: string) => (known[id] as never) ?? null,
  getMany: async (ids: readonly string[]) => ids.map(id => known[id] ?? null) as never[],
};
const about: Purpose = { contactId: 'asha', form: '', create: '', edit: false };
const made = { id: 'made', now: 1_700_000_000_000, subjectMuted: false };

/** A form, how somebody answers it on the screen, and what she writes and presses in a chat. */
interface Story {
  xml: () => Promise<string> | string;
  purpose: Purpose;
  screen: readonly (readonly [path: string, value: string])[];
  /** A text, or the name of a button after `!`; `…` is where the form is taken up again from what was stored. */
  chat: readonly string[];
}

const programme = (name: string) => () => readFile(join(defaultProgramme, 'forms', `${name}.xml`), 'utf8');

const stories: Record<string, Story> = {
  'app/mute': {
    xml: programme('app/mute'),
    purpose: { ...about, form: 'mute' },
    screen: [
      ['/mute/reason', 'other'],
      ['/mute/reason_other', 'Harvest'],
      ['/mute/note', 'Until spring'],
    ],
    chat: ['!=other', '…', 'Harvest', 'Until spring'],
  },
  'app/unmute': {
    xml: programme('app/unmute'),
    purpose: { ...about, form: 'unmute' },
    screen: [
      ['/unmute/reason', 'other'],
      ['/unmute/reason_other', 'Back'],
      ['/unmute/note', ''],
    ],
    chat: ['!=other', 'Back', '!skip'],
  },
  'app/pregnancy': {
    xml: programme('app/pregnancy'),
    purpose: { ...about, form: 'pregnancy' },
    screen: [
      ['/pregnancy/lmp_method', 'weeks'],
      ['/pregnancy/lmp_weeks', '12'],
      ['/pregnancy/danger_signs', 'bleeding fever'],
      ['/pregnancy/note', '«Tired»'],
    ],
    chat: ['!=weeks', '12', '!~fever', '…', '!~bleeding', '!done', '«Tired»'],
  },
  'contact/clinic-create': {
    xml: programme('contact/clinic-create'),
    purpose: { ...about, contactId: 'centre', create: 'clinic' },
    screen: [
      ['/data/clinic/name', 'Mrembo'],
      ['/data/clinic/village', 'Kijiji'],
      ['/data/init/add_head', 'yes'],
      ['/data/contact/name', 'Juma'],
      ['/data/contact/sex', 'male'],
    ],
    chat: ['Mrembo', 'Kijiji', '!skip', '!skip', '!skip', '!=yes', 'Juma', '!=male'],
  },
  'contact/person-create': {
    xml: programme('contact/person-create'),
    purpose: { ...about, contactId: 'otieno', create: 'person' },
    screen: [
      ['/data/person/name', 'Tatu'],
      ['/data/person/sex', 'female'],
      ['/data/init/age_method', 'age'],
      ['/data/init/years', '3'],
      ['/data/init/months', '2'],
    ],
    chat: ['Tatu', '!=female', '!=age', '3', '2'],
  },
  'contact/clinic-edit': {
    xml: programme('contact/clinic-edit'),
    purpose: { ...about, contactId: 'otieno', edit: true },
    screen: [
      ['/data/clinic/name', 'Otieno wa Mto'],
      ['/data/clinic/village', 'Kijiji'],
    ],
    chat: ['Otieno wa Mto', 'Kijiji'],
  },
  'contact/person-edit': {
    xml: programme('contact/person-edit'),
    purpose: { ...about, edit: true },
    screen: [['/data/person/name', 'Asha B.']],
    chat: ['Asha B.'],
  },
  'repeats, documents of groups, and a contact that fills the fields beside it': {
    xml: () =>
      xform(
        `<inputs><contact><_id/></contact></inputs><child jr:template="" db-doc="true"><type>note</type><name/></child>
         <head><_id/><name/></head><link db-doc-ref="/data"/><secret tag="hidden"/>`,
        `<bind nodeset="/data/child/name" type="string" required="true()"/><bind nodeset="/data/head/_id" type="string"/>
         <bind nodeset="/data/head/name" type="string" readonly="true()"/><bind nodeset="/data/secret" calculate="concat(/data/head/name, '!')"/>`,
        `<group ref="/data/child"><label>Child</label><repeat nodeset="/data/child"><input ref="/data/child/name"><label>Name</label></input></repeat></group>
         <group ref="/data/head"><label>Head</label><input ref="/data/head/_id" appearance="select-contact type-person"><label>Who</label></input>
         <input ref="/data/head/name"><label>Name</label></input></group>`,
      ),
    purpose: { ...about, form: 'form' },
    screen: [
      ['+/data/child', ''],
      ['/data/child[1]/name', 'Tatu'],
      ['+/data/child', ''],
      ['/data/child[2]/name', 'Juma'],
      ['/data/head/_id', 'asha'],
    ],
    chat: ['!add', 'Tatu', '!add', '…', 'Juma', '!on', 'Asha', '!=asha'],
  },
};

/** What was made without ids made by chance. */
const comparable = (docs: readonly Doc[]): unknown =>
  JSON.parse(
    JSON.stringify(docs).replaceAll(/(?:uuid:)?[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'uuid'),
  );

const form = { internalId: 'form', version: { time: 7, sha256: 'abc' } };

const onScreen = async ({ xml, purpose, screen }: Story): Promise<Doc[]> => {
  const contact = known[purpose.contactId]!;
  const parties: Parties = { contact, me, settings: null, language: 'sw', known: id => known[id] };
  const told = prefilled(dom, await xml(), toldBefore(purpose, parties), typeMade(purpose, contact));
  const filling = await openForm(dom, told, () => undefined);
  filling.speak('sw');
  const isTold = purpose.create || purpose.edit ? () => true : (id: string) => id === purpose.contactId;
  const follow = followChosen(filling, id => chosenContact(reading, id), isTold);
  const field = (path: string) => within(filling.fields()).find(each => each.path === path)!;
  for (const [path, value] of screen) {
    if (path.startsWith('+')) {
      const repeat = field(path.slice(1));
      const before = repeat.children.length;
      const count = screen.slice(0, screen.indexOf(screen.find(each => each[0] === path && each[1] === value)!)).length;
      if (before === 0 || count >= 0) filling.add(repeat.id);
    } else filling.answer(field(path).id, value);
    await follow();
  }
  return docsMade({ purpose, parties, form, xml: told, filling }, { dom, store: reading, locale: 'sw', ...made });
};

describe('A form that is filled in by chat', function () {
  this.timeout(120_000);
  formsInNode();
  const threads = openFormThreads(1);
  after(() => threads.close());

  const byChat = async (
    name: string,
    { xml, purpose, chat }: Story,
  ): Promise<{ docs: Doc[]; end: string | undefined; last: unknown }> => {
    const opening: Opening = {
      ...{ purpose, form, text: await xml(), contact: known[purpose.contactId]!, me, settings: null, language: 'sw' },
    };
    let draft: string | undefined;
    const outside: Outside = {
      opening: async () => (draft === undefined ? opening : { ...opening, draft }),
      ...reading,
      find: async (_, words) => {
        const people = Object.values(known).filter(({ name: each }) => String(each).startsWith(words));
        return {
          words,
          people: people.map(({ _id, name: each }) => ({ id: _id, name: String(each), place: '' })),
          all: people.length,
        };
      },
      file: async () => null,
    };
    let mark = '';
    let { place, draft: first } = await threads.turn({ is: 'begin', run: name, mark }, outside);
    draft = first;
    const act = async (said: string): Promise<string | undefined> => {
      const input = said.startsWith('!')
        ? ({ is: 'button', button: said.slice(1) } as const)
        : ({ is: 'text', text: said } as const);
      const next = `${mark}+`;
      const turned = await threads.turn({ is: 'act', run: name, mark, next, place, input }, outside);
      [mark, place, draft] = [next, turned.place, turned.draft];
      return turned.end;
    };
    for (const said of chat) {
      // Another process goes on: it knows nothing but what was stored.
      if (said === '…') mark = `${mark} after a restart`;
      else await act(said);
    }
    let shown = await threads.turn({ is: 'show', run: name, mark, place: place as Place }, outside);
    for (let turns = 0; shown.shown.kind !== 'end' && turns < 30; turns += 1) {
      const { more, now } = shown.shown;
      await act(
        now !== '' && more.includes('keep')
          ? '!keep'
          : more.includes('skip')
            ? '!skip'
            : more.includes('on')
              ? '!on'
              : '!done',
      );
      shown = await threads.turn({ is: 'show', run: name, mark, place: place as Place }, outside);
    }
    const last = shown.shown;
    const end = await act('!send');
    return { docs: await threads.docs({ is: 'docs', run: name, mark, ...made }, outside), end, last };
  };

  for (const [name, story] of Object.entries(stories))
    it(`makes the documents that the app makes of the same answers: ${name}`, async () => {
      const screen = await onScreen(story);
      const { docs, end, last } = await byChat(name, story);
      expect(end, JSON.stringify(last)).to.equal('send');
      expect(screen[0]).to.have.property('_id');
      expect(comparable(docs)).to.deep.equal(comparable(screen));
    });

  it('tells of a form that cannot be opened, and goes on with the next one', async () => {
    const broken: Story = { xml: () => '<nothing/>', purpose: { ...about, form: 'broken' }, screen: [], chat: [] };
    await byChat('broken', broken).then(
      () => expect.fail('it was opened'),
      error => expect(error).to.be.instanceOf(Error),
    );
    expect((await byChat('again', stories['app/mute']!)).docs).to.have.length(1);
  });
});

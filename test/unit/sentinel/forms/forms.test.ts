import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultProgramme } from '@rounds/config/programme/documents.ts';
import { expect } from 'chai';
import { JSDOM } from 'jsdom';
import { fieldsOf } from '../../../../sentinel/forms/answers.ts';
import { answersOf } from '../../../../sentinel/forms/answers-in-words.ts';
import { changedContacts, newContacts } from '../../../../sentinel/forms/contact-docs.ts';
import { formWords } from '../../../../sentinel/forms/form-words.ts';
import { prefilled } from '../../../../sentinel/forms/xform.ts';

const { window } = new JSDOM('');
const form = (name: string) => readFile(join(defaultProgramme, 'forms', `${name}.xml`), 'utf8');

describe('forms', () => {
  it('are opened with the contact they are about, names they do not have left out', async () => {
    const xml = prefilled(window, await form('app/mute'), {
      inputs: { source: 'contact', contact: { _id: 'asha', name: 'Asha & co', unknown: 'x' } },
    });
    expect(xml)
      .to.include('<_id>asha</_id>')
      .and.to.include('<name>Asha &amp; co</name>')
      .and.not.to.include('unknown');
  });

  it('give answers as text, objects for groups, and lists for what repeats, also when it came once', () => {
    const xml =
      '<data><name>Asha</name><group><age>28</age><none/></group><child><sex>f</sex></child><meta><instanceID>uuid:1</instanceID></meta></data>';
    expect(fieldsOf(window, xml, new Set(['child']))).to.deep.equal({
      name: 'Asha',
      group: { age: '28', none: '' },
      child: [{ sex: 'f' }],
      meta: { instanceID: 'uuid:1' },
    });
  });

  it('make a contact of the group named after its type, in its place', () => {
    let n = 0;
    const wanted = {
      type: 'person',
      parent: { _id: 'otieno', parent: { _id: 'centre' } },
      id: () => `id-${++n}`,
      now: 5,
      creator: 'neema',
      known: () => undefined,
    };
    const fields = {
      inputs: { source: 'user' },
      init: { age_method: 'age' },
      person: { parent: '', type: 'person', name: 'Tatu', phone: '' },
      meta: {},
    };
    expect(newContacts(fields, wanted)).to.deep.equal([
      {
        _id: 'id-1',
        type: 'person',
        name: 'Tatu',
        phone: '',
        parent: { _id: 'otieno', parent: { _id: 'centre' } },
        reported_date: 5,
        created_by_contact: 'neema',
      },
    ]);
  });

  it('make a household with its head and its children', () => {
    let n = 0;
    const wanted = {
      type: 'household',
      parent: { _id: 'centre' },
      id: () => `id-${++n}`,
      now: 5,
      creator: undefined,
      known: () => undefined,
    };
    const fields = {
      household: { name: 'Otieno', contact: 'NEW' },
      contact: { type: 'person', name: 'Asha' },
      repeat: { child_data: [{ type: 'person', name: 'Zawadi' }] },
    };
    const [home, head, child] = newContacts(fields, wanted);
    expect(home).to.deep.include({
      type: 'contact',
      contact_type: 'household',
      contact: { _id: 'id-2', parent: { _id: 'id-1', parent: { _id: 'centre' } } },
    });
    for (const each of [head, child]) expect(each?.parent).to.deep.equal({ _id: 'id-1', parent: { _id: 'centre' } });
    expect([head?.name, child?.name]).to.deep.equal(['Asha', 'Zawadi']);
  });

  it('change of a contact only what they ask', () => {
    const contact = {
      _id: 'asha',
      _rev: '2-a',
      type: 'person',
      name: 'Asha',
      parent: { _id: 'otieno' },
      muted: '2026-11-01T08:00:00.000Z',
      patient_id: '10018',
    };
    const [changed] = changedContacts(
      contact,
      { inputs: {}, person: { parent: '', type: 'person', name: 'Asha B.', notes: '' } },
      { type: 'person', id: () => 'none', now: 5, creator: undefined, known: () => undefined },
    );
    expect(changed).to.deep.equal({ ...contact, name: 'Asha B.', notes: '' });
  });

  it('show answers in their own words, in the language chosen', async () => {
    const xml = await form('app/mute');
    const fields = {
      inputs: { source: 'contact' },
      place_id: 'otieno',
      reason: 'moved_away',
      note: 'Until spring',
      meta: { instanceID: 'x' },
    };
    expect(answersOf(fields, formWords(window, xml, 'fr'))).to.deep.equal([
      { question: 'Pourquoi mettre ce contact en sourdine ?', answer: 'A déménagé', depth: 0 },
      { question: 'Remarque', answer: 'Until spring', depth: 0 },
    ]);
  });

  it('show several choices one after the other, and unknown languages in the default one', async () => {
    const answers = answersOf({ danger_signs: 'bleeding fever' }, formWords(window, await form('app/pregnancy'), 'xx'));
    expect(answers).to.deep.equal([
      { question: 'Which danger signs does she have?', answer: 'Bleeding, Fever', depth: 0 },
    ]);
  });

  it('show a report without its form by the names of its fields', () => {
    expect(answersOf({ lmp_weeks: '12', visit: { by: 'bus' }, patient_id: '1' }, null)).to.deep.equal([
      { question: 'Lmp weeks', answer: '12', depth: 0 },
      { question: 'Visit', answer: undefined, depth: 0 },
      { question: 'By', answer: 'bus', depth: 1 },
    ]);
  });
});

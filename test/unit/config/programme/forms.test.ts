import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defaultProgramme } from '@rounds/config/programme/documents.ts';
import { expect } from 'chai';
import { borrowBrowser } from '../../../browser-in-node.ts';
import { formXml, open } from './xforms.ts';

const forms = (['app', 'contact'] as const).flatMap(kind =>
  readdirSync(join(defaultProgramme, 'forms', kind))
    .filter(name => name.endsWith('.xml'))
    .map(name => `${kind}/${name.slice(0, -4)}`),
);
const amina = {
  'inputs/contact/_id': 'amina',
  'inputs/contact/type': 'person',
  'inputs/contact/name': 'Amina',
  'inputs/contact/patient_id': '10017',
};
const household = {
  'inputs/contact/_id': 'kaya',
  'inputs/contact/type': 'clinic',
  'inputs/contact/name': 'Kaya ya Amina',
};

/** The forms ask what day it is: here it is noon of 21 November 2026, or of a day that a test chooses. */
const RealDate = Date;
const usual = RealDate.UTC(2026, 10, 21, 12);
let noon = usual;
class FixedDate extends RealDate {
  constructor(...parts: unknown[]) {
    super(...((parts.length ? parts : [noon]) as []));
  }
  static override now(): number {
    return noon;
  }
}

/** Years and months: of children below 5 both are asked for. */
const manyAges = [
  [0, 0],
  [0, 2],
  [0, 11],
  [4, 11],
  [31, 0],
  [101, 0],
] as const;

/** Full months of life on a day. */
const oldOn = (day: string, born: string): number => {
  const [[y, m, d], [by, bm, bd]] = [day, born].map(each => each.split('-').map(Number)) as [number[], number[]];
  return 12 * (y! - by!) + m! - bm! - (d! < bd! ? 1 : 0);
};

describe('the forms of the default programme', () => {
  let giveBack: () => void;
  before(() => {
    giveBack = borrowBrowser();
    Object.assign(globalThis, { Date: FixedDate });
  });
  after(() => {
    giveBack();
    Object.assign(globalThis, { Date: RealDate });
  });

  it('are those of muting, of pregnancies and visits, of help, and of new and changed people and households', () => {
    expect(forms).to.deep.equal([
      'app/help_request',
      'app/mute',
      'app/pregnancy',
      'app/unmute',
      'app/visit',
      'contact/clinic-create',
      'contact/clinic-edit',
      'contact/person-create',
      'contact/person-edit',
    ]);
  });

  for (const form of forms) {
    it(`${form} asks every question in English, French and Swahili, each in its own words`, async () => {
      const filling = await open(form);
      const asked = filling.all().filter(({ currentState }) => currentState.label);
      expect(filling.root.languages.map(({ language }) => language)).to.deep.equal(['en', 'fr', 'sw']);
      const texts = filling.root.languages.map(language => {
        filling.root.setLanguage(language);
        return asked.map(({ currentState: { label, valueOptions } }) =>
          [label, ...(valueOptions ?? []).map(option => option.label)].map(each => each?.asString),
        );
      });
      expect(texts.flat(2)).not.to.include('');
      const [en, fr, sw] = texts as [string[][], string[][], string[][]];
      const same = (a: string[][], b: string[][]) => a.flat().filter((text, index) => text === b.flat()[index]);
      expect([...same(en, fr), ...same(en, sw), ...same(fr, sw)].filter(text => text !== 'Village')).to.deep.equal([]);
    });

    it(`${form} has as many texts in each language`, async () => {
      const xml = await formXml(form);
      const keys = [...xml.matchAll(/<translation lang="(\w+)"[^>]*>(.*?)<\/translation>/gs)].map(([, lang, body]) => [
        lang,
        [...body!.matchAll(/<text id="([^"]+)"/g)].map(([, id]) => id),
      ]);
      expect(keys.map(([lang]) => lang)).to.deep.equal(['en', 'fr', 'sw']);
      expect(keys[1]![1]).to.deep.equal(keys[0]![1]);
      expect(keys[2]![1]).to.deep.equal(keys[0]![1]);
    });
  }

  for (const form of ['mute', 'unmute'] as const) {
    const [first] = form === 'mute' ? ['moved_away'] : ['came_back'];

    it(`${form}: a report about a person names her as patient, by uuid and by short code`, async () => {
      const fields = await (await open(`app/${form}`, amina)).answer('reason', first).fields();
      expect(fields).to.include({ patient_uuid: 'amina', patient_id: '10017', patient_name: 'Amina', reason: first });
      expect(fields).not.to.have.any.keys('place_id', 'place_name', 'reason_other');
    });

    it(`${form}: a report about a place names it as place`, async () => {
      const fields = await (await open(`app/${form}`, household)).answer('reason', first).fields();
      expect(fields).to.include({ place_id: 'kaya', place_name: 'Kaya ya Amina' });
      expect(fields).not.to.have.any.keys('patient_uuid', 'patient_id', 'patient_name');
    });

    it(`${form}: a reason must be given, and said in words when it is another`, async () => {
      const filling = await open(`app/${form}`, amina);
      expect(filling.faults()).to.deep.equal(['reason: required']);
      expect(filling.answer('reason', 'other').faults()).to.deep.equal(['reason_other: required']);
      expect(filling.answer('reason_other', 'Sick').faults()).to.deep.equal([]);
      expect(await filling.fields()).to.include({ reason: 'other', reason_other: 'Sick' });
    });
  }

  const pregnancies = [
    { known: 'date', answer: ['lmp_date_known', '2026-09-12'], lmp: '2026-09-12', edd: '2027-06-19', weeks: '10' },
    { known: 'date', answer: ['lmp_date_known', '2026-11-21'], lmp: '2026-11-21', edd: '2027-08-28', weeks: '0' },
    { known: 'weeks', answer: ['lmp_weeks', 10n], lmp: '2026-09-12', edd: '2027-06-19', weeks: '10' },
    { known: 'weeks', answer: ['lmp_weeks', 42n], lmp: '2026-01-31', edd: '2026-11-07', weeks: '42' },
  ] as const;
  for (const { known, answer, lmp, edd, weeks } of pregnancies) {
    it(`pregnancy: ${known} ${answer[1]} gives the start ${lmp}, the birth ${edd} and week ${weeks}`, async () => {
      const filling = (await open('app/pregnancy', amina))
        .answer('lmp_method', known)
        .answer(answer[0], answer[1])
        .answer('danger_signs', ['none']);
      expect(filling.faults()).to.deep.equal([]);
      expect(await filling.fields()).to.include({
        lmp_date: lmp,
        edd,
        weeks_since_lmp: weeks,
        patient_uuid: 'amina',
        patient_id: '10017',
        patient_name: 'Amina',
      });
      expect(filling.node('edd_note').currentState.label?.asString).to.include(edd);
    });
  }

  const impossible = [
    {
      what: 'a day to come',
      known: 'date',
      answer: ['lmp_date_known', '2026-11-22'],
      fault: /^lmp_date_known: The day must lie in the past/,
    },
    {
      what: 'a day 43 weeks ago',
      known: 'date',
      answer: ['lmp_date_known', '2026-01-20'],
      fault: /^lmp_date_known: The day must lie in the past/,
    },
    { what: 'no week at all', known: 'weeks', answer: ['lmp_weeks', 0n], fault: /^lmp_weeks: Give a number of weeks/ },
    { what: 'week 43', known: 'weeks', answer: ['lmp_weeks', 43n], fault: /^lmp_weeks: Give a number of weeks/ },
  ] as const;
  for (const { what, known, answer, fault } of impossible) {
    it(`pregnancy: ${what} is refused`, async () => {
      const filling = (await open('app/pregnancy', amina))
        .answer('lmp_method', known)
        .answer(answer[0], answer[1])
        .answer('danger_signs', ['none']);
      expect(filling.faults()).to.have.length(1);
      expect(filling.faults()[0]).to.match(fault);
    });
  }

  it('pregnancy: “none” excludes danger signs, and a danger sign asks for a referral', async () => {
    const filling = (await open('app/pregnancy', amina)).answer('lmp_method', 'weeks').answer('lmp_weeks', 20n);
    expect(filling.answer('danger_signs', ['none', 'fever']).faults()).to.deep.equal([
      'danger_signs: Choose either danger signs or “None of these”.',
    ]);
    expect(filling.answer('danger_signs', ['none']).node('danger_note').currentState.relevant).to.equal(false);
    filling.answer('danger_signs', ['fever', 'fits']);
    expect(filling.node('danger_note').currentState.relevant).to.equal(true);
    expect(await filling.fields()).to.include({ danger_signs: 'fever fits' });
  });

  const ages = [
    { known: 'date', answers: [['init/date_of_birth', '2001-03-04']], born: '2001-03-04' },
    { known: 'age', answers: [['init/years', 30n]], born: '1996-11-20' },
    {
      known: 'age',
      answers: [
        ['init/years', 0n],
        ['init/months', 4n],
      ],
      born: '2026-07-20',
    },
  ] as const;
  for (const { known, answers, born } of ages) {
    it(`a new person of whom the ${known} is known (${answers.map(([, value]) => value).join(', ')}) was born on ${born}`, async () => {
      const filling = (await open('contact/person-create'))
        .answer('person/name', 'Asha')
        .answer('person/sex', 'female')
        .answer('init/age_method', known);
      for (const [path, value] of answers) filling.answer(path, value);
      expect(filling.faults()).to.deep.equal([]);
      expect((await filling.fields()).person).to.include({
        type: 'person',
        name: 'Asha',
        sex: 'female',
        date_of_birth: born,
      });
    });
  }

  it('a new person of whom the age is known is as old on that day, whatever the age and the day', async () => {
    for (const day of ['2026-11-30', '2028-02-29', '2027-08-31']) {
      noon = RealDate.parse(`${day}T12:00Z`);
      for (const [years, months] of manyAges) {
        const filling = (await open('contact/person-create')).answer('init/age_method', 'age');
        filling.answer('init/years', BigInt(years));
        if (years < 5) filling.answer('init/months', BigInt(months));
        const { date_of_birth: born } = (await filling.fields()).person as { date_of_birth: string };
        expect(oldOn(day, born), `${years} years and ${months} months on ${day}, born ${born}`).to.equal(
          12 * years + months,
        );
      }
    }
    noon = usual;
  });

  const phones = [
    ['+254700000101', true],
    ['0700 000 101', true],
    ['12', false],
    ['call me', false],
  ] as const;
  for (const [phone, accepted] of phones) {
    it(`a new person's phone ${phone} is ${accepted ? 'accepted' : 'refused'}`, async () => {
      const filling = (await open('contact/person-create')).answer('person/phone', phone);
      expect(filling.faults().some(fault => fault.startsWith('person/phone'))).to.equal(!accepted);
    });
  }

  it('a person is edited from what is stored', async () => {
    const filling = await open('contact/person-edit', {
      'person/name': 'Asha',
      'person/sex': 'female',
      'person/date_of_birth': '2001-03-04',
    });
    expect(filling.faults()).to.deep.equal([]);
    expect((await filling.answer('person/name', 'Asha Said').fields()).person).to.include({
      name: 'Asha Said',
      date_of_birth: '2001-03-04',
    });
  });

  for (const form of ['clinic-create', 'clinic-edit']) {
    it(`${form}: a household needs a name only`, async () => {
      const filling = await open(`contact/${form}`);
      expect(filling.faults()).to.deep.equal(['clinic/name: required']);
      expect((await filling.answer('clinic/name', 'Kaya ya Asha').fields()).clinic).to.include({
        type: 'clinic',
        name: 'Kaya ya Asha',
      });
    });
  }

  it('clinic-create: the head of the household may be registered with it, as CHT forms make several contacts', async () => {
    const filling = (await open('contact/clinic-create')).answer('clinic/name', 'Kaya ya Asha');
    const alone = await filling.fields();
    expect(alone).not.to.have.property('contact');
    expect(alone.clinic).to.include({ contact: '' });
    filling.answer('init/add_head', 'yes');
    expect(filling.faults()).to.deep.equal(['contact/name: required', 'contact/sex: required']);
    filling.answer('contact/name', 'Asha').answer('contact/sex', 'female');
    expect(filling.faults()).to.deep.equal([]);
    const both = await filling.fields();
    expect(both.clinic).to.include({ name: 'Kaya ya Asha', contact: 'NEW' });
    expect(both.contact).to.include({ type: 'person', name: 'Asha', sex: 'female' });
  });
});

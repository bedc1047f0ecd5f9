import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultProgramme, programmeDocs } from '@rounds/config/programme/documents.ts';
import { type FormDoc, internalIdOf } from '@rounds/config/programme/form-docs.ts';
import { choicesOf } from '@rounds/config/sections/forms.ts';
import { mutingReplyEvents } from '@rounds/config/sections/muting.ts';
import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { findWord, type Words, wordsOf } from '@rounds/config/words/translations.ts';
import { formCode } from '@rounds/ddocs/documents/reports.ts';
import { readMessage } from '@rounds/sentinel/reading/message.ts';
import { expect } from 'chai';
import Mustache from 'mustache';

describe('the default programme', () => {
  let settings: Settings;
  let words: Words;
  let forms: FormDoc[];
  before(async () => {
    const docs = await programmeDocs(defaultProgramme);
    settings = parseSettings(docs[0]!.settings).settings;
    words = wordsOf(docs);
    forms = docs.filter((doc): doc is FormDoc => doc.type === 'form');
  });

  it('has settings without a fault and without an unknown name', async () => {
    const raw = JSON.parse(await readFile(join(defaultProgramme, 'app_settings.json'), 'utf8'));
    const { faults, unknown } = parseSettings(raw);
    expect({ faults, unknown }).to.deep.equal({ faults: [], unknown: [] });
  });

  it('has the hierarchy of district, health centre, household, person, and arms of a study with their groups', () =>
    expect(settings.contact_types.map(({ id, parents = [] }) => [id, parents])).to.deep.equal([
      ['district_hospital', []],
      ['health_center', ['district_hospital']],
      ['clinic', ['health_center']],
      ['person', ['district_hospital', 'health_center', 'clinic', 'arm']],
      ['arm', ['district_hospital']],
      ['study_group', ['district_hospital', 'arm']],
    ]));

  it('has roles that work on devices and roles that do not', () => {
    const offline = Object.entries(settings.roles).filter(([, role]) => role.offline);
    expect(offline.map(([id]) => id)).to.deep.equal(['chw', 'chw_supervisor', 'nurse']);
    expect(settings.roles).to.have.any.keys('program_officer', 'gateway');
  });

  it('has the forms that its settings and its contact types name', () => {
    const ids = forms.map(({ internalId }) => internalId);
    expect(ids).to.include.members([...settings.muting!.mute_forms, ...settings.muting!.unmute_forms]);
    const named = settings.contact_types
      .flatMap(({ create_form, edit_form }) => [create_form, edit_form])
      .filter(each => each !== undefined);
    expect(forms.map(({ _id }) => _id)).to.include.members(named);
    expect(named).to.have.length(4);
  });

  it('offers muting for people and places, pregnancies and help for people only', () => {
    const contexts = Object.fromEntries(
      forms
        .filter(({ context }) => context?.person || context?.place)
        .map(({ internalId, context }) => [internalId, [context!.person, context!.place]]),
    );
    expect(contexts).to.deep.equal({
      mute: [true, true],
      unmute: [true, true],
      pregnancy: [true, false],
      visit: [true, false],
      help_request: [true, false],
    });
  });

  it('names each form in every language', () => {
    for (const { internalId, title } of forms)
      expect(
        (title as readonly { locale?: string; content: string }[]).map(({ locale }) => locale),
        internalId,
      ).to.deep.equal(['en', 'fr', 'sw']);
  });

  it('answers every event of muting', () =>
    expect(settings.muting!.messages.map(({ event_type }) => event_type)).to.have.members([...mutingReplyEvents]));

  it('has the same words in English, French and Swahili, none of them empty', () => {
    for (const locale of ['fr', 'sw']) {
      expect(Object.keys(words[locale]!), locale).to.deep.equal(Object.keys(words.en!));
      expect(Object.entries(words[locale]!).filter(([, text]) => text.trim() === '')).to.deep.equal([]);
    }
  });

  it('has words for every key that its settings name', () => {
    const keys = [
      ...JSON.stringify(settings).matchAll(
        /"(?:translation_key|name_key|group_key|create_key|edit_key|primary_contact_key)":"([^"]+)"/g,
      ),
    ].map(([, key]) => key!);
    const roles = Object.values(settings.roles).map(({ name }) => name!);
    expect(keys).to.have.length.above(30);
    expect([...keys, ...roles].filter(key => !words.en?.[key])).to.deep.equal([]);
  });

  it('uses the same variables in every language', () => {
    const variables = (text: string) => [...text.matchAll(/\{\{[^}]+\}\}/g)].map(([tag]) => tag).sort();
    for (const locale of ['fr', 'sw'])
      for (const [key, text] of Object.entries(words.en!))
        expect(variables(words[locale]![key]!), `${locale} ${key}`).to.deep.equal(variables(text));
  });

  for (const [whom, context, name] of [
    ['a person', { patient: { name: 'Amina' }, place: { name: 'Kaya' } }, 'Amina'],
    ['a household', { place: { name: "Kaya ya Ng'ang'a" } }, "Kaya ya Ng'ang'a"],
  ] as const)
    it(`names ${whom} in every answer about muting`, () => {
      for (const locale of ['en', 'fr', 'sw'])
        for (const event of mutingReplyEvents.filter(each => each !== 'contact_not_found')) {
          const text = Mustache.render(words[locale]![`messages.muting.${event}`]!, context, {}, { escape: String });
          expect(text, `${locale} ${event}`).to.include(name).and.not.include('{');
        }
    });

  it('reminds of eight antenatal visits and the birth, in order', () => {
    const [schedule] = settings.schedules;
    expect(schedule).to.include({ name: 'anc_reminders' });
    expect(schedule!.messages.map(({ offset }) => Number.parseInt(offset, 10))).to.deep.equal([
      11, 19, 21, 25, 27, 29, 33, 35, 37, 39, 41,
    ]);
    expect(new Set(schedule!.messages.map(({ group }) => group)).size).to.equal(9);
  });

  it('reminds of three visits after a birth, and asks after the first two', () => {
    const schedule = settings.schedules.find(({ name }) => name === 'pnc_reminders');
    expect(schedule!.start_from).to.equal('birth_date');
    expect(schedule!.messages.map(({ group, offset }) => [group, offset])).to.deep.equal([
      [1, '3 days'],
      [1, '5 days'],
      [2, '10 days'],
      [2, '14 days'],
      [3, '6 weeks'],
    ]);
  });

  it('names its SMS forms, their fields and what can be chosen in every language', () => {
    const spoken = ['en', 'fr', 'sw'];
    for (const [code, { meta, fields }] of Object.entries(settings.forms)) {
      for (const locale of spoken) expect(findWord(words, meta!.translation_key!, [locale]), code).to.be.a('string');
      for (const [name, field] of Object.entries(fields)) {
        const { labels } = field;
        for (const label of Object.values(labels!))
          expect(Object.keys(label as object), `${code}.${name}`).to.deep.equal(spoken);
        for (const [, choice] of (choicesOf(field) ?? []) as [number, object][])
          expect(Object.keys(choice), `${code}.${name}`).to.deep.equal(spoken);
      }
    }
  });

  it('does something with every SMS form that it has', () => {
    const used = [
      ...settings.registrations.map(({ form }) => form),
      ...settings.patient_reports.map(({ form }) => form),
      ...settings.muting!.mute_forms,
      ...settings.muting!.unmute_forms,
      settings.dispatch?.sms_form,
    ].map(formCode);
    expect(Object.keys(settings.forms).filter(code => !used.includes(formCode(code)))).to.deep.equal([]);
  });

  it('has words for whatever an SMS may be refused for, and for what is no report', () => {
    const refusals = [
      ...[
        'registration_not_found',
        'no_provided_patient_id',
        'provided_patient_id_not_unique',
        'provided_phone_not_valid',
      ],
      ...[
        'parent_not_found',
        'parent_field_not_provided',
        'parent_invalid',
        'sender_not_found',
        'sys.facility_not_found',
      ],
    ].map(event => `messages.generic.${event}`);
    for (const locale of ['en', 'fr', 'sw'])
      expect(words[locale], locale).to.include.all.keys(
        ...refusals,
        'empty',
        'form_not_found',
        'sms_received',
        'sys.facility_not_found',
      );
  });

  const messages: [text: string, form: string | undefined, fields: object][] = [
    ['N Mary 24', 'N', { patient_name: 'Mary', age_in_years: 24 }],
    [
      'n "Mary Akinyi" 24 10035 0712345678',
      'N',
      { patient_name: 'Mary Akinyi', age_in_years: 24, household: '10035', phone: '+254712345678' },
    ],
    ['N#NAME Mary Akinyi#TEL 0712345678', 'N', { patient_name: 'Mary Akinyi', phone: '+254712345678' }],
    ['H Kaya ya Mary', 'H', { place_name: 'Kaya ya Mary' }],
    ['P 20086 12', 'P', { patient_id: '20086', weeks_since_lmp: 12 }],
    ['V 20086 came on time', 'V', { patient_id: '20086', note: 'came on time' }],
    ['D 20086 3', 'D', { patient_id: '20086', days_since_dob: 3 }],
    ['F 20086 2 very hot', 'F', { patient_id: '20086', danger_sign: 'fever', note: 'very hot' }],
    ['DEATH 20086', 'DEATH', { patient_id: '20086' }],
    ['MUTE 10035 moved away', 'MUTE', { patient_id: '10035', note: 'moved away' }],
    ['UNMUTE 10035', 'UNMUTE', { patient_id: '10035' }],
    ['Habari za leo', undefined, {}],
  ];
  for (const [message, form, fields] of messages)
    it(`reads "${message}" as ${form ?? 'plain words'}`, () => {
      const report = readMessage({ message, from: '+254700000111', settings, words, now: 0 });
      const given = Object.fromEntries(Object.entries(report.fields ?? {}).filter(([, value]) => value !== null));
      expect([report.form, given, report.errors ?? []]).to.deep.equal([form, fields, []]);
    });
});

describe('the id of a form', () => {
  for (const [kind, name, id] of [
    ['app', 'pregnancy', 'pregnancy'],
    ['app', 'child-edit', 'child-edit'],
    ['contact', 'person-create', 'contact:person:create'],
    ['contact', 'c1-area-edit', 'contact:c1-area:edit'],
    ['contact', 'death', 'contact:death'],
    ['training', 'visits', 'training:visits'],
    ['collect', 'census', 'census'],
  ] as const)
    it(`of ${kind}/${name}.xml is ${id}`, () => expect(internalIdOf(kind, name)).to.equal(id));
});

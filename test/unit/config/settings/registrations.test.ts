import { listedParams, namedParams } from '@rounds/config/sections/event-params.ts';
import { parseSettings } from '@rounds/config/settings/parse.ts';
import { registeredType } from '@rounds/config/settings/registered-contacts.ts';
import { expect } from 'chai';

const faultsOf = (settings: object) => parseSettings(settings).faults.map(({ path, message }) => `${path}: ${message}`);
const withEvent = (event: object, more: object = {}) => ({ registrations: [{ form: 'N', events: [event] }], ...more });

describe('An event of a registration', () => {
  const at = 'registrations[0].events[0]';
  const types = [
    { id: 'area' },
    { id: 'household', parents: ['area'] },
    { id: 'member', person: true, parents: ['household'] },
  ];
  const table: [why: string, event: object, faults: string[], more?: object][] = [
    ['a trigger that there is', { trigger: 'add_birth_date' }, []],
    ['no trigger', {}, [`${at}.trigger: give the trigger, such as assign_schedule`]],
    [
      'a misspelt trigger',
      { trigger: 'add_pateint' },
      [`${at}.trigger: there is no trigger add_pateint; is add_patient meant?`],
    ],
    ['a trigger unlike any', { trigger: 'sing' }, [`${at}.trigger: there is no trigger sing`]],
    ['a trigger by a name of JavaScript', { trigger: '__proto__' }, [`${at}.trigger: there is no trigger __proto__`]],
    [
      'parameters that are a number',
      { trigger: 'add_patient', params: 7 },
      [`${at}.params: give text, a list, or an object`],
    ],
    [
      'parameters that begin like an object',
      { trigger: 'add_patient', params: '{"a": ' },
      [`${at}.params: begins like an object, but is no JSON`],
    ],
    [
      'a field without a name',
      { trigger: 'add_patient', params: { parent_id: ' ' } },
      [`${at}.params.parent_id: name a field of the form`],
    ],
    [
      'a field that is a number',
      { trigger: 'add_patient', params: '{"patient_id_field": 1}' },
      [`${at}.params.patient_id_field: name a field of the form`],
    ],
    ['a place of a type', { trigger: 'add_place', params: { contact_type: 'clinic' } }, []],
    [
      'a place of a misspelt type',
      { trigger: 'add_place', params: { contact_type: 'clinics' } },
      [`${at}.params.contact_type: clinics is not a contact type; is clinic meant?`],
    ],
    [
      'a place that is a person',
      { trigger: 'add_place', params: { contact_type: 'person' } },
      [`${at}.params.contact_type: person is a person, not a place`],
    ],
    [
      'a person that is a place',
      { trigger: 'add_patient_id', params: { contact_type: 'clinic' } },
      [`${at}.params.contact_type: clinic is a place, not a person`],
    ],
    [
      'a person of the programme’s own kind',
      { trigger: 'add_patient', params: '{"contact_type": "member"}' },
      [],
      { contact_types: types },
    ],
    ['a person of no type where there is none called person', { trigger: 'add_patient' }, [], { contact_types: types }],
    [
      'nothing about types while those are faulty',
      { trigger: 'add_place', params: { contact_type: 'x' } },
      ['contact_types: give a list of contact types'],
      { contact_types: 7 },
    ],
  ];
  for (const [why, event, faults, more] of table)
    it(`with ${why} is ${faults.length ? 'refused' : 'taken'}`, () =>
      expect(faultsOf(withEvent(event, more))).to.deep.equal(faults));

  it('makes contacts of the type that is named, else persons of the programme', () => {
    const typeOf = (trigger: string, params?: object) =>
      registeredType({ trigger, params: params as never }, types)?.id;
    expect([
      typeOf('add_patient'),
      typeOf('add_patient_id'),
      typeOf('add_place', { contact_type: 'household' }),
      typeOf('add_case'),
    ]).to.deep.equal(['member', 'member', 'household', undefined]);
  });

  it('has parameters by name or in a list, however they are written', () => {
    expect([{ params: { a: 1 } }, { params: '{"a": 1}' }, { params: 'a' }, {}].map(namedParams)).to.deep.equal([
      { a: 1 },
      { a: 1 },
      {},
      {},
    ]);
    expect(
      [{ params: 'a, b' }, { params: ['a', 'b'] }, { params: '["a", "b"]' }, { params: '{"a": 1}' }, {}].map(
        listedParams,
      ),
    ).to.deep.equal([['a', 'b'], ['a', 'b'], ['a', 'b'], [], []]);
  });
});

describe('Settings of replies to senders', () => {
  const table: [settings: object, faults: string[]][] = [
    [{ update_clinics: [{ form: 'N', messages: [{ event_type: 'sys.facility_not_found', message: 'Who?' }] }] }, []],
    [{ update_clinics: [{ messages: [] }] }, ['update_clinics[0].form: name the form by its code']],
    [{ update_clinics: {} }, ['update_clinics: give a list of {form, messages}']],
    [{ self_report: [{ form: 'N', messages: 'Thanks' }] }, ['self_report[0].messages: give a list of messages']],
    [{ self_report: [{ form: 'N' }] }, []],
    [{ default_responses: { start_date: '2026-01-31' } }, []],
    [{ default_responses: { start_date: '' } }, []],
    [
      { default_responses: { start_date: '2026-02-30' } },
      ['default_responses.start_date: give a day such as 2026-01-31'],
    ],
    [{ default_responses: { start_date: 'soon' } }, ['default_responses.start_date: give a day such as 2026-01-31']],
    [{ default_responses: { start_date: 20260131 } }, ['default_responses.start_date: give a day such as 2026-01-31']],
    [{ forms_only_mode: 'perhaps' }, ['forms_only_mode: expected true or false']],
  ];
  for (const [settings, faults] of table)
    it(`such as ${JSON.stringify(settings)} are ${faults[0] ? `refused: ${faults[0]}` : 'taken'}`, () =>
      expect(faultsOf(settings)).to.deep.equal(faults));
});

import { scheduleNames } from '@rounds/config/sections/event-params.ts';
import { isOn, isOnDevice } from '@rounds/config/sections/is-on.ts';
import { parseOffset, parseSendTime } from '@rounds/config/sections/schedules.ts';
import { parseSettings } from '@rounds/config/settings/parse.ts';
import { expect } from 'chai';
import { config } from 'zod';

describe('a schedule', () => {
  const offsets: [text: string, read: object | null][] = [
    ['6 weeks', { amount: 6, unit: 'week' }],
    ['1 day', { amount: 1, unit: 'day' }],
    ['0 days', { amount: 0, unit: 'day' }],
    ['-2 hours', { amount: -2, unit: 'hour' }],
    [' 3  Months ', { amount: 3, unit: 'month' }],
    ['1.5 years', { amount: 1.5, unit: 'year' }],
    ['30 seconds', { amount: 30, unit: 'second' }],
    ['10 minute', { amount: 10, unit: 'minute' }],
    ['6', null],
    ['weeks', null],
    ['6 fortnights', null],
    ['six weeks', null],
    ['6weeks', null],
    ['', null],
  ];
  for (const [text, read] of offsets)
    it(`reads the offset "${text}" ${read ? `as ${Object.values(read).join(' ')}` : 'as a fault'}`, () => {
      expect(parseOffset(text)).to.deep.equal(read);
      const { faults } = parseSettings({
        schedules: [{ name: 'a', messages: [{ offset: text, translation_key: 'k' }] }],
      });
      expect(faults.map(({ path }) => path)).to.deep.equal(read ? [] : ['schedules[0].messages[0].offset']);
    });

  const times: [text: string, read: object | null][] = [
    ['09:00', { hour: 9, minute: 0 }],
    ['9:05', { hour: 9, minute: 5 }],
    ['23:59', { hour: 23, minute: 59 }],
    ['09:00 +0300', { hour: 9, minute: 0, zone: 180 }],
    ['09:00 -03:30', { hour: 9, minute: 0, zone: -210 }],
    ['09:00 Z', { hour: 9, minute: 0, zone: 0 }],
    ['09:00 Africa/Nairobi', { hour: 9, minute: 0, zone: 'Africa/Nairobi' }],
    ['9:30 America/Argentina/Buenos_Aires', { hour: 9, minute: 30, zone: 'America/Argentina/Buenos_Aires' }],
    ['09:00 UTC', { hour: 9, minute: 0, zone: 'UTC' }],
    ['09:00 Nairobi time', null],
    ['09:00 Africa/Atlantis', null],
    ['09:00 AM', null],
    ['24:00', null],
    ['09:60', null],
    ['9', null],
    ['morning', null],
  ];
  for (const [text, read] of times)
    it(`reads the sending time "${text}" ${read ? '' : 'as a fault'}`, () => {
      expect(parseSendTime(text)).to.deep.equal(read);
      const { faults } = parseSettings({
        schedules: [{ name: 'a', messages: [{ offset: '1 day', send_time: text }] }],
      });
      expect(faults.map(({ path }) => path)).to.deep.equal(read ? [] : ['schedules[0].messages[0].send_time']);
    });

  for (const [day, good] of [
    ['monday', true],
    ['Sunday', true],
    ['', true],
    ['mon', false],
    ['lundi', false],
  ] as const)
    it(`takes "${day}" ${good ? 'as a day' : 'as a fault'}`, () => {
      const { faults } = parseSettings({ schedules: [{ name: 'a', messages: [{ offset: '1 day', send_day: day }] }] });
      expect(faults.map(({ path }) => path)).to.deep.equal(good ? [] : ['schedules[0].messages[0].send_day']);
    });

  it('starts at the day of the report unless a field, or the first of several, is named', () => {
    const { settings } = parseSettings({
      schedules: [{ name: 'a' }, { name: 'b', start_from: ['lmp_date', 'fields.lmp_date'] }],
    });
    expect(settings.schedules.map(({ start_from }) => start_from)).to.deep.equal([
      'reported_date',
      ['lmp_date', 'fields.lmp_date'],
    ]);
    expect(settings.schedules[0]).to.deep.include({ start_mid_group: false, messages: [] });
  });
});

describe('a registration event', () => {
  const params: [params: unknown, names: string[]][] = [
    ['anc', ['anc']],
    ['anc, pnc', ['anc', 'pnc']],
    [
      ['anc', 'pnc'],
      ['anc', 'pnc'],
    ],
    ['["anc", "pnc"]', ['anc', 'pnc']],
    [{ name: 'anc' }, ['anc']],
    [{ other: 'anc' }, []],
    ['', []],
    [null, []],
    [undefined, []],
  ];
  for (const [given, names] of params)
    it(`with params ${JSON.stringify(given)} names ${names.join(' and ') || 'no schedule'}`, () => {
      const schedules = names.map(name => ({ name }));
      const { settings } = parseSettings({
        schedules,
        registrations: [{ form: 'P', events: [{ trigger: 'assign_schedule', params: given }] }],
      });
      expect(scheduleNames(settings.registrations[0]!.events[0]!)).to.deep.equal(names);
    });

  it('happens when the report is made unless it says otherwise', () => {
    const { settings } = parseSettings({ registrations: [{ form: 'P', events: [{ trigger: 'add_patient' }] }] });
    expect(settings.registrations[0]!.events[0]!.name).to.equal('on_create');
  });
});

describe('a transition', () => {
  const choices: [choice: unknown, on: boolean, onDevice: boolean][] = [
    [true, true, true],
    [{}, true, true],
    [{ client_side: false }, true, false],
    [{ disable: true }, false, false],
    [{ disable: false }, true, true],
    ['yes', true, true],
    [1, true, true],
    [false, false, false],
    ['', false, false],
    [0, false, false],
    [null, false, false],
    [undefined, false, false],
  ];
  for (const [choice, on, onDevice] of choices)
    it(`configured as ${JSON.stringify(choice)} is ${on ? 'on' : 'off'}, and ${onDevice ? 'on' : 'off'} on devices`, () => {
      const transitions = (choice === undefined ? {} : { muting: choice }) as Record<string, never>;
      expect(isOn({ transitions }, 'muting')).to.equal(on);
      expect(isOnDevice({ transitions }, 'muting')).to.equal(onDevice);
    });
});

describe('the schemas', () => {
  it('make no code at run time, which the content security policy of the app forbids', () =>
    expect(config().jitless).to.equal(true));
});

describe('the service that SMS go through', () => {
  const addresses: [text: unknown, good: boolean][] = [
    ['https://textit.com', true],
    ['http://127.0.0.1:8000/relay/', true],
    ['', true],
    [null, true],
    ['textit.com', false],
    ['ftp://textit.com', false],
    ['javascript:alert(1)', false],
    [5, false],
  ];
  for (const [url, good] of addresses)
    it(`${good ? 'may' : 'may not'} stand at ${JSON.stringify(url)}`, () => {
      for (const name of ['rapidpro', 'africas_talking']) {
        const { faults } = parseSettings({ sms: { outgoing_service: 'rapidpro', [name]: { url } } });
        expect(faults.map(({ path }) => path)).to.deep.equal(good ? [] : [`sms.${name}.url`]);
      }
    });
});

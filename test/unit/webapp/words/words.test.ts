import { readFileSync } from 'node:fs';
import { defaultPermissions } from '@rounds/config/permissions/defaults.ts';
import { expect } from 'chai';
import { phoneProgramme, titleOf } from '../../../../webapp/data/programme/phone-programme.ts';
import { userOf } from '../../../../webapp/data/session/cookies.ts';
import { en } from '../../../../webapp/words/en.ts';
import { fr } from '../../../../webapp/words/fr.ts';
import { dayHeading, inLine } from '../../../../webapp/words/say.ts';
import { sw } from '../../../../webapp/words/sw.ts';

const values = (text: string) => (text.match(/{{\w+/g) ?? []).sort();

describe('the words of the app', () => {
  for (const [name, words] of Object.entries({ fr, sw })) {
    it(`are all there in ${name}`, () => {
      expect(Object.keys(words).sort()).to.deep.equal(Object.keys(en).sort());
    });

    it(`name the same values in ${name}`, () => {
      const different = Object.keys(en).filter(key => values(words[key]!).join() !== values(en[key]!).join());
      expect(different).to.deep.equal([]);
    });
  }
});

describe('the words of permissions', () => {
  it('say of each what it lets a user do', () => {
    const silent = Object.keys(defaultPermissions).filter(name => en[`permission.${name}`] === undefined);
    expect(silent).to.deep.equal([]);
  });
});

describe('several facts on one line', () => {
  it('keep their own direction, and leave out what is missing', () => {
    expect(inLine(['\u0635\u0627\u0645\u062a', '', undefined, '+255712345678'])).to.equal(
      '\u2068\u0635\u0627\u0645\u062a\u2069 · \u2068+255712345678\u2069',
    );
    expect(inLine(['', undefined])).to.equal('');
  });
});

describe('the day between messages', () => {
  it('is written with the signs that its language puts between weekday and day', () => {
    const now = new Date(2026, 10, 21, 12).getTime();
    const days = [now, new Date(2026, 10, 19, 9).getTime(), new Date(2025, 10, 19, 9).getTime()];
    expect(days.map(at => dayHeading(at, now))).to.deep.equal(['Today', 'Thursday 19 Nov', 'Wednesday, 19 Nov 2025']);
  });
});

describe('who is logged in, by the cookies alone', () => {
  const cookie = `userCtx=${encodeURIComponent('{"name":"neema","roles":["chw"]}')}`;
  for (const { cookies, name } of [
    { cookies: '', name: undefined },
    { cookies: cookie, name: 'neema' },
    { cookies: `locale=fr; ${cookie}`, name: 'neema' },
    { cookies: `${cookie}; login=force`, name: undefined },
    { cookies: 'userCtx=%7Bbroken', name: undefined },
    { cookies: 'userCtx=%7B%22name%22%3Anull%7D', name: undefined },
  ])
    it(`is ${name ?? 'nobody'} for “${cookies}”`, () => {
      expect(userOf(cookies)?.name).to.equal(name);
    });
});

describe('the programme as the screens read it', () => {
  const form = (internalId: string, context: object, more: object = {}) => ({
    _id: `form:${internalId}`,
    type: 'form',
    internalId,
    context,
    ...more,
  });
  const settings = (more: object) => ({
    _id: 'settings',
    settings: { muting: { mute_forms: ['MUTE'], unmute_forms: ['unmute'] }, ...more },
  });
  const filled = (roles: string[], docs: object[]) => {
    const rules = phoneProgramme(roles, () => undefined);
    rules.apply(docs as never[]);
    return rules;
  };

  it('offers forms by whom they are about and by permission; one that says nothing of that is about anybody', () => {
    const docs = [
      settings({ permissions: { can_refer: ['nurse'] } }),
      form('visit', { person: true, place: false }),
      form('refer', { person: true, permission: 'can_refer' }),
      form('survey', { place: true }),
      form('contact:person:create', { person: true }),
      form('loose', {}),
    ];
    const ids = (roles: string[], about: 'person' | 'place') =>
      filled(roles, docs)
        .forms(about)
        .map(({ internalId }) => internalId);
    expect(ids(['chw'], 'person')).to.deep.equal(['loose', 'visit']);
    expect(ids(['nurse'], 'person')).to.deep.equal(['loose', 'refer', 'visit']);
    expect(ids(['_admin'], 'person')).to.deep.equal(['loose', 'refer', 'visit']);
    expect(ids(['chw'], 'place')).to.deep.equal(['loose', 'survey']);
  });

  it('gives the permissions that the server gives: those that the programme does not name are as by default', () => {
    const cases: [roles: string[], permissions: object | undefined, permission: string, may: boolean][] = [
      [['chw'], undefined, 'can_view_messages_tab', true],
      [['chw'], undefined, 'can_view_unallocated_data_records', false],
      [['program_officer'], {}, 'can_view_unallocated_data_records', true],
      [['chw'], { can_view_messages_tab: ['nurse'] }, 'can_view_messages_tab', false],
      [['volunteer'], undefined, 'can_edit', false],
      [['volunteer'], { can_edit: ['volunteer'] }, 'can_edit', true],
      [['chw'], {}, 'can_do_what_nobody_named', false],
      [['_admin'], { can_edit: [] }, 'can_edit', true],
    ];
    for (const [roles, permissions, permission, may] of cases)
      expect(filled(roles, [settings({ permissions })]).may(permission), `${roles} ${permission}`).to.equal(may);
  });

  it('knows which forms mute and unmute, however their codes are written', () => {
    const rules = filled(['chw'], [settings({})]);
    expect(['mute', 'Unmute', 'visit', undefined].map(code => rules.mutes(code))).to.deep.equal([
      'mute',
      'unmute',
      null,
      null,
    ]);
  });

  it('names a form for SMS as the settings do, by whatever code it was sent', () => {
    const { smsLabel } = filled(['chw'], [settings({ forms: { V: { meta: { code: 'V', label: { en: 'Visit' } } } } })]);
    expect(smsLabel('v')).to.deep.equal({ en: 'Visit' });
    expect(smsLabel('X')).to.equal(undefined);
    const named = filled(
      ['chw'],
      [settings({ forms: { V: { meta: { code: 'V', translation_key: 'form.V.title' } } } })],
    );
    expect(named.smsLabel('v')).to.deep.equal({ translation_key: 'form.V.title' });
  });

  it('takes the four types of old programmes where none are named', () => {
    expect(
      filled([], [])
        .types()
        .map(({ id }) => id),
    ).to.deep.equal(['district_hospital', 'health_center', 'clinic', 'person']);
  });

  it('says the title of a form in the language chosen, else in English, else by its key', () => {
    const title = [
      { locale: 'en', content: 'Visit' },
      { locale: 'sw', content: 'Ziara' },
    ];
    const none = () => undefined;
    expect(titleOf(form('visit', {}, { title }) as never, 'sw', none)).to.equal('Ziara');
    expect(titleOf(form('visit', {}, { title }) as never, 'fr', none)).to.equal('Visit');
    expect(titleOf(form('visit', {}, { title: 'form.visit' }) as never, 'fr', () => 'Visite')).to.equal('Visite');
    expect(titleOf(form('visit', {}) as never, 'fr', none)).to.equal('visit');
  });
});

describe('the words of the app and those of the default programme', () => {
  const programme = readFileSync(
    new URL('../../../../config/default/translations/messages-en.properties', import.meta.url),
    'utf8',
  );
  const keys = programme.split('\n').flatMap(line => /^\s*([^#!=:\s]+)\s*[=:]/.exec(line)?.slice(1) ?? []);

  it('share no key, one of which would say what the other means', () => {
    // Names of types of contacts are the programme's to say, as are those of permissions.
    const shared = Object.keys(en).filter(key => {
      const singular = key.replace(/_(one|other)$/, '');
      return [key, singular].some(each => keys.includes(each)) && !key.startsWith('contact.type.');
    });
    expect(shared).to.deep.equal([]);
  });
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { changedDocs, defaultProgramme, programmeDocs, readProgramme } from '@rounds/config/programme/documents.ts';
import { type Noted, notedText } from '@rounds/config/programme/noted.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { expect } from 'chai';

const xform = (id: string) =>
  `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Visit</h:title><model><instance><data id="${id}"><a/></data></instance></model></h:head><h:body/></h:html>`;

describe('the folder of a programme', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rounds-programme-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const files = async (texts: Record<string, string>) => {
    for (const [name, text] of Object.entries(texts)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
  };
  const faultsOf = async (): Promise<string[]> => {
    try {
      await programmeDocs(folder);
    } catch (error) {
      expect(error).to.be.instanceOf(AppError).with.property('code', 'settings/invalid');
      return ((error as AppError).details as Noted[]).map(notedText);
    }
    return [];
  };
  const warningsOf = async (): Promise<string[]> => {
    const { faults, warnings } = await readProgramme(folder);
    expect(faults).to.deep.equal([]);
    return warnings.map(notedText);
  };

  it('becomes settings, forms and words', async () => {
    await files({
      'app_settings.json':
        '{"$schema": "x", "locale": "sw", "languages": [{"locale": "en", "enabled": false}, {"locale": "sw"}]}',
      'forms/app/visit.xml': xform('visit'),
      'forms/app/visit.properties.json':
        '{"title": [{"locale": "sw", "content": "Ziara"}], "icon": "heart", "context": {"person": true, "place": false}}',
      'forms/app/visit-media/a.png': 'picture',
      'forms/app/visit-media/images/deep/b.JPG': 'photo',
      'forms/training/outreach.xml': xform('training:outreach'),
      'forms/contact/person-create.xml': xform('contact:person:create'),
      'translations/messages-sw.properties': 'hello = Habari',
    });
    const docs = await programmeDocs(folder, { time: 5 });
    expect(docs.map(({ _id }) => _id)).to.deep.equal([
      'settings',
      'form:visit',
      'form:contact:person:create',
      'form:training:outreach',
      'messages-en',
      'messages-fr',
      'messages-sw',
    ]);
    const [settings, visit, person, training, en, , sw] = docs;
    expect(settings!.settings).to.include({ locale: 'sw' }).and.not.to.have.property('$schema');
    expect(settings!.settings).to.have.nested.property('permissions.can_edit');
    const { _attachments, xmlVersion, ...form } = visit!;
    expect(form).to.deep.equal({
      _id: 'form:visit',
      type: 'form',
      internalId: 'visit',
      title: [{ locale: 'sw', content: 'Ziara' }],
      icon: 'heart',
      context: { person: true, place: false },
    });
    expect(xmlVersion).to.have.property('time', 5);
    expect(xmlVersion)
      .to.have.property('sha256')
      .that.matches(/^[0-9a-f]{64}$/);
    expect(_attachments!.xml).to.deep.equal({
      content_type: 'application/xml',
      data: Buffer.from(xform('visit')).toString('base64'),
    });
    expect(Object.keys(_attachments!)).to.deep.equal(['xml', 'a.png', 'images/deep/b.JPG']);
    expect(_attachments!['a.png']).to.deep.equal({
      content_type: 'image/png',
      data: Buffer.from('picture').toString('base64'),
    });
    expect(_attachments!['images/deep/b.JPG']).to.include({ content_type: 'image/jpeg' });
    expect(training).to.include({ internalId: 'training:outreach' });
    expect(person).to.include({ internalId: 'contact:person:create', title: 'Visit' });
    expect(en).to.deep.include({ type: 'translations', code: 'en', name: 'English', enabled: false, custom: {} });
    expect(sw).to.deep.include({ code: 'sw', name: 'Kiswahili', enabled: true, custom: { hello: 'Habari' } });
    expect(sw!.generic).to.have.property('messages.muting.mute');
  });

  it('has every fault named by its file, all together, and no document then', async () => {
    await files({
      'app_settings.json': '{\n"locale": 3,\n"muting": {\n"mute_forms": "x"}}',
      'forms/app/broken.xml': '<html/>',
      'forms/contact/person-create.xml': xform('contact:person:create'),
      'forms/contact/person-create.properties.json': '[]',
    });
    expect(await faultsOf()).to.deep.equal([
      'app_settings.json:2: locale: expected text, found 3',
      'app_settings.json:4: muting.mute_forms: give a list of form codes',
      'forms/app/broken.xml: has no model in the head of an XHTML page: this is not an XForm',
      'forms/contact/person-create.properties.json: is not an object',
    ]);
  });

  it('without settings, or with settings that are no JSON, is refused', async () => {
    expect(await faultsOf()).to.deep.equal([
      'app_settings.json: is missing; a programme has it, or app_settings/base_settings.json',
    ]);
    await files({ 'app_settings.json': '{' });
    expect((await faultsOf())[0]).to.match(/^app_settings\.json:1: is no JSON/);
    await files({ 'app_settings.json': '[]' });
    expect(await faultsOf()).to.deep.equal(['app_settings.json:1: expected an object of sections']);
  });

  describe('whose settings are a folder', () => {
    const schedules = '[{"name": "anc", "start_from": "reported_date", "messages": []}]';
    const settingsOf = async () => (await programmeDocs(folder))[0]!.settings as Record<string, unknown>;
    beforeEach(() =>
      files({
        'app_settings/base_settings.json': '{"locale": "sw"}',
        'app_settings/forms.json': '{"V": {"meta": {"code": "V"}, "fields": {}}}',
        'app_settings/schedules.json': schedules,
      }),
    );

    it('becomes settings of all its files', async () => {
      expect(await settingsOf())
        .to.include({ locale: 'sw' })
        .and.to.have.nested.property('forms.V.meta.code', 'V');
      expect(await settingsOf()).to.have.nested.property('schedules[0].name', 'anc');
    });

    it('has the faults of each file named by that file', async () => {
      await files({ 'app_settings/base_settings.json': '{"locale": 3}', 'app_settings/schedules.json': '7' });
      const faults = await faultsOf();
      expect(faults).to.include('app_settings/base_settings.json:1: locale: expected text, found 3');
      expect(faults.some(fault => fault.startsWith('app_settings/schedules.json:1: schedules'))).to.equal(true);
      await files({ 'app_settings/forms.json': '{' });
      expect((await faultsOf())[0]).to.match(/^app_settings\/forms\.json:1: is no JSON/);
    });

    it('takes the file of a section where its base says otherwise, with a warning', async () => {
      await files({ 'app_settings/base_settings.json': `{"locale": "sw",\n"schedules": []}` });
      expect(await warningsOf()).to.deep.equal([
        'app_settings/base_settings.json:2: schedules: says otherwise than app_settings/schedules.json, which counts',
      ]);
      expect(await settingsOf()).to.have.nested.property('schedules[0].name', 'anc');
    });

    it('is refused without its base, and left out where all is compiled', async () => {
      await rm(join(folder, 'app_settings/base_settings.json'));
      expect(await faultsOf()).to.deep.equal([
        'app_settings/base_settings.json: is missing, though app_settings/forms.json is there',
      ]);
      await files({ 'app_settings.json': '{"locale": "fr"}' });
      expect(await warningsOf()).to.deep.equal(
        ['forms', 'schedules'].map(
          name =>
            `app_settings/${name}.json: is left out: there is no app_settings/base_settings.json beside it, and app_settings.json counts`,
        ),
      );
      expect(await settingsOf()).to.include({ locale: 'fr' });
    });

    it('counts before what was compiled from it, with a warning; the tasks come from there', async () => {
      const all = {
        locale: 'sw',
        forms: { V: { meta: { code: 'V' }, fields: {} } },
        schedules: JSON.parse(schedules),
        contact_summary: 'code',
      };
      await files({ 'app_settings.json': JSON.stringify(all) });
      expect(await settingsOf()).to.include({ contact_summary: 'code', locale: 'sw' });
      expect(await warningsOf()).to.deep.equal([]);
      await files({ 'app_settings.json': JSON.stringify({ ...all, locale: 'en', schedules: [] }, null, 1) });
      expect(await warningsOf()).to.deep.equal([
        'app_settings.json:2: locale: says otherwise than app_settings/base_settings.json, which counts, as when it is compiled again',
        'app_settings.json:11: schedules: says otherwise than app_settings/schedules.json, which counts, as when it is compiled again',
      ]);
      expect(await settingsOf()).to.include({ contact_summary: 'code', locale: 'sw' });
    });
  });

  describe('that is odd and harms nobody', () => {
    const settings = '{"locale": "sw"}';
    const odd: [what: string, files: Record<string, string>, ...warnings: string[]][] = [
      [
        'a word twice',
        { 'translations/messages-sw.properties': 'a = 1\n# b\nb = 2\na = 3' },
        'translations/messages-sw.properties:4: a: is there twice, first in line 1; the last counts',
      ],
      [
        'a word thrice, on lines that go on, and a line without a key',
        { 'translations/messages-sw.properties': 'a = 1 \\\n  2\na = 3\n= nothing\n\na: 4\n' },
        'translations/messages-sw.properties:4: has no key before its sign, and is left out',
        'translations/messages-sw.properties:6: a: is there 3 times, first in line 1; the last counts',
      ],
      [
        'a section twice, and a name twice in one',
        { 'app_settings.json': '{"locale": "en",\n"forms": {"A": {},\n"A": {}},\n"locale": "sw"}' },
        'app_settings.json:3: forms.A: is there twice; the last counts',
        'app_settings.json:4: locale: is there twice; the last counts',
      ],
      [
        'settings that say nothing, at their line',
        {
          'app_settings.json':
            '{\n"outbound": {\n"a.b": {"mapping": {}},\n"a": {"relevant_to": "doc.x"}},\n"alerts": [\n{"form": "A", "condition": "true", "message": "x"},\n{"form": ""}],\n"purge": {}}',
        },
        'app_settings.json:7: alerts[1]: is off: its form is empty',
        'app_settings.json:3: outbound.a.b: says nothing: nothing is pushed',
        'app_settings.json:4: outbound.a: has no destination: nothing is pushed',
        'app_settings.json:8: purge: says nothing: nothing is purged',
      ],
      [
        'an id that is not that of the file: of an app form, beside one of that name, and of a contact form',
        {
          'forms/app/visit.xml': xform('old_visit'),
          'forms/app/copy.xml': xform('visit'),
          'forms/contact/clinic-create.xml': xform('clinic'),
        },
        'forms/app/copy.xml:1: has the id visit inside, not copy: it is known as copy',
        'forms/app/visit.xml:1: has the id old_visit inside, not visit: its reports are of the form old_visit',
        'forms/contact/clinic-create.xml:1: has the id clinic inside, not contact:clinic:create: it is known as contact:clinic:create',
      ],
      [
        'ids in other spellings: none of them is told',
        {
          'forms/contact/clinic-create.xml': xform('form:contact:clinic:create'),
          'forms/contact/person-edit.xml': xform('person-edit'),
          'forms/training/first.xml': xform('first'),
          'forms/app/my-form.xml': xform('my:form'),
        },
      ],
      [
        'a workbook that cannot be read',
        { 'forms/app/visit.xlsx': 'x', 'forms/app/~$visit.xlsx': 'x' },
        'forms/app/visit.xlsx: is left out: is no workbook: save it as .xlsx',
      ],
      [
        'files that are empty',
        {
          'resources.json': '',
          'app_settings/forms.json': ' \n',
          'forms/app/v.xml': xform('v'),
          'forms/app/v.properties.json': '',
        },
        'app_settings/forms.json: is empty, and is left out',
        'forms/app/v.properties.json: is empty, and is left out',
        'resources.json: is empty, and is left out',
      ],
      [
        'a property of a form twice',
        { 'forms/app/v.xml': xform('v'), 'forms/app/v.properties.json': '{"icon": "a",\n"icon": "b"}' },
        'forms/app/v.properties.json:2: icon: is there twice; the last counts',
      ],
    ];
    for (const [what, texts, ...warnings] of odd)
      it(`is taken with a warning by file and line: ${what}`, async () => {
        await files({ 'app_settings.json': settings, ...texts });
        expect(await warningsOf()).to.deep.equal(warnings);
      });

    it('has the last of several words, and forms under their names', async () => {
      await files({
        'app_settings.json': settings,
        'translations/messages-sw.properties': 'a = 1\na = 3\n= 4',
        'forms/app/visit.xml': xform('old_visit'),
        'forms/contact/clinic-create.xml': xform('clinic'),
      });
      const docs = await programmeDocs(folder);
      expect(docs.find(({ _id }) => _id === 'messages-sw')!.custom).to.deep.equal({ a: '3' });
      expect(docs.filter(({ type }) => type === 'form').map(({ _id, internalId }) => [_id, internalId])).to.deep.equal([
        ['form:visit', 'old_visit'],
        ['form:contact:clinic:create', 'contact:clinic:create'],
      ]);
    });
  });
});

describe('installing a programme again', () => {
  /** As the database answers: a revision, attachments as stubs with digests. */
  const stored = async () => {
    const { createHash } = await import('node:crypto');
    return (await programmeDocs(defaultProgramme, { time: 1 })).map(doc => ({
      ...doc,
      _rev: '1-a',
      ...(doc._attachments
        ? {
            _attachments: Object.fromEntries(
              Object.entries(doc._attachments).map(([name, { content_type, data }]) => [
                name,
                {
                  content_type,
                  stub: true,
                  digest: `md5-${createHash('md5').update(data!, 'base64').digest('base64')}`,
                },
              ]),
            ),
          }
        : {}),
    }));
  };

  it('gives the same documents', async () =>
    expect(await programmeDocs(defaultProgramme)).to.deep.equal(await programmeDocs(`${defaultProgramme}/`)));

  it('writes nothing that did not change, whenever the forms were made', async () =>
    expect(changedDocs(await programmeDocs(defaultProgramme, { time: 2 }), await stored())).to.deep.equal([]));

  it('writes what is missing, and what changed with its revision', async () => {
    const wanted = await programmeDocs(defaultProgramme, { time: 2 });
    const before = (await stored()).map(doc =>
      doc._id === 'settings' ? null : doc._id === 'form:mute' ? { ...doc, title: 'old' } : doc,
    );
    const changed = changedDocs(wanted, before);
    expect(changed.map(({ _id, _rev }) => [_id, _rev])).to.deep.equal([
      ['settings', undefined],
      ['form:mute', '1-a'],
    ]);
  });

  it('writes a form of which only the XML changed', async () => {
    const before = (await stored()).map(doc => {
      if (doc._id !== 'form:mute') return doc;
      return { ...doc, _attachments: { xml: { content_type: 'application/xml', stub: true, digest: 'md5-other' } } };
    });
    expect(changedDocs(await programmeDocs(defaultProgramme), before).map(({ _id }) => _id)).to.deep.equal([
      'form:mute',
    ]);
  });
});

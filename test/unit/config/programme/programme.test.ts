import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  changedDocs,
  defaultProgramme,
  type ProgrammeFault,
  programmeDocs,
} from '@rounds/config/programme/documents.ts';
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
      return ((error as AppError).details as ProgrammeFault[]).map(({ file, path, message }) =>
        [file, path, message].filter(Boolean).join(': '),
      );
    }
    return [];
  };

  it('becomes settings, forms and words', async () => {
    await files({
      'app_settings.json':
        '{"$schema": "x", "locale": "sw", "languages": [{"locale": "en", "enabled": false}, {"locale": "sw"}]}',
      'forms/app/visit.xml': xform('visit'),
      'forms/app/visit.properties.json':
        '{"title": [{"locale": "sw", "content": "Ziara"}], "icon": "heart", "context": {"person": true, "place": false}}',
      'forms/app/visit-media/a.png': 'picture',
      'forms/contact/person-create.xml': xform('contact:person:create'),
      'translations/messages-sw.properties': 'hello = Habari',
    });
    const docs = await programmeDocs(folder, { time: 5 });
    expect(docs.map(({ _id }) => _id)).to.deep.equal([
      'settings',
      'form:visit',
      'form:contact:person:create',
      'messages-en',
      'messages-fr',
      'messages-sw',
    ]);
    const [settings, visit, person, en, , sw] = docs;
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
    expect(_attachments!['a.png']).to.deep.equal({
      content_type: 'image/png',
      data: Buffer.from('picture').toString('base64'),
    });
    expect(person).to.include({ internalId: 'contact:person:create', title: 'Visit' });
    expect(en).to.deep.include({ type: 'translations', code: 'en', name: 'English', enabled: false, custom: {} });
    expect(sw).to.deep.include({ code: 'sw', name: 'Kiswahili', enabled: true, custom: { hello: 'Habari' } });
    expect(sw!.generic).to.have.property('messages.muting.mute');
  });

  it('has every fault named by its file, all together, and no document then', async () => {
    await files({
      'app_settings.json': '{"locale": 3, "muting": {"mute_forms": "x"}}',
      'forms/app/visit.xml': xform('other'),
      'forms/app/broken.xml': '<html/>',
      'forms/contact/person-create.xml': xform('contact:person:create'),
      'forms/contact/person-create.properties.json': '[]',
      'translations/messages-sw.properties': 'a = 1\nb = 2\na = 3',
    });
    expect(await faultsOf()).to.deep.equal([
      'app_settings.json: locale: expected text, found 3',
      'app_settings.json: muting.mute_forms: give a list of form codes',
      'forms/app/broken.xml: has no model in the head of an XHTML page: this is not an XForm',
      'forms/app/visit.xml: has the id other inside; it must be visit',
      'forms/contact/person-create.properties.json: is not an object',
      'translations/messages-sw.properties: a: is there twice',
    ]);
  });

  it('without settings, or with settings that are no JSON, is refused', async () => {
    expect(await faultsOf()).to.deep.equal([
      'app_settings.json: is missing; a programme has it, or app_settings/base_settings.json',
    ]);
    await files({ 'app_settings.json': '{' });
    expect((await faultsOf())[0]).to.match(/^app_settings\.json: .*JSON/);
    await files({ 'app_settings.json': '[]' });
    expect(await faultsOf()).to.deep.equal(['app_settings.json: expected an object of sections']);
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
      expect(faults).to.include('app_settings/base_settings.json: locale: expected text, found 3');
      expect(faults.some(fault => fault.startsWith('app_settings/schedules.json: schedules'))).to.equal(true);
      await files({ 'app_settings/forms.json': '{' });
      expect((await faultsOf())[0]).to.match(/^app_settings\/forms\.json: .*JSON/);
    });

    it('is refused without its base, or when two of its files say different things', async () => {
      await files({ 'app_settings/base_settings.json': `{"locale": "sw", "schedules": []}` });
      expect(await faultsOf()).to.deep.equal([
        'app_settings/schedules.json: says otherwise than "schedules" in app_settings/base_settings.json; keep one of the two',
      ]);
      await rm(join(folder, 'app_settings/base_settings.json'));
      expect(await faultsOf()).to.deep.equal([
        'app_settings/base_settings.json: is missing, though app_settings/forms.json is there',
      ]);
    });

    it('lies below what was compiled from it, with the tasks, as long as both say the same', async () => {
      const all = {
        locale: 'sw',
        forms: { V: { meta: { code: 'V' }, fields: {} } },
        schedules: JSON.parse(schedules),
        contact_summary: 'code',
      };
      await files({ 'app_settings.json': JSON.stringify(all) });
      expect(await settingsOf()).to.include({ contact_summary: 'code', locale: 'sw' });
      await files({ 'app_settings.json': JSON.stringify({ ...all, locale: 'en', schedules: [] }) });
      expect(await faultsOf()).to.deep.equal([
        'app_settings.json: says otherwise than app_settings/base_settings.json about "locale"; compile it again, or remove one of the two',
        'app_settings.json: says otherwise than app_settings/schedules.json about "schedules"; compile it again, or remove one of the two',
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

import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { aya, ben, people, report, secretForm, type Village, village } from './village.ts';

describe('online users and administrators', () => {
  let place: Village;
  before(async () => {
    place = await village({ docs: [report('visit-nia', 'nia', aya), report('visit-sam', 'sam', ben), secretForm] });
  });
  after(() => place?.close());

  it('have the whole programme, but no secrets of others', async () => {
    const olga = await place.login('olga');
    expect((await olga.ask('/medic/visit-sam')).status).to.equal(200);
    expect((await olga.ask('/medic/token%3Alogin%3Aabc')).status).to.equal(404);
    const { body } = await olga.ask('/medic/_find', {
      body: { selector: { type: { $in: ['data_record', 'token_login'] } }, fields: ['_id', 'contact._id'] },
    });
    expect(body.docs).to.deep.include({ _id: 'visit-nia', contact: { _id: 'aya-person' } });
    expect(JSON.stringify(body)).to.not.include('token:login');
    const view = await olga.ask('/medic/_design/medic-client/_view/reports_by_subject?key="sam"&include_docs=true');
    expect(view.body.rows[0].doc._id).to.equal('visit-sam');
    const all = await olga.ask('/medic/_all_docs?limit=5&skip=2');
    expect(all.body.rows).to.have.length(5);
  });

  it('get lists of documents with their attachments and losing revisions, when they ask for them', async () => {
    const olga = await place.login('olga');
    const { _rev: rev } = (await place.main.get('noah'))!;
    const edits = ['a', 'b'].map(hash => ({
      ...people.find(({ _id }) => _id === 'noah')!,
      _rev: `2-${hash}`,
      note: hash,
    }));
    const docs = edits.map(doc => ({ ...doc, _revisions: { start: 2, ids: [doc._rev.slice(2), rev!.slice(2)] } }));
    expect((await olga.ask('/medic/_bulk_docs', { body: { docs, new_edits: false } })).body).to.deep.equal([]);
    const range = `startkey=${encodeURIComponent('"form:"')}&endkey=${encodeURIComponent('"noah"')}`;
    const { body } = await olga.ask(`/medic/_all_docs?include_docs=true&attachments=true&conflicts=true&${range}`);
    const found = new Map<string, Doc>(body.rows.map(({ id, doc }: { id: string; doc: Doc }) => [id, doc]));
    expect([...found.keys()]).to.deep.equal(['form:visit', 'nia', 'noah']);
    expect(found.get('form:visit')!._attachments!.xml!.data).to.equal(btoa('<h:html/>'));
    expect(found.get('noah')!._conflicts).to.deep.equal(['2-a']);
  });

  it('store no form or text as if it were a document, but take what curl sends', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const text = JSON.stringify({ type: 'diary', note: 'by curl' });
    expect((await place.admin.ask('/medic/by-curl', { method: 'PUT', body: text, headers: form })).status).to.equal(
      201,
    );
    expect((await place.main.get('by-curl'))!.note).to.equal('by curl');
    expect((await place.admin.ask('/medic/by-curl', { method: 'PUT', body: 'a=b', headers: form })).status).to.equal(
      400,
    );
    for (const path of [
      '/medic',
      '/medic/_bulk_docs',
      '/medic/_bulk_get',
      '/medic/_revs_diff',
      '/medic/_all_docs',
      '/medic/_find',
    ])
      for (const headers of [
        form,
        { 'content-type': 'text/plain' },
        { 'content-type': 'multipart/form-data; boundary=x' },
      ]) {
        const { status, body } = await place.admin.ask(path, { method: 'POST', body: text, headers });
        expect([path, status, body.error]).to.deep.equal([path, 415, 'bad_content_type']);
      }
  });

  it('do not find in a bookmark what they may not see', async () => {
    const olga = await place.login('olga');
    const find = (body: object) => olga.ask('/medic/_find', { body });
    const hidden = await find({ selector: { type: 'token_login' }, limit: 1 });
    expect(hidden.body.docs).to.deep.equal([]);
    const { bookmark } = hidden.body as { bookmark: string };
    expect(Buffer.from(bookmark, 'base64').toString('latin1')).to.not.include('token:login');
    const before = await find({ selector: { _id: { $gt: 'token' } }, limit: 1 });
    expect(Buffer.from(before.body.bookmark, 'base64').toString('latin1')).to.not.include('token:login');
    const pages: string[] = [];
    for (let mark: string | undefined; pages.length < 5; ) {
      const page = await find({
        selector: { type: { $in: ['data_record', 'token_login'] } },
        limit: 1,
        ...(mark ? { bookmark: mark } : {}),
      });
      if (page.body.docs.length === 0) break;
      pages.push(page.body.docs[0]._id);
      mark = page.body.bookmark;
    }
    expect(pages).to.deep.equal(['visit-nia', 'visit-sam']);
    expect((await find({ selector: { _id: 'settings' } })).body.docs, 'without a type').to.have.length(1);
    expect((await find({ selector: { type: 'user-settings' }, limit: 100 })).body.docs.length).to.be.greaterThan(3);
  });

  it('may not reach other databases or design documents unless they administer the server', async () => {
    for (const name of ['olga', 'ada']) {
      const person = await place.login(name);
      for (const path of [
        '/_users/_all_docs',
        '/_all_dbs',
        '/_node/_local/_config',
        '/medic/_security',
        `/${place.databases.sentinel}/_all_docs`,
      ])
        expect((await person.ask(path)).status, `${name} ${path}`).to.equal(403);
      expect((await person.ask('/medic/_design/medic', { method: 'PUT', body: { views: {} } })).status).to.be.oneOf([
        401, 403, 409,
      ]);
    }
    expect((await place.admin.ask('/_all_dbs')).status).to.equal(200);
    expect((await place.admin.ask('/_users/_all_docs?limit=1')).status).to.equal(200);
    expect((await place.admin.ask(`/${place.databases.sentinel}`)).body.db_name).to.equal(place.databases.sentinel);
    expect((await place.admin.ask('/medic/_security')).status).to.equal(200);
    expect((await place.admin.ask('/some-other-db')).status).to.equal(404);
  });

  it('get from CouchDB itself what only it can answer, when they administer the server', async () => {
    const last = await place.admin.ask('/medic/_changes?descending=true&limit=1');
    expect(last.body.results).to.have.length(1);
    const chosen = await place.admin.ask('/medic/_changes?filter=_selector', { body: { selector: { _id: 'sam' } } });
    expect(chosen.body.results.map(({ id }: { id: string }) => id)).to.deep.equal(['sam']);
    const made = await place.admin.ask('/medic/_index', {
      body: { index: { fields: ['form'] }, name: 'by-form', ddoc: 'by-form' },
    });
    expect(made.body.result).to.equal('created');
    const olga = await place.login('olga');
    expect((await olga.ask('/medic/_changes?descending=true&limit=1')).status).to.equal(400);
  });

  it('write with the permission can_edit only', async () => {
    const olga = await place.login('olga');
    expect((await olga.ask('/medic', { body: report('o1', 'sam', []) })).status).to.equal(201);
    const { raw } = { raw: (await place.admin.ask('/api/v1/settings')).body };
    await place.admin.ask('/api/v1/settings?replace=true', {
      method: 'PUT',
      body: { permissions: { ...raw.permissions, can_edit: ['chw'] } },
    });
    const refused = await olga.ask('/medic', { body: report('o2', 'sam', []) });
    expect(refused.status).to.equal(403);
    expect(refused.body.reason).to.include('can_edit');
  });
});

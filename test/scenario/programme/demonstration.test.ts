import { defaultProgramme, programmeDocs } from '@rounds/config/programme/documents.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { type World, world } from '../../world.ts';

describe('the demonstration', () => {
  let rounds: World;
  let all: string[];
  beforeEach(async () => {
    // The api itself installs it where there is no programme.
    rounds = await world({ programme: false, sentinel: false });
    all = (await programmeDocs(defaultProgramme)).filter(({ type }) => type === 'form').map(({ _id }) => _id);
  });
  afterEach(() => rounds?.close());

  const json = (method: string, body: unknown) => ({
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const put = async (doc: Doc) => (await rounds.fetch(`/medic/${doc._id}`, json('PUT', doc))).status;
  const forms = async () =>
    (await rounds.store().range({ from: 'form:', to: 'form:\ufff0', limit: 100 })).map(({ _id }) => _id);
  const form = (id: string): Doc => ({
    ...{ _id: `form:${id}`, type: 'form', internalId: id, title: id },
    _attachments: { xml: { content_type: 'application/xml', data: Buffer.from('<h:html/>').toString('base64') } },
  });

  it('gives way to the first form of a programme, but for what somebody changed, and comes no more', async () => {
    expect(await forms()).to.have.members(all);
    const changed = (await rounds.store().get('form:pregnancy', { attachments: true }))!;
    expect(await put({ ...changed, title: 'Expecting' })).to.equal(201);
    expect(await forms(), 'after an edit').to.have.members(all);
    expect(await put(form('own'))).to.equal(201);
    expect(await forms()).to.have.members(['form:pregnancy', 'form:own']);
    const { ok } = await rounds.fetch('/medic/_bulk_docs', json('POST', { docs: [form('mute'), form('other')] }));
    expect(ok).to.equal(true);
    await rounds.api.stop();
    await rounds.api.start();
    expect(await forms()).to.have.members(['form:pregnancy', 'form:mute', 'form:other', 'form:own']);
  });

  it('stays while its settings are only changed, and gives way to those of a programme', async () => {
    const send = async (query: string, body: object) => {
      const answer = await rounds.fetch(`/api/v1/settings${query}`, json('PUT', body));
      expect(answer.status, await answer.clone().text()).to.equal(200);
    };
    await send('', { forms: { X: { meta: { code: 'X' }, fields: {} } } });
    await send('?replace=true', { locale: 'sw' });
    expect(await forms()).to.have.members(all);
    await send('?replace=true', { forms: { X: { meta: { code: 'X' }, fields: {} } } });
    expect(await forms()).to.deep.equal([]);
  });

  const faulty: [title: string, section: object][] = [
    ['a section', { roles: 'all' }],
    [
      'an expression',
      { outbound: { x: { relevant_to: 'doc.form ===', destination: { base_url: 'https://x.example' }, mapping: {} } } },
    ],
    ['a time', { reminders: [{ form: 'F', cron: 'every day', message: 'Send it' }] }],
    ['a text', { registrations: [{ form: 'P', messages: [{ message: 'Hello {{name' }] }] }],
    ['a function', { purge: { fn: 'function (', text_expression: 'at 2 am' } }],
  ];
  it('has settings of which a raw document is checked as those of the door of settings are', async () => {
    const stored = (await rounds.store().get('settings'))!;
    for (const [title, section] of faulty) {
      const settings = { ...(stored.settings as object), ...section };
      const door = await rounds.fetch('/api/v1/settings?overwrite=true', json('PUT', settings));
      expect(door.status, title).to.equal(400);
      const { details } = (await door.json()) as { details: { path: string; message: string }[] };
      const reason = details.map(({ path, message }) => `${path}: ${message}`).join('; ');
      const single = await rounds.fetch('/medic/settings', json('PUT', { ...stored, settings }));
      expect([single.status, ((await single.json()) as { reason: string }).reason], title).to.deep.equal([403, reason]);
      for (const new_edits of [true, false]) {
        const docs = [{ ...stored, settings }];
        const rows = (await (await rounds.fetch('/medic/_bulk_docs', json('POST', { docs, new_edits }))).json()) as {
          error?: string;
          reason?: string;
        }[];
        expect([rows[0]!.error, rows[0]!.reason], title).to.deep.equal(['forbidden', reason]);
      }
    }
    expect((await rounds.store().get('settings'))!._rev).to.equal(stored._rev);
    const odd = { ...(stored.settings as object), purge: {} };
    expect(await put({ ...stored, settings: odd })).to.equal(201);
  });
});

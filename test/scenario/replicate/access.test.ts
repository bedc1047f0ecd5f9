import { expect } from 'chai';
import { aya, ben, lineage, type Person, report, secretForm, type Village, village } from './village.ts';

/** Text that stands in documents that aya must never see, and in none that she may. */
const secret = 'SECRET-OF-THE-SOUTH';

describe('no door leads out of the scope of a user', () => {
  let place: Village;
  let person: Person;
  let firstRev: string;

  before(async () => {
    place = await village({
      docs: [
        report('visit-nia', 'nia', aya),
        report('visit-sam', 'sam', ben, { fields: { note: secret } }),
        {
          _id: 'photo-sam',
          type: 'data_record',
          form: 'visit',
          fields: { patient_id: 'sam', note: secret },
          _attachments: { photo: { content_type: 'text/plain', data: btoa(secret) } },
        },
        {
          _id: 'photo-nia',
          type: 'data_record',
          form: 'visit',
          fields: { patient_id: 'nia' },
          _attachments: { photo: { content_type: 'text/plain', data: btoa('hello') } },
        },
        { _id: 'task-of-ben', type: 'task', user: 'org.couchdb.user:ben', note: secret },
        { _id: 'target-of-ben', type: 'target', owner: 'ben-person', note: secret },
        { _id: 'unknown-kind', type: 'diary', note: secret },
        { ...secretForm, note: secret },
        // It came into aya's area: its state before that is not hers.
        report('moved-in', 'sam', ben, { fields: { note: secret } }),
      ],
    });
    firstRev = (await place.main.get('moved-in'))!._rev!;
    await place.put(report('moved-in', 'nia', ben));
    person = await place.login('aya');
  });
  after(() => place?.close());

  const foreign = [
    'visit-sam',
    'photo-sam',
    'task-of-ben',
    'target-of-ben',
    'unknown-kind',
    'token:login:abc',
    'sam',
    'south',
    'district',
    '_design/medic',
  ];

  describe('reading', () => {
    for (const id of foreign)
      it(`answers for ${id} as if it were not there`, async () => {
        const path = id.startsWith('_design/') ? id : encodeURIComponent(id);
        const { status, body } = await person.ask(`/medic/${path}`);
        expect([status, body.error]).to.deep.equal([404, 'not_found']);
      });

    it('answers for the leaves of what is hidden as if it were not there', async () => {
      const { _rev: rev } = (await place.main.get('visit-sam'))!;
      for (const leaves of ['all', `["${rev}"]`, `["${rev}","9-abc"]`]) {
        const [hidden, none] = await Promise.all(
          ['visit-sam', 'nowhere'].map(id => person.ask(`/medic/${id}?open_revs=${leaves}`)),
        );
        expect([hidden!.status, hidden!.body], leaves).to.deep.equal([none!.status, none!.body]);
      }
    });

    const questions: [string, string, object?][] = [
      ['_all_docs with documents', '/medic/_all_docs?include_docs=true'],
      ['_all_docs of named documents', '/medic/_all_docs?include_docs=true', { keys: [...foreign, 'nia'] }],
      [
        '_all_docs by a range',
        `/medic/_all_docs?include_docs=true&startkey=${encodeURIComponent('"a"')}&endkey=${encodeURIComponent('"z"')}`,
      ],
      ['_changes with documents', '/medic/_changes?include_docs=true&since=0'],
      ['_changes of named documents', '/medic/_changes?include_docs=true&filter=_doc_ids', { doc_ids: foreign }],
      [
        '_changes with conflicts and attachments',
        '/medic/_changes?include_docs=true&attachments=true&conflicts=true&style=all_docs',
      ],
      [
        '_bulk_get',
        '/medic/_bulk_get?revs=true&attachments=true',
        { docs: [...foreign.map(id => ({ id })), { id: 'nia' }] },
      ],
      [
        '_bulk_get by revision',
        '/medic/_bulk_get?revs=true&latest=true',
        { docs: [{ id: 'visit-sam', rev: '1-abc' }] },
      ],
      ['the revisions of a document', '/medic/visit-sam?open_revs=all'],
      ['a document with its attachments', '/medic/photo-sam?attachments=true'],
      ['an attachment', '/medic/photo-sam/photo'],
      ['the first fill', '/api/v1/replication/fill'],
      ['what belongs to a contact', '/api/v1/replication/about', { ids: ['sam', 'south', 'district'] }],
      ['_find', '/medic/_find', { selector: { type: 'data_record' } }],
      ['a view', '/medic/_design/medic-client/_view/reports_by_subject?include_docs=true'],
      ['a view by keys', '/medic/_design/medic-client/_view/reports_by_subject?include_docs=true', { keys: ['sam'] }],
      ['_users', '/_users/_all_docs?include_docs=true'],
      ['the sentinel database', `/SENTINEL/_all_docs?include_docs=true`],
      ['_explain', '/medic/_explain', { selector: {} }],
      ['_security', '/medic/_security'],
      ['_design_docs', '/medic/_design_docs?include_docs=true'],
      ['_local_docs', '/medic/_local_docs?include_docs=true'],
      ['all databases', '/_all_dbs'],
      ['the configuration', '/_node/_local/_config'],
      ['Fauxton', '/_utils/'],
      ['a path upwards', '/medic/..%2F_users%2F_all_docs'],
      ['a path upwards, encoded', '/medic/%2e%2e/_users/_all_docs'],
      ['a path upwards in the database', '/%2e%2e/_users/_all_docs?include_docs=true'],
      ['an encoded slash', '/medic%2F..%2F_users/_all_docs'],
      ['an encoded underscore', '/medic/%5Fdesign/medic/%5Fview/contacts_by_depth?include_docs=true'],
      ['two slashes', '/medic//_all_docs?include_docs=true'],
      ['another method', '/medic/_all_docs?include_docs=true&_method=GET', {}],
      ['a show of an attachment with a path upwards', '/medic/photo-nia/..%2Fphoto-sam%2Fphoto'],
      ['another user', '/medic/org.couchdb.user%3Anobody'],
      ['all users', '/api/v1/users'],
    ];
    for (const [title, path, body] of questions)
      it(`tells nothing by ${title}`, async () => {
        const { body: answer } = await person.ask(
          path.replace('SENTINEL', place.databases.sentinel),
          body ? { body } : {},
        );
        const text = JSON.stringify(answer);
        expect(text).to.not.include(secret);
        expect(text).to.not.include(btoa(secret));
        expect(text).to.not.include('derived_key');
      });

    it('tells nothing of what a document was before it came into the scope', async () => {
      for (const path of [
        `/medic/moved-in?rev=${firstRev}`,
        '/medic/moved-in?open_revs=all&revs=true',
        `/medic/moved-in?open_revs=["${firstRev}"]`,
      ]) {
        const { body } = await person.ask(path);
        expect(JSON.stringify(body), path).to.not.include(secret);
      }
      const { body } = await person.ask('/medic/_bulk_get', {
        body: { docs: [{ id: 'moved-in', rev: firstRev }, { id: 'moved-in' }] },
      });
      expect(JSON.stringify(body)).to.include('moved-in');
      expect(JSON.stringify(body)).to.not.include(secret);
    });

    it('gives what is hers by each of these doors', async () => {
      expect((await person.ask('/medic/visit-nia')).body._id).to.equal('visit-nia');
      expect((await person.ask('/medic/photo-nia/photo')).body).to.equal('hello');
      expect((await person.ask('/medic/photo-nia?attachments=true')).body._attachments.photo.data).to.equal(
        btoa('hello'),
      );
      const { body } = await person.ask('/medic/_all_docs', { body: { keys: ['nia', 'sam'] } });
      expect(body.rows).to.have.length(2);
      expect(body.rows[1]).to.deep.equal({ key: 'sam', error: 'not_found' });
      expect((await person.ask('/medic/visit-nia?open_revs=all')).body[0].ok._id).to.equal('visit-nia');
    });

    it('says that documents of others are missing, whichever revision is asked for', async () => {
      const { _rev } = (await place.main.get('visit-sam'))!;
      const { body } = await person.ask('/medic/_revs_diff', { body: { 'visit-sam': [_rev], 'never-was': ['1-a'] } });
      expect(body['visit-sam']).to.deep.equal({ missing: [_rev] });
      expect(body['never-was'].missing).to.deep.equal(['1-a']);
    });
  });

  describe('writing', () => {
    const rows: [string, object][] = [
      ['a new report about somebody outside', report('w1', 'sam', aya)],
      ['a new report by somebody outside', report('w2', undefined, ben)],
      [
        'a report whose top level names one of hers, and its fields somebody outside',
        { ...report('w8', 'sam', aya), patient_id: 'nia' },
      ],
      [
        'a report about somebody outside with the error that falls back to its sender',
        { ...report('w9', 'sam', aya), errors: [{ code: 'registration_not_found', message: 'x' }] },
      ],
      [
        'a report about nobody known and a place outside',
        report('w10', 'nobody-known', aya, { fields: { place_id: 'south-clinic' } }),
      ],
      [
        'a report about somebody outside in the dress of a message',
        {
          ...report('w11', 'sam', aya),
          kujua_message: true,
          tasks: [{ state: 'pending', messages: [{ contact: { _id: 'nia' } }] }],
        },
      ],
      [
        'a contact outside',
        { _id: 'w3', type: 'person', name: 'x', parent: lineage('south-clinic', 'south', 'district') },
      ],
      [
        'a contact with a false lineage',
        { _id: 'w4', type: 'person', name: 'x', parent: lineage('south-clinic', 'north', 'district') },
      ],
      ['a contact with no lineage', { _id: 'w5', type: 'clinic', name: 'x' }],
      [
        'a contact of hers moved away',
        { _id: 'noah', type: 'person', name: 'noah', parent: lineage('south-clinic', 'south', 'district') },
      ],
      ["a stored report of the neighbours, made one's own", report('visit-sam', 'nia', aya)],
      ['the settings', { _id: 'settings', settings: {} }],
      ['a form', { _id: 'form:evil', type: 'form' }],
      ['words', { _id: 'messages-en', type: 'translations', code: 'en' }],
      ['a design document', { _id: '_design/medic', views: {} }],
      ['the design document that phones get', { _id: '_design/medic-client', views: {} }],
      [
        "another user's settings",
        { _id: 'org.couchdb.user:olga', type: 'user-settings', name: 'olga', roles: ['admin'] },
      ],
      ['a link to log in', { _id: 'token:login:evil', type: 'token_login' }],
      ['a task of somebody else', { _id: 'task-evil', type: 'task', user: 'org.couchdb.user:ben' }],
      ['a target of somebody else', { _id: 'target-evil', type: 'target', owner: 'ben-person' }],
      ['a document of an unknown kind', { _id: 'w6', type: 'diary' }],
      ['a document without a type', { _id: 'w7' }],
    ];
    for (const [title, doc] of rows as [string, { _id: string }][])
      it(`refuses ${title}, one by one, in bulk and as a replica`, async () => {
        const stored = await place.main.get(doc._id);
        const current = { ...doc, ...(stored ? { _rev: stored._rev } : {}) };
        const replica = { ...doc, _rev: '9-abcdef', _revisions: { start: 9, ids: ['abcdef'] } };
        const path = doc._id.startsWith('_design/') ? doc._id : encodeURIComponent(doc._id);
        const put = await person.ask(`/medic/${path}`, { method: 'PUT', body: current });
        expect(put.status, 'PUT').to.be.oneOf([401, 403]);
        const replicaPut = await person.ask(`/medic/${path}?new_edits=false`, { method: 'PUT', body: replica });
        expect(replicaPut.status, 'PUT new_edits=false').to.be.oneOf([401, 403]);
        const post = await person.ask('/medic', { body: current });
        expect(post.status, 'POST').to.be.oneOf([401, 403]);
        const bulk = await person.ask('/medic/_bulk_docs', { body: { docs: [current] } });
        expect(bulk.body[0]).to.include({ id: doc._id, error: 'forbidden', name: 'forbidden' });
        expect(bulk.body[0].reason).to.be.a('string').and.not.equal('');
        const replicas = await person.ask('/medic/_bulk_docs', { body: { docs: [replica], new_edits: false } });
        expect(replicas.body[0]).to.include({ id: doc._id, error: 'forbidden' });
        expect(await place.main.get(doc._id)).to.deep.equal(stored);
      });

    for (const id of ['visit-sam', 'sam', 'settings', 'form:visit', '_design/medic', 'task-of-ben'])
      it(`refuses to delete ${id}`, async () => {
        const stored = (await place.main.get(id))!;
        const path = id.startsWith('_design/') ? id : encodeURIComponent(id);
        const { status } = await person.ask(`/medic/${path}?rev=${stored._rev}`, { method: 'DELETE' });
        expect(status).to.equal(403);
        const bulk = await person.ask('/medic/_bulk_docs', {
          body: { docs: [{ _id: id, _rev: stored._rev, _deleted: true }] },
        });
        expect(bulk.body[0].error).to.equal('forbidden');
        expect((await place.main.get(id))!._rev).to.equal(stored._rev);
      });

    it('refuses to give herself other roles or places', async () => {
      const id = `org.couchdb.user:${person.name}`;
      const own = (await person.ask(`/medic/${encodeURIComponent(id)}`)).body;
      for (const change of [{ roles: ['admin'] }, { facility_id: ['south'] }, { contact_id: 'ben-person' }]) {
        const { status } = await person.ask(`/medic/${encodeURIComponent(id)}`, {
          method: 'PUT',
          body: { ...own, ...change },
        });
        expect(status).to.equal(403);
      }
      const { status } = await person.ask(`/medic/${encodeURIComponent(id)}`, {
        method: 'PUT',
        body: { ...own, language: 'sw' },
      });
      expect(status).to.equal(201);
    });

    it('refuses an attachment to a document of others, and takes one to her own', async () => {
      const theirs = (await place.main.get('visit-sam'))!._rev;
      const headers = { 'content-type': 'application/json' };
      const refused = await person.ask(`/medic/visit-sam/photo?rev=${theirs}`, {
        method: 'PUT',
        body: '{"a":1}',
        headers,
      });
      expect(refused.status).to.equal(404);
      const mine = (await place.main.get('visit-nia'))!._rev;
      const taken = await person.ask(`/medic/visit-nia/photo?rev=${mine}`, {
        method: 'PUT',
        body: '{ "a": 1 }',
        headers,
      });
      expect(taken.status).to.equal(201);
      const read = await fetch(`${place.url}/medic/visit-nia/photo`, { headers: { cookie: person.cookie } });
      expect(await read.text()).to.equal('{ "a": 1 }');
    });

    it('takes what is hers, a household with its people in one batch, whatever their order', async () => {
      const docs = [
        { _id: 'child', type: 'person', name: 'child', parent: lineage('new-clinic', 'north', 'district') },
        report('about-child', 'child', aya),
        { _id: 'new-clinic', type: 'clinic', name: 'new', parent: lineage('north', 'district') },
      ];
      const { body } = await person.ask('/medic/_bulk_docs', { body: { docs } });
      expect(body.map(({ ok }: { ok: boolean }) => ok)).to.deep.equal([true, true, true]);
    });

    it('refuses a report about somebody outside whom the same batch would move to her, or whose short code it would take', async () => {
      const { _rev } = (await place.main.get('sam'))!;
      const moved = {
        _id: 'sam',
        _rev,
        type: 'person',
        name: 'sam',
        parent: lineage('north-clinic', 'north', 'district'),
      };
      const thief = {
        _id: 'thief',
        type: 'person',
        name: 'x',
        patient_id: '20015',
        parent: lineage('north-clinic', 'north', 'district'),
      };
      const docs = [moved, report('w12', 'sam', aya), thief, report('w13', '20015', aya)];
      const { body } = await person.ask('/medic/_bulk_docs', { body: { docs } });
      expect(body.map((row: { ok?: boolean }) => row.ok === true)).to.deep.equal([false, false, false, false]);
      await place.heard();
      await person.ask('/api/v1/replication/fill');
      expect((await person.ask('/medic', { body: report('w14', '20015', aya) })).status).to.equal(403);
    });

    it('takes an edit of a report that was about somebody outside before, as long as it stays so', async () => {
      const stored = { ...report('w15', 'sam', aya), errors: [{ code: 'registration_not_found', message: 'x' }] };
      await place.put(stored);
      const { _rev } = (await place.main.get('w15'))!;
      const { status } = await person.ask('/medic/w15', { method: 'PUT', body: { ...stored, _rev, verified: true } });
      expect(status).to.equal(201);
    });

    it('takes the good ones of a batch with a faulty one', async () => {
      const docs = [
        report('good-1', 'nia', aya),
        { _id: 'bad', type: 'data_record', _strange: 1 },
        { ...report('bad-rev', 'nia', aya), _rev: 'x' },
        report('good-2', 'nia', aya),
      ];
      const { body } = await person.ask('/medic/_bulk_docs', { body: { docs } });
      expect(body.map((row: { ok?: boolean }) => row.ok === true)).to.deep.equal([true, false, false, true]);
    });

    it('takes the good ones of a batch in which others hold halves of characters', async () => {
      const docs = [
        report('good-3', 'nia', aya, { fields: { note: 'smile \u{1f642}, and a backslash: \\ud800' } }),
        { ...report('half-1', 'nia', aya), note: 'x\ud83d' },
        report('half-2', 'ni\ud800a', aya),
        { ...report('x', 'nia', aya), _id: 'half-\ud800' },
        report('good-4', 'nia', aya),
      ];
      const { body } = await person.ask('/medic/_bulk_docs', { body: { docs } });
      expect(body.map((row: { ok?: boolean }) => row.ok === true)).to.deep.equal([true, false, false, false, true]);
      for (const at of [1, 2, 3]) expect(body[at].reason).to.include('half a character');
      const diff = await person.ask('/medic/_revs_diff', { body: { 'half-\ud800': ['1-a'], nia: ['9-a'] } });
      expect([diff.status, Object.keys(diff.body).length]).to.deep.equal([200, 2]);
    });

    it('says of a single document why it is not taken, in a word for programs', async () => {
      const stored = (await place.main.get('nia'))!;
      const cases: [object, number, string][] = [
        [{ _id: 'strange', type: 'data_record', _strange: 1 }, 400, 'request/invalid'],
        [{ ...stored, _rev: '1-0123456789abcdef' }, 409, 'doc/conflict'],
        [report('w16', 'sam', aya), 403, 'access/forbidden'],
      ];
      for (const [doc, status, code] of cases) {
        const answer = await person.ask('/medic', { body: doc });
        expect([answer.status, answer.body.code]).to.deep.equal([status, code]);
      }
    });

    it('keeps checkpoints of users apart', async () => {
      const other = await place.login('ben');
      await person.ask('/medic/_local/abc', { method: 'PUT', body: { _id: '_local/abc', mine: 1 } });
      expect((await person.ask('/medic/_local/abc')).body).to.include({ _id: '_local/abc', mine: 1 });
      expect((await other.ask('/medic/_local/abc')).status).to.equal(404);
    });

    const closed: [string, string, object?][] = [
      ['POST', '/medic/_purge', { x: ['1-a'] }],
      ['POST', '/medic/_compact', {}],
      ['PUT', '/medic/_security', {}],
      ['POST', '/medic/_index', { index: { fields: ['type'] } }],
      ['PUT', '/medic/_revs_limit', {}],
      ['DELETE', '/medic', undefined],
      ['PUT', '/_users/org.couchdb.user:evil', { name: 'evil', roles: ['admin'], type: 'user', password: 'x' }],
      ['PUT', '/_node/_local/_config/admins/evil', {}],
      ['POST', '/_replicate', { source: 'medic', target: 'x' }],
      ['POST', '/_replicator', { source: 'medic', target: 'x' }],
      ['PUT', '/evil-db', undefined],
      ['POST', '/medic/_find', { selector: {} }],
      ['POST', '/api/v1/users', { username: 'evil', password: 'Blue-Kettle-41', roles: ['admin'] }],
      ['PUT', '/api/v1/settings', { roles: {} }],
    ];
    for (const [method, path, body] of closed)
      it(`is not allowed ${method} ${path}`, async () => {
        const { status, body: answer } = await person.ask(path, { method, ...(body ? { body } : {}) });
        expect(status).to.be.oneOf([403, 404, 405]);
        if (path.startsWith('/medic/_') && status === 403)
          expect(answer).to.include({
            code: 403,
            error: 'forbidden',
            details: 'Offline users are not allowed access to this endpoint',
          });
      });
  });

  const nonsense: [string, object?][] = [
    ['/medic/_changes?since=nonsense'],
    ['/medic/_changes?limit=many'],
    ['/medic/_changes?filter=_doc_ids&doc_ids=x'],
    ['/medic/_changes?feed=continuous'],
    ['/medic/_all_docs?keys=x'],
    ['/medic/_all_docs', { keys: 'x' }],
    ['/medic/_bulk_docs', { docs: 'x' }],
    ['/medic/_bulk_docs', []],
    ['/medic/_bulk_get', { docs: [{ rev: 1 }] }],
    ['/medic/_revs_diff', { nia: 'x' }],
    ['/medic', []],
    ['/medic/nia?rev=nonsense'],
    ['/medic/nia?open_revs=nonsense'],
    ['/api/v1/replication/left'],
    ['/api/v1/replication/left?since=nonsense'],
    ['/api/v1/replication/about', { ids: 'x' }],
    ['/api/v1/replication/get-deletes', { doc_ids: 1 }],
  ];
  for (const [path, body] of nonsense)
    it(`answers ${path} ${JSON.stringify(body) ?? ''} with a refusal that says what is wrong`, async () => {
      const { status, body: answer } = await person.ask(path, body ? { body } : {});
      expect(status).to.be.oneOf([400, 404]);
      expect(answer.error).to.be.a('string');
    });

  it('reads no large body of a stranger', async () => {
    const headers = { 'content-type': 'application/json' };
    for (const path of ['/medic/_bulk_docs', '/medic', '/api/sms', '/api/v1/replication/get-deletes'])
      expect((await place.stranger.ask(path, { body: '{', headers })).status, path).to.equal(401);
  });

  it('asks strangers to log in everywhere', async () => {
    const paths = [
      '/medic',
      '/medic/nia',
      '/medic/_changes',
      '/medic/_all_docs',
      '/medic/_local/x',
      '/medic/nia/photo',
      '/api/v1/session',
      '/api/v1/settings',
    ];
    paths.push(
      '/api/v1/users',
      '/api/v1/replication/fill',
      '/api/v1/replication/get-ids',
      '/api/v1/replication/left?since=0',
      '/_utils/',
      '/_all_dbs',
      '/_users',
    );
    for (const path of paths) {
      const { status, body } = await place.stranger.ask(path);
      expect([path, status, body.error]).to.deep.equal([path, 401, 'unauthorized']);
    }
    for (const path of [
      '/medic/_bulk_docs',
      '/medic/_bulk_get',
      '/medic/_revs_diff',
      '/medic/_find',
      '/medic',
      '/api/v1/replication/about',
    ])
      expect((await place.stranger.ask(path, { body: {} })).status, path).to.equal(401);
  });
});

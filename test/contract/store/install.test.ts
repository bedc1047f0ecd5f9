import { type Databases, databases } from '@rounds/ddocs/documents/databases.ts';
import { adminsOnly } from '@rounds/ddocs/documents/security.ts';
import { type CouchServer, couchServer, refusalOf } from '@rounds/ddocs/store/couch-server.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import { type DesignDoc, mainDesign } from '@rounds/ddocs/store/design.ts';
import { type InstallLog, installDatabases } from '@rounds/ddocs/store/install.ts';
import { viewNames } from '@rounds/ddocs/store/store.ts';
import { expect } from 'chai';
import { couchGrounds } from '../couch-grounds.ts';

/** The default design documents with another map of `doc_by_type`, which takes its time. */
const changed = (value: string): DesignDoc[] =>
  mainDesign().map(design =>
    design._id === '_design/medic-client'
      ? {
          ...design,
          views: {
            ...design.views,
            doc_by_type: {
              map: `function (doc) {\n  var n = 0;\n  for (var i = 0; i < 400000; i++) {\n    n += i;\n  }\n  emit([doc.type], n && '${value}');\n}`,
            },
          },
        }
      : design,
  );

for (const { title, open } of couchGrounds())
  describe(`installing on ${title}`, () => {
    let ground: Awaited<ReturnType<typeof open>>;
    let server: CouchServer;
    let names: Databases;
    beforeEach(async () => {
      ground = await open();
      server = couchServer(ground.url);
      names = databases(`rounds-install-${crypto.randomUUID()}`);
    });
    afterEach(async () => {
      for (const name of Object.values(names)) await server.deleteDatabase(name);
      await ground.close();
    });
    const designs = async () => {
      const rows = await couchStore(ground.url, names.main).range({
        from: '_design/',
        to: '_design/\ufff0',
        limit: 20,
      });
      return rows.map(({ _id, _rev }) => [_id, _rev]);
    };

    it('creates the databases, open to administrators only, and every view', async () => {
      const { created, designs: written } = await installDatabases(ground.url, names);
      expect(created).to.include.members(Object.values(names));
      const named = [...new Set(viewNames.map(view => `${names.main}/_design/${view.split('/')[0]}`))];
      expect([...written].sort()).to.deep.equal(named.sort());
      for (const name of Object.values(names))
        expect(await server.request(`/${name}/_security`)).to.deep.include({ ...adminsOnly });
      const store = couchStore(ground.url, names.main);
      for (const view of viewNames) expect(await store.query(view, { limit: 1 }), view).to.deep.equal([]);
    });

    it('does nothing the second time', async () => {
      await installDatabases(ground.url, names);
      const before = await designs();
      const lines: string[] = [];
      const log: InstallLog = { info: (_, message) => lines.push(message) };
      expect(await installDatabases(ground.url, names, { log })).to.deep.equal({ created: [], designs: [] });
      expect([await designs(), lines]).to.deep.equal([before, []]);
    });

    it('closes a database again that somebody opened', async () => {
      await installDatabases(ground.url, names);
      await server.setSecurity(names.vault, { admins: { names: [], roles: [] }, members: { names: [], roles: [] } });
      await installDatabases(ground.url, names);
      expect(await server.request(`/${names.vault}/_security`)).to.deep.include({ ...adminsOnly });
    });

    it('runs in several processes at once', async () => {
      await Promise.all([1, 2, 3].map(() => installDatabases(ground.url, names)));
      expect((await designs()).map(([id]) => id)).to.deep.equal(
        mainDesign()
          .map(({ _id }) => _id)
          .sort(),
      );
    });

    it('lets the old views answer until the new ones are built, and leaves nothing behind', async () => {
      await installDatabases(ground.url, names, { designs: changed('old') });
      const store = couchStore(ground.url, names.main);
      await store.write(Array.from({ length: 400 }, (_, at) => ({ _id: `d${at}`, type: 'x' })));
      const read = async () => [
        ...new Set(
          (await store.query('medic-client/doc_by_type', { key: ['x'], limit: 500 })).map(({ value }) => value),
        ),
      ];
      expect(await read()).to.deep.equal(['old']);

      let installed = false;
      let meanwhile: Promise<unknown[]> | undefined;
      const log: InstallLog = {
        info: (_, message) => {
          if (message.startsWith('Building')) meanwhile = read().then(values => [values, installed]);
        },
      };
      const { designs: written } = await installDatabases(ground.url, names, { designs: changed('new'), log });
      installed = true;
      expect(written).to.deep.equal([`${names.main}/_design/medic-client`]);
      expect(await meanwhile).to.deep.equal([['old'], false]);
      expect(await read()).to.deep.equal(['new']);
      expect((await designs()).map(([id]) => id)).to.deep.equal(
        mainDesign()
          .map(({ _id }) => _id)
          .sort(),
      );
    });

    it('changes the validation without building views again', async () => {
      await installDatabases(ground.url, names);
      const lines: string[] = [];
      const log: InstallLog = { info: (_, message) => lines.push(message) };
      const { designs: written } = await installDatabases(ground.url, names, {
        designs: mainDesign('function () {}'),
        log,
      });
      expect(written).to.deep.equal([`${names.main}/_design/medic`]);
      expect(lines).to.deep.equal(['Upgraded a design document']);
    });

    it('takes up an upgrade that was broken off', async () => {
      await installDatabases(ground.url, names, { designs: changed('old') });
      await server.request(`/${names.main}/_design/${encodeURIComponent(':staged:medic-client')}`, {
        method: 'PUT',
        body: { language: 'javascript', views: { left: { map: 'function (doc) {}' } } },
      });
      await installDatabases(ground.url, names);
      expect((await designs()).map(([id]) => id)).to.deep.equal(
        mainDesign()
          .map(({ _id }) => _id)
          .sort(),
      );
    });

    it('takes away what an upgrade left that was cut off when the new views were in their place', async () => {
      await installDatabases(ground.url, names);
      const { views } = mainDesign().find(({ _id }) => _id === '_design/medic-client')!;
      const staged = (text: string) => `/${names.main}/_design/${encodeURIComponent(`:staged:${text}`)}`;
      await server.request(staged('medic-client'), { method: 'PUT', body: { language: 'javascript', views } });
      await server.request(staged('medic-sms'), {
        method: 'PUT',
        body: { language: 'javascript', views: { being: { map: 'function (doc) {}' } } },
      });
      expect(await installDatabases(ground.url, names)).to.deep.equal({ created: [], designs: [] });
      expect((await designs()).map(([id]) => id).filter(id => id?.includes('staged'))).to.deep.equal([
        '_design/:staged:medic-sms',
      ]);
    });

    it('has the database itself refuse what no client may write, when an administrator opened it to somebody', async () => {
      await installDatabases(ground.url, names);
      expect(Object.keys((await server.request<DesignDoc>(`/${names.main}/_design/medic`)) ?? {})).not.to.include(
        'validate_doc_update',
      );
      const user = `rounds-${crypto.randomUUID()}`;
      const login = `/_users/${encodeURIComponent(`org.couchdb.user:${user}`)}`;
      await server.request(login, {
        method: 'PUT',
        body: { name: user, type: 'user', roles: ['chw'], password: 'a-password' },
      });
      await server.setSecurity(names.main, {
        admins: { names: [], roles: ['_admin'] },
        members: { names: [user], roles: [] },
      });
      await installDatabases(ground.url, names);
      try {
        const store = couchStore(ground.url.replace(/\/\/[^@]*@/, `//${user}:a-password@`), names.main);
        const answers = await store.write([
          { _id: 'settings', type: 'x' },
          { _id: 'p', type: 'person', parent: { _id: 'p' } },
          { _id: 'q', type: 'person', parent: { _id: 'p' } },
        ]);
        expect(answers.map(answer => answer.ok || [answer.error, answer.reason])).to.deep.equal([
          ['forbidden', 'Only an administrator may change "settings".'],
          ['forbidden', 'A contact cannot be above itself.'],
          true,
        ]);
        const replicated = await store.write([{ _id: 'form:x', _rev: '1-abc', type: 'form' }], { newEdits: false });
        expect(replicated[0]).to.include({ id: 'form:x', ok: false, error: 'forbidden' });
      } finally {
        const { _rev } = await server.request<{ _rev: string }>(login);
        await server.request(login, { method: 'DELETE', query: { rev: _rev } });
      }
      expect(refusalOf(new Error('x'))).to.equal(undefined);
    });
  });

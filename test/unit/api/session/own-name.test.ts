import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { couch } from '@rounds/api/couch/couch.ts';
import { openSession } from '@rounds/api/session/open-session.ts';
import type { LoginParts } from '@rounds/api/session/parts.ts';
import { sessions } from '@rounds/api/session/sessions.ts';
import type { AppError } from '@rounds/ddocs/documents/error.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import { expect } from 'chai';

describe('the name under which the api itself asks the database', () => {
  const asked: string[] = [];
  // CouchDB locks a name after five wrong passwords from one address, and all logins come from ours.
  const database = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"unauthorized"}');
  });
  let parts: Pick<LoginParts, 'couch' | 'sessions'>;
  before(async () => {
    await new Promise<void>(resolve => database.listen(0, '127.0.0.1', resolve));
    const { port } = database.address() as AddressInfo;
    const server = couch(`http://root:p%40ss@127.0.0.1:${port}`);
    const store = couchStore(`http://root:p%40ss@127.0.0.1:${port}`, 'none');
    parts = { couch: server, sessions: sessions(server, store, store, () => 0) };
  });
  after(() => database.close());

  const outcome = (trial: Promise<unknown>) => trial.catch(error => (error as AppError).code);

  it('is not locked by wrong passwords of others: the database never hears of them', async () => {
    for (const guess of ['wrong', '', 'p%40ss', 'p@ss ']) {
      expect(await outcome(openSession(parts, 'root', guess))).to.equal('session/refused');
      expect(await outcome(openSession(parts, 'ROOT', guess))).to.equal('session/refused');
      expect(await outcome(parts.sessions.caller({ authorization: `Basic ${btoa(`root:${guess}`)}` }))).to.equal(
        'session/refused',
      );
    }
    // Names are told apart by CouchDB as they are written: this one is nobody's.
    expect(asked.filter(each => each === 'POST /_session')).to.have.length(4);
    expect(asked).to.have.length(4);
  });

  it('is asked about like any other with its own password', async () => {
    asked.length = 0;
    await outcome(openSession(parts, 'root', 'p@ss'));
    await outcome(parts.sessions.caller({ authorization: `Basic ${btoa('root:p@ss')}` }));
    expect(asked).to.deep.equal(['POST /_session', 'GET /_session']);
  });
});

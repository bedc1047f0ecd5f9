import { shows } from '@rounds/api/programme/credentials.ts';
import { AppError, isAppError } from '@rounds/ddocs/documents/error.ts';
import type { CouchServer } from '@rounds/ddocs/store/couch-server.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { type Credential, credentialId, openVault, unseal, type Vault, vaultKey } from '@rounds/ddocs/vault/vault.ts';
import { expect } from 'chai';
import { store } from '../stores.ts';

const secret = 'Tausi-49-nyekundu';
/** A server that tells the part of its configuration that stands under these paths. */
const server = (config: Record<string, string>, onLogin: Record<string, string> = {}) =>
  ({
    url: 'http://admin:p%C3%A9@127.0.0.1:5984',
    request: async (path: string, init?: { body?: unknown }) => {
      if (path === '/_session' && JSON.stringify(init?.body) === '{"name":"admin","password":"pé"}')
        return Object.assign(config, onLogin);
      if (config[path]) return config[path];
      throw new AppError('store/refused', 'no', {
        details: { status: 404, error: 'not_found', reason: 'unknown_config_value' },
      });
    },
  }) as unknown as CouchServer;
const path = '/_node/_local/_config/chttpd_auth/secret';

const codeOf = async (act: Promise<unknown>): Promise<string> => {
  try {
    await act;
    return 'none';
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
};

describe('The vault', () => {
  let side: Store;
  let vault: Vault;
  const open = (material: string) =>
    openVault(
      side,
      () => vaultKey(server({}), material),
      () => 1_700_000_000_000,
    );
  beforeEach(() => {
    side = store();
    vault = open('key one');
  });

  it('gives back what was written, in every alphabet, and null for what was not', async () => {
    await vault.write('a:outgoing', secret);
    await vault.write('b', 'ключ 🔑');
    expect(await vault.read('a:outgoing')).to.equal(secret);
    expect(await vault.read('b')).to.equal('ключ 🔑');
    expect(await vault.read('c')).to.equal(null);
  });

  it('writes the newer over the older, and forgets', async () => {
    await vault.write('a', 'old');
    await vault.write('a', secret);
    expect(await vault.read('a')).to.equal(secret);
    expect(await vault.remove('a')).to.equal(true);
    expect(await vault.remove('a')).to.equal(false);
    expect(await vault.read('a')).to.equal(null);
  });

  it('stores nothing of a secret that can be read, and each time something else', async () => {
    await vault.write('a', secret);
    const first = (await side.get<Credential>(credentialId('a')))!;
    await vault.write('a', secret);
    const second = (await side.get<Credential>(credentialId('a')))!;
    for (const doc of [first, second])
      expect(JSON.stringify(doc)).to.not.include(secret).and.not.include(btoa(secret).slice(0, 12));
    expect(first.algorithm).to.equal('aes-256-gcm');
    expect(first.data).to.not.equal(second.data);
    expect(first.iv).to.not.equal(second.iv);
  });

  it('does not open with another key, after a change, or under another name', async () => {
    await vault.write('a', secret);
    expect(await codeOf(open('key two').read('a'))).to.equal('vault/key');
    const stored = (await side.get<Credential>(credentialId('a')))!;
    const key = await vaultKey(server({}), 'key one');
    const flipped = stored.data.startsWith('A') ? `B${stored.data.slice(1)}` : `A${stored.data.slice(1)}`;
    for (const doc of [
      { ...stored, data: flipped },
      { ...stored, _id: credentialId('b') },
      { ...stored, tag: stored.tag.slice(4) },
    ])
      expect(() => unseal(key, doc)).to.throw(AppError, 'does not open');
    expect(unseal(key, stored)).to.equal(secret);
  });

  it('takes its key from the cookie secret of CouchDB, new or old, and says so where there is none', async () => {
    const keyOf = async (config: Record<string, string>, given?: string) =>
      (await vaultKey(server(config), given)).export().toString('hex');
    const fromCouch = await keyOf({ [path]: 'cookies' });
    expect(fromCouch).to.have.length(64);
    expect(await keyOf({ '/_node/_local/_config/couch_httpd_auth/secret': 'cookies' })).to.equal(fromCouch);
    expect(await keyOf({ [path]: 'others' })).to.not.equal(fromCouch);
    expect(await keyOf({ [path]: 'others' }, 'cookies')).to.equal(fromCouch);
    expect((await vaultKey(server({}, { [path]: 'cookies' }))).export().toString('hex')).to.equal(fromCouch);
    expect(await codeOf(vaultKey(server({})))).to.equal('vault/key');
  });

  it('takes no other key because CouchDB was in trouble when it was asked', async () => {
    const older = server({ '/_node/_local/_config/couch_httpd_auth/secret': 'older' });
    const inTrouble = (status: number): CouchServer => ({
      ...older,
      request: async <T>(asked: string) => {
        if (asked === path)
          throw new AppError('store/refused', 'no', { details: { status, error: 'error', reason: 'timeout' } });
        return older.request<T>(asked);
      },
    });
    expect(await codeOf(vaultKey(inTrouble(500)))).to.equal('store/refused');
    for (const status of [401, 403, 404, 501])
      expect(await codeOf(vaultKey(inTrouble(status))), String(status)).to.equal('none');
  });

  it('lets in whoever shows the whole credential, nobody else', async () => {
    await vault.write('k', secret);
    expect(await shows(vault, 'k', secret)).to.equal(true);
    for (const other of ['', secret.slice(1), `${secret} `, undefined, null, 5, [secret]])
      expect(await shows(vault, 'k', other)).to.equal(false);
    expect(await shows(vault, 'missing', '')).to.equal(false);
    expect(await shows(vault, 'missing', undefined)).to.equal(false);
  });
});

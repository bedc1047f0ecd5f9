import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import type { Doc, Iso } from '../documents/doc.ts';
import { AppError } from '../documents/error.ts';
import { type CouchServer, refusalOf } from '../store/couch-server.ts';
import type { Store } from '../store/store.ts';

/**
 * Credentials of foreign services: an SMS aggregator, a system that reports are pushed to. They stand encrypted in a
 * database of their own that is never replicated or exported, and never in settings or logs.
 */
export interface Vault {
  /** The credential of this name; null where there is none. @throws `vault/key` when it was written with another key */
  read(name: string): Promise<string | null>;
  /**
   * The credential of this name; where there is none it is made, once: whoever asks at the same moment gets the same.
   * @throws `vault/key` when one stands there that was written with another key
   */
  once(name: string, make: () => string): Promise<string>;
  /** Writes a credential, whatever stood there. */
  write(name: string, secret: string): Promise<void>;
  /** Forgets a credential. @returns whether there was one */
  remove(name: string): Promise<boolean>;
  /** Encrypts a text that is stored elsewhere. @param id of the document that will hold it: nowhere else it opens */
  seal(id: string, text: string): Promise<Sealed>;
  /** What was encrypted so. @throws `vault/key` for another key, or a document that was changed */
  unseal(id: string, sealed: Sealed): Promise<string>;
}

/** Something encrypted: nothing of it can be read without the key. All three parts are base64. */
export interface Sealed {
  algorithm: typeof algorithm;
  /** The 12 random bytes of this encryption. */
  iv: string;
  /** Proves that neither data nor id were changed. */
  tag: string;
  data: string;
}

/** What is stored of a credential. */
export interface Credential extends Doc, Sealed {
  type: 'credential';
  updated: Iso;
}

const algorithm = 'aes-256-gcm';

/** Id of the document of a credential. */
export const credentialId = (name: string): string => `credential:${name}`;

const bytes = (text: string, encoding: BufferEncoding): Uint8Array => new Uint8Array(Buffer.from(text, encoding));

/** A text, encrypted. The id is sealed with it, so that nobody passes off one document's as another's. */
const sealText = (key: KeyObject, id: string, text: string): Sealed => {
  const iv = randomBytes(12).toString('base64');
  const cipher = createCipheriv(algorithm, key, bytes(iv, 'base64')).setAAD(bytes(id, 'utf8'));
  const data = cipher.update(text, 'utf8', 'base64') + cipher.final('base64');
  return { algorithm, iv, tag: cipher.getAuthTag().toString('base64'), data };
};

/** A credential as it is stored. */
export const seal = (key: KeyObject, name: string, secret: string, at: Iso): Credential => {
  const _id = credentialId(name);
  return { _id, type: 'credential', ...sealText(key, _id, secret), updated: at };
};

/** What a stored credential says. @throws `vault/key` for another key, or a document that was changed */
export const unseal = (key: KeyObject, { _id, ...sealed }: Credential): string => unsealText(key, _id, sealed);

const unsealText = (key: KeyObject, _id: string, { iv, tag, data }: Sealed): string => {
  try {
    const decipher = createDecipheriv(algorithm, key, bytes(iv, 'base64'), { authTagLength: 16 });
    decipher.setAAD(bytes(_id, 'utf8')).setAuthTag(bytes(tag, 'base64'));
    return decipher.update(data, 'base64', 'utf8') + decipher.final('utf8');
  } catch {
    throw new AppError('vault/key', `The key of the vault does not open ${_id}`, {
      hint: 'Set VAULT_KEY to the key it was stored with, or store it again with PUT /api/v1/credentials/<name>',
    });
  }
};

const keyFrom = (material: string): KeyObject =>
  createSecretKey(new Uint8Array(hkdfSync('sha256', material, 'rounds', 'vault', 32)));

/**
 * The key of the vault: from `given`, the environment's `VAULT_KEY`; without it, from the secret with which CouchDB
 * signs its cookies, so that the vault works at once and every process of a programme finds the same key. Anyone who
 * copies databases and configuration together has both then; where that may happen, set VAULT_KEY. On a cluster whose
 * nodes have secrets of their own it is needed.
 * @throws `vault/key` when the server does not tell its secret
 */
export const vaultKey = async (server: CouchServer, given?: string): Promise<KeyObject> => {
  if (given) return keyFrom(given);
  const secret = (await cookieSecret(server)) ?? (await makeCookieSecret(server));
  if (secret) return keyFrom(secret);
  throw new AppError('vault/key', 'There is no key for the vault', {
    hint: 'Set VAULT_KEY to a long random text, the same for every process of the programme',
  });
};

const cookieSecret = async (server: CouchServer): Promise<string | undefined> =>
  (await configured(server, '/_node/_local/_config/chttpd_auth/secret')) ??
  (await configured(server, '/_node/_local/_config/couch_httpd_auth/secret'));

/** CouchDB makes its secret when somebody logs in for the first time. */
const makeCookieSecret = async (server: CouchServer): Promise<string | undefined> => {
  const { username, password } = new URL(server.url);
  const body = { name: decodeURIComponent(username), password: decodeURIComponent(password) };
  try {
    await server.request('/_session', { method: 'POST', body });
  } catch (error) {
    if (!refusalOf(error)) throw error;
  }
  return cookieSecret(server);
};

/**
 * A part of the configuration; undefined where the server has none, or tells none. A server in trouble is asked again
 * another time.
 */
const configured = async (server: CouchServer, path: string): Promise<string | undefined> => {
  try {
    return await server.request<string>(path);
  } catch (error) {
    const { status = 500 } = refusalOf(error) ?? {};
    if (status < 500 || status === 501) return undefined;
    throw error;
  }
};

/**
 * @param store the vault's database
 * @param key asked for when it is first needed, and again after a failure
 */
export const openVault = (store: Store, key: () => Promise<KeyObject>, now: () => number): Vault => {
  let known: KeyObject | undefined;
  const keyOf = async (): Promise<KeyObject> => {
    known ??= await key();
    return known;
  };

  /** Writes on top of whatever stands there. */
  const put = async (name: string, next: (stored: Credential | null) => Doc | null): Promise<boolean> => {
    for (;;) {
      const stored = await store.get<Credential>(credentialId(name));
      const doc = next(stored);
      if (!doc) return false;
      const [result] = await store.write([{ ...doc, ...(stored?._rev ? { _rev: stored._rev } : {}) }]);
      if (result!.ok) return true;
      if (result!.error !== 'conflict')
        throw new AppError('store/refused', `The vault refused ${doc._id}: ${result!.reason}`);
    }
  };

  return {
    read: async name => {
      const stored = await store.get<Credential>(credentialId(name));
      return stored ? unseal(await keyOf(), stored) : null;
    },
    once: async (name, make) => {
      const sealed = seal(await keyOf(), name, make(), new Date(now()).toISOString());
      const stored = await store.get<Credential>(sealed._id);
      if (stored) return unseal(await keyOf(), stored);
      await store.write([sealed]);
      const [first] = await store.getMany<Credential>([sealed._id], { quorum: 'all' });
      if (first) return unseal(await keyOf(), first);
      throw new AppError('store/refused', `The vault did not keep ${sealed._id}`);
    },
    write: async (name, secret) => {
      const sealed = seal(await keyOf(), name, secret, new Date(now()).toISOString());
      await put(name, () => sealed);
    },
    remove: name => put(name, stored => stored && { _id: stored._id, _deleted: true }),
    seal: async (id, text) => sealText(await keyOf(), id, text),
    unseal: async (id, sealed) => unsealText(await keyOf(), id, sealed),
  };
};

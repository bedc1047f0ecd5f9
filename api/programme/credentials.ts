import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import type { FastifyInstance } from 'fastify';
import { adminOnly } from '../session/caller.ts';

/** Longest credential, in characters: a certificate with its key fits. */
const longest = 64 * 1024;

/**
 * `PUT /api/v1/credentials/:key` stores the body, as plain text or as a JSON string, encrypted under this name;
 * `DELETE` forgets it. Nothing reads one back. For administrators.
 */
export const credentialRoutes = async (app: FastifyInstance, { vault }: { vault: Vault }): Promise<void> => {
  await app.register(async scoped => {
    scoped.removeAllContentTypeParsers();
    scoped.addContentTypeParser('*', { parseAs: 'string', bodyLimit: longest }, (_request, body, done) =>
      done(null, body),
    );
    scoped.addHook('onRequest', adminOnly);

    scoped.put<{ Params: { key: string } }>('/api/v1/credentials/:key', async request => {
      await vault.write(request.params.key, secretIn(request.headers['content-type'], request.body));
      return { ok: true };
    });
    scoped.delete<{ Params: { key: string } }>('/api/v1/credentials/:key', async request => {
      if (await vault.remove(request.params.key)) return { ok: true };
      throw new AppError('doc/missing', 'There is no credential of this name');
    });
  });
};

const secretIn = (contentType: string | undefined, body: unknown): string => {
  const text = typeof body === 'string' ? body : '';
  const secret = /json/i.test(contentType ?? '') ? jsonText(text) : text.replace(/\r?\n$/, '');
  if (secret) return secret;
  throw new AppError('request/invalid', 'Give the credential as the body, as plain text or as a JSON string');
};

const jsonText = (text: string): string | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
};

const digest = (text: string): Uint8Array => new Uint8Array(createHash('sha256').update(text).digest());

/**
 * Whether a service, which has no login, shows the credential of this name. It takes as long for a wrong one as for the
 * right one.
 */
export const shows = async (vault: Vault, name: string, shown: unknown): Promise<boolean> => {
  const wanted = await vault.read(name);
  return wanted !== null && typeof shown === 'string' && timingSafeEqual(digest(wanted), digest(shown));
};

/** @throws `access/forbidden` unless the credential of this name is shown */
export const needCredential = async (vault: Vault, name: string, shown: unknown): Promise<void> => {
  if (await shows(vault, name, shown)) return;
  throw new AppError('access/forbidden', 'This key is not the one that is stored', {
    hint: `Store the key that the service sends with PUT /api/v1/credentials/${name}`,
  });
};

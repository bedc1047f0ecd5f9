import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '@rounds/ddocs/embedded/start.ts';

/** An embedded database in a directory of its own, on a free port; closing it removes the directory. */
export const startTemporary = async (): Promise<{ url: string; close(): Promise<void> }> => {
  const dir = await mkdtemp(join(tmpdir(), 'rounds-store-'));
  const server = await startEmbedded({ dir, port: 0, admin: { name: 'admin', password: 'pass' } });
  return {
    url: server.url.replace('://', '://admin:pass@'),
    close: async () => {
      await server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
};

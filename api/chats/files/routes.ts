import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { contentName, type FileDoc } from '@rounds/ddocs/documents/files.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { FastifyInstance } from 'fastify';
import { type Couch, docPath } from '../../couch/couch.ts';
import { callerOf } from '../../session/caller.ts';
import type { Visibility } from '../../visibility/visibility.ts';
import { visible } from '../../visibility/visible.ts';
import { filePolicy, isShown } from '../../web/files.ts';

/** The parts that showing files takes. */
export interface FileParts extends Pick<Visibility, 'audiences' | 'scope'> {
  main: Store;
  couch: Couch;
  databases: Databases;
}

/** A name as a header takes it. */
const headerName = (name: string): string => encodeURIComponent(name).replace(/['()*]/g, '_');

const missing = () =>
  new AppError('doc/missing', 'There is no such file, or you may not see the message that it came with');

/** `GET /api/v1/chats/files/<id>`: a file, for whoever may see the message that it came with. */
export const fileRoutes = (app: FastifyInstance, parts: FileParts): void => {
  const { main, couch, databases, audiences, scope } = parts;
  app.get<{ Params: { id: string } }>('/api/v1/chats/files/:id', async (request, reply) => {
    const mine = await scope(callerOf(request));
    const { id } = request.params;
    const file = id.startsWith('file:') ? await main.get<FileDoc>(id) : null;
    const message = file && (await main.get(file.message));
    const [seen] = message ? await visible({ audiences }, mine, [message]) : [];
    if (!file || !seen) throw missing();
    const response = await couch.admin(`${docPath(databases.main, id)}/${contentName}`);
    if (!response.ok) throw missing();
    const name = headerName(file.name ?? 'file');
    reply.header('content-security-policy', filePolicy);
    reply.header('cache-control', 'private, max-age=86400');
    reply.header('content-disposition', `${isShown(file.mime) ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`);
    reply.type(isShown(file.mime) ? file.mime : 'application/octet-stream');
    return reply.send(Buffer.from(await response.arrayBuffer()));
  });
};

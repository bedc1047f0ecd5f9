import { createServer } from 'node:net';

/** Why a port cannot be listened on: `EADDRINUSE`, `EACCES`, …; undefined when it can. */
export const portFault = (host: string, port: number): Promise<string | undefined> =>
  new Promise(resolve => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });

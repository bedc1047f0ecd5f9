import { createServer } from 'node:net';

/** Why a port cannot be listened on: `EADDRINUSE`, `EACCES`, …; undefined when it can. */
export const portFault = (host: string, port: number): Promise<string | undefined> =>
  new Promise(resolve => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });

/**
 * Makes sure that an address can be listened on before anything is started.
 * @param command as a person would type it again: `npm start`
 * @throws Error for the person at the terminal, with what to do
 */
export const checkPort = async ({
  host,
  port,
  command,
}: {
  host: string;
  port: number;
  command: string;
}): Promise<void> => {
  const fault = await portFault(host, port);
  if (fault === 'EADDRINUSE')
    throw new Error(
      `Port ${port} of ${host} is taken by another program. Take another: PORT=${port < 65_535 ? port + 1 : 5988} ${command}`,
    );
  if (fault === 'EACCES')
    throw new Error(`Port ${port} is for the administrator of this machine. Take one from 1024: PORT=5988 ${command}`);
  if (fault)
    throw new Error(
      `${host} is no address of this machine (${fault}). HOST=127.0.0.1 is this machine alone, HOST=0.0.0.0 its network too`,
    );
};

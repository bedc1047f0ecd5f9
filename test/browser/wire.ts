import { connect, createServer, type Socket } from 'node:net';

/** A network that can be cut: all that goes to the api passes through here. */
export interface Wire {
  url: string;
  /** Breaks every connection and takes no new one. */
  cut(): void;
  /** Lets connections through again. */
  mend(): void;
  /** Cuts when so many bytes of the answer to a request whose head matches have passed. */
  cutWithin(request: RegExp, bytes: number): void;
  close(): Promise<void>;
}

/** A wire to an address such as `http://127.0.0.1:5988`, read anew for each connection. */
export const wireTo = async (target: () => string): Promise<Wire> => {
  const open = new Set<Socket>();
  let through = true;
  let trap: { request: RegExp; bytes: number } | undefined;
  const cut = () => {
    through = false;
    for (const socket of open) socket.destroy();
  };
  const server = createServer(near => {
    if (!through) return void near.destroy();
    const { hostname, port } = new URL(target());
    const far = connect(Number(port), hostname);
    let left = Number.POSITIVE_INFINITY;
    for (const socket of [near, far]) {
      open.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          open.delete(socket);
          near.destroy();
          far.destroy();
        });
    }
    // Latin-1 keeps every byte as it is.
    near.setEncoding('latin1').on('data', (text: string) => {
      if (trap?.request.test(text)) left = trap.bytes;
      far.write(text, 'latin1');
    });
    far.setEncoding('latin1').on('data', (text: string) => {
      if (text.length < left) {
        left -= text.length;
        near.write(text, 'latin1');
        return;
      }
      near.write(text.slice(0, left), 'latin1', () => {
        trap = undefined;
        cut();
      });
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut,
    mend: () => {
      through = true;
    },
    cutWithin: (request, bytes) => {
      trap = { request, bytes };
    },
    close: () =>
      new Promise(resolve => {
        cut();
        server.close(() => resolve());
      }),
  };
};

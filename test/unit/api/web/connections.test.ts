import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { limitConnections } from '@rounds/api/web/connections.ts';
import { expect } from 'chai';

describe('Connections', () => {
  let server: Server;
  let sockets: Socket[];
  /** Ends the answers to `/slow`. */
  let release: () => void;
  beforeEach(async () => {
    sockets = [];
    const released = new Promise<void>(resolve => {
      release = resolve;
    });
    server = createServer(async (asked, answer) => {
      if (asked.url === '/slow') await released;
      answer.end('here');
    });
  });
  afterEach(async () => {
    release();
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  const start = async (limits: Omit<Parameters<typeof limitConnections>[1], 'byAddress'> & { byAddress?: boolean }) => {
    limitConnections(server, { byAddress: true, ...limits });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  };
  const port = () => (server.address() as AddressInfo).port;
  const open = async (localAddress: string, head = ''): Promise<Socket> => {
    const socket = connect({ port: port(), host: '127.0.0.1', localAddress });
    sockets.push(socket);
    socket.on('error', () => undefined).resume();
    await once(socket, 'connect');
    if (head) socket.write(head);
    return socket;
  };
  const ask = (path: string, localAddress: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const asked = request({ port: port(), path, localAddress, agent: false }, answer => {
        answer.setEncoding('utf8').on('data', resolve);
      });
      asked.on('error', reject).end();
    });
  const closed = (some: Socket[]) => some.filter(one => one.closed || one.destroyed || one.readableEnded).length;
  const ends = (socket: Socket) => (socket.closed ? undefined : once(socket, 'close'));

  it('of one address are limited: the oldest that ask nothing end, and every address is served all the while', async () => {
    await start({ ofOne: 20 });
    const idle: Socket[] = [];
    for (let at = 0; at < 60; at += 1) idle.push(await open('127.0.0.2', at % 2 === 0 ? '' : 'GET / HTTP/1.1\r\n'));
    await Promise.all(idle.slice(0, 40).map(ends));
    expect(closed(idle.slice(40))).to.equal(0);
    expect(await ask('/', '127.0.0.2')).to.equal('here');
    expect(await ask('/', '127.0.0.1')).to.equal('here');
  });

  it('in all are limited, wherever they come from, and all are served all the while', async () => {
    await start({ ofAll: 30, ofOne: 20 });
    const idle: Socket[] = [];
    for (let at = 0; at < 90; at += 1) idle.push(await open(`127.0.0.${2 + (at % 9)}`));
    await Promise.all(idle.slice(0, 60).map(ends));
    expect(await ask('/', '127.0.0.1')).to.equal('here');
  });

  it('at work are not ended for new ones, which are refused while all are at work', async () => {
    await start({ ofOne: 5 });
    const answers = Array.from({ length: 5 }, () => ask('/slow', '127.0.0.2'));
    while (
      (await new Promise<number>((resolve, reject) => {
        server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
      })) < 5
    )
      await new Promise(resolve => setTimeout(resolve, 10));
    await new Promise(resolve => setTimeout(resolve, 100));
    await ends(await open('127.0.0.2'));
    expect(await ask('/', '127.0.0.3')).to.equal('here');
    release();
    expect(await Promise.all(answers)).to.deep.equal(Array(5).fill('here'));
  });

  it('behind a proxy all come from one address, which is not limited', async () => {
    await start({ byAddress: false, ofOne: 5 });
    const idle: Socket[] = [];
    for (let at = 0; at < 20; at += 1) idle.push(await open('127.0.0.2'));
    expect(await ask('/', '127.0.0.2')).to.equal('here');
    expect(closed(idle)).to.equal(0);
  });
});

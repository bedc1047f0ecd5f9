import { createServer, type Socket } from 'node:net';

/** A letter as it came. */
export interface Received {
  from: string;
  to: string[];
  data: string;
}

/** A server on this machine that takes letters, as a test sees them. */
export interface Smtp {
  port: number;
  received: Received[];
  /** It takes nothing for a while. */
  refuse(is: boolean): void;
  close(): Promise<void>;
}

/** Speaks as much SMTP as a letter needs. */
const talk = (socket: Socket, letters: Received[], isRefusing: () => boolean): void => {
  let [from, to, data, inData, rest]: [string, string[], string, boolean, string] = ['', [], '', false, ''];
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  say('220 smtp of a test');
  const heard = (line: string): void => {
    if (inData) {
      if (line !== '.') {
        data += `${line.replace(/^\./, '')}\n`;
        return;
      }
      inData = false;
      letters.push({ from, to, data });
      say('250 taken');
      return;
    }
    const [, address = ''] = /<([^>]*)>/.exec(line) ?? [];
    const word = line.slice(0, 4).toUpperCase();
    if (word === 'MAIL' && isRefusing()) say('451 not now');
    else if (word === 'MAIL') [from, to, data] = [address, [], ''];
    if (word === 'MAIL' && isRefusing()) return;
    if (word === 'RCPT') to.push(address);
    inData = word === 'DATA';
    if (word === 'QUIT') socket.end('221 goodbye\r\n');
    else say(word === 'DATA' ? '354 go on' : '250 well');
  };
  socket.on('data', chunk => {
    const lines = (rest + chunk.toString()).split('\r\n');
    rest = lines.pop()!;
    for (const line of lines) heard(line);
  });
  socket.on('error', () => socket.destroy());
};

/** Opens a server that takes letters, on a free port of this machine. */
export const openSmtp = async (): Promise<Smtp> => {
  const received: Received[] = [];
  let refusing = false;
  const server = createServer(socket => talk(socket, received, () => refusing));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    ...{ port, received },
    refuse: is => {
      refusing = is;
    },
    close: () => new Promise(resolve => server.close(() => resolve())),
  };
};

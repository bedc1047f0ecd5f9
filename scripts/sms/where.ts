import { demonstrationLogins } from '../start/demonstration.ts';
import { readRun, runs, stateDir } from '../start/state.ts';
import { readArguments, type Script } from '../terminal/asked.ts';

/** A name with its password. */
export interface Login {
  name: string;
  password: string;
}

/** What was asked for on the command line. */
export interface Asked {
  /** Address of the api, without credentials and without a slash at its end. */
  url: string;
  /** The administrator, who may read people and reports. */
  reader: Login;
  /** The gateway, who may do nothing but hand messages in and out. */
  gateway: Login;
  /** Name, phone or login of whose phone this is. */
  as: string | undefined;
  /** To be sent at once; without any one types. */
  texts: string[];
  /** How long to wait for a reply, in ms. */
  wait: number;
}

/** What `npm run sms` says of itself. */
export const smsScript = {
  usage: ['npm run sms', 'npm run sms -- --as <name, phone or login> ["text"…]'],
  about:
    "A phone in your terminal, as one of the demonstration's people: it talks to the api as a gateway does. With texts it sends them, prints what comes back, and ends.",
  words: [['"text"', 'an SMS to send, such as "V 20086"; scripts/README.md lists what the demonstration reads']],
  options: {
    as: {
      type: 'string',
      value: 'name, phone or login',
      about: "whose phone it is; a number that nobody has is a stranger's",
    },
    url: {
      type: 'string',
      value: 'http://admin:password@…',
      about: 'the api to talk to, as an administrator; without it the Rounds that `npm start` runs here',
    },
    gateway: {
      type: 'string',
      value: 'name:password',
      about: 'login of the gateway; that of the demonstration when not given',
    },
    wait: {
      type: 'string',
      value: 'seconds',
      default: '8',
      about: 'how long to wait for a reply to each text given; 8 when not given',
    },
    elsewhere: {
      type: 'boolean',
      default: false,
      about: 'needed for an api on another machine: this phone takes the messages that wait for its real gateway',
    },
  },
  heeds: ['ROUNDS_DIR', 'NO_COLOR'],
  examples: ['npm run sms', 'npm run sms -- --as amina "P 20248 12"'],
} as const satisfies Script;

const loginIn = (text: string, what: string): Login => {
  const at = text.indexOf(':');
  if (at < 1) throw new Error(`${what} is a name and a password with a colon between`);
  return { name: text.slice(0, at), password: text.slice(at + 1) };
};

const isHere = (host: string): boolean => host === 'localhost' || host === '[::1]' || /^127\./.test(host);

const addressIn = (text: string): URL => {
  try {
    return new URL(text);
  } catch {
    throw new Error(`${text} is no address; write one such as http://admin:password@127.0.0.1:5988`);
  }
};

const given = (text: string, elsewhere: boolean): Pick<Asked, 'url' | 'reader'> => {
  const address = addressIn(text);
  if (!isHere(address.hostname) && !elsewhere)
    throw new Error(
      `${address.host} is not this machine: messages that wait there would come here instead of to its gateway. If that is meant, add --elsewhere`,
    );
  if (!address.username)
    throw new Error('Put name and password of an administrator into the address: http://admin:password@…');
  const reader = { name: decodeURIComponent(address.username), password: decodeURIComponent(address.password) };
  return { url: address.origin + address.pathname.replace(/\/$/, ''), reader };
};

const running = (): Pick<Asked, 'url' | 'reader'> => {
  const run = readRun(stateDir());
  if (!run || !runs(run.pid, 'scripts/start.ts'))
    throw new Error('Rounds does not run here. Start it with `npm start` in another terminal, or name one with --url');
  const { username, password } = new URL(run.couchUrl);
  return {
    url: run.apiUrl.replace(/\/$/, ''),
    reader: { name: decodeURIComponent(username), password: decodeURIComponent(password) },
  };
};

const demonstrationGateway = async (): Promise<Login> => {
  const login = (await demonstrationLogins()).find(({ roles }) => roles.split(':').includes('gateway'));
  if (!login) throw new Error('The demonstration has no gateway; give its login with --gateway name:password');
  return { name: login.username, password: login.password };
};

/** What was asked for; `help` when only that was. @throws Error that says what to do */
export const readAsked = async (args: readonly string[]): Promise<Asked | 'help'> => {
  const read = readArguments(smsScript, args);
  if (read === 'help') return 'help';
  const { values, positionals } = read;
  const wait = Number(values.wait);
  if (!(wait >= 0 && wait <= 3600)) throw new Error('--wait is a number of seconds');
  if (positionals.length > 0 && values.as === undefined) throw new Error('Say whose phone it is: --as amina');
  return {
    ...(values.url === undefined ? running() : given(values.url, values.elsewhere)),
    gateway: values.gateway === undefined ? await demonstrationGateway() : loginIn(values.gateway, '--gateway'),
    as: values.as,
    texts: positionals,
    wait: wait * 1000,
  };
};

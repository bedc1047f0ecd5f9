import { createInterface } from 'node:readline';
import type { Phone } from './simulator.ts';

/** How often one looks for new messages while somebody types, in ms. */
const pollEvery = 2000;

const help = [
  'Type a text and press Enter: it is sent as an SMS. What comes back appears by itself.',
  '  /who           everybody with a phone; /who mutua those with that name',
  '  /as <name>     another phone: by name, number or login',
  '  /scheduled     what will be sent for the messages of this phone',
  '  /help          this',
  '  /quit          ends (as Ctrl-C and Ctrl-D do)',
];

/**
 * Lines as they are typed, or piped in. Resolves when there are no more, at `/quit`, or when nobody reads the answers.
 */
export const terminal = (
  phone: Phone,
  { input, output }: { input: NodeJS.ReadStream; output: NodeJS.WriteStream },
): Promise<void> => {
  const lines = createInterface({ input, output, terminal: output.isTTY === true && input.isTTY === true });
  const typed = input.isTTY === true;
  const prompt = (): void => {
    lines.setPrompt(phone.owner() ? `${phone.owner()!.name} > ` : 'Who are you? ');
    if (typed) lines.prompt(true);
  };
  /** Lines above the one that is being typed. */
  const say = (...texts: string[]): void => {
    if (texts.length === 0) return;
    if (typed) output.write('\r\u001b[K');
    output.write(`${texts.join('\n')}\n`);
    if (typed) lines.prompt(true);
  };

  const commands: Readonly<Record<string, (rest: string) => Promise<string[]> | string[]>> = {
    '/who': rest => phone.who(rest),
    '/as': rest => phone.become(rest),
    '/scheduled': () => phone.scheduled(),
    '/help': () => help,
  };
  const answer = async (line: string): Promise<string[]> => {
    if (line === '') return [];
    if (!line.startsWith('/')) return phone.owner() ? phone.text(line) : phone.become(line);
    const [command = '', ...rest] = line.split(/\s+/);
    const known = commands[command.toLowerCase()];
    return known ? known(rest.join(' ')) : [`There is no ${command}; /help tells what there is`];
  };

  return new Promise(resolve => {
    // One thing at a time, in the order in which it was typed.
    let work = Promise.resolve();
    const then = (what: () => Promise<string[]>): void => {
      work = work
        .then(what)
        .catch((error: Error) => [error.message])
        .then(texts => say(...texts));
    };
    let looking = false;
    const timer = setInterval(() => {
      if (looking) return;
      looking = true;
      then(() => phone.look().finally(() => (looking = false)));
    }, pollEvery);
    lines.on('line', line => {
      const text = line.trim();
      if (/^\/(quit|exit)$/i.test(text)) return lines.close();
      then(() => answer(text));
      then(async () => {
        prompt();
        return [];
      });
    });
    lines.on('SIGINT', () => lines.close());
    output.once('error', () => lines.close());
    lines.on('close', () => {
      clearInterval(timer);
      then(() => phone.rest());
      void work.then(() => resolve());
    });
    if (typed) say(...help);
    prompt();
  });
};

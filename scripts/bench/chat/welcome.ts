import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { newRun } from '@rounds/sentinel/dialogues/run.ts';
import { step } from '@rounds/sentinel/dialogues/step.ts';
import { type ChatWorld, chatWorld } from '../../../test/scenario/chats/chat-world.ts';
import { corpus } from '../../../test/unit/sentinel/dialogues/corpus.ts';
import { atOnce } from '../../../test/unit/sentinel/dialogues/going.ts';
import * as people from '../../telegram/bot-api/people.ts';
import type { Message, User } from '../../telegram/bot-api/shapes.ts';
import type { BenchContext, Measurement } from '../figures/benchmark.ts';

const { BENCH_CROWD = '200' } = process.env;
/** People who begin at the same moment, and how long they are waited for, in ms: what has not come by then is told. */
const [size, patience] = [Number(BENCH_CROWD), 90_000];
const study: Contact = { _id: 'study', type: 'district_hospital', name: 'Study' };

/** Goes through the welcome of the corpus with the first choice of each question. @returns how many steps that were */
const goThrough = (nth: number): number => {
  const dialogue = corpus.welcome!;
  let run = newRun({ id: `run:${nth}`, dialogue: 'welcome', version: 1, language: 'en' });
  let count = 0;
  const happens = (event: Parameters<typeof step>[2]): void => {
    run = step(dialogue, run, event, atOnce).run;
    count += 1;
  };
  happens({ id: 'begin', at: 1, kind: 'begin' });
  for (let at = 2; run.standing.state === 'open' && count < 200; at += 1) {
    const { wakes, turn, step: id } = run.standing;
    if (wakes !== undefined) happens({ id: `${at}`, at: wakes, kind: 'tick' });
    else if (dialogue.steps[id ?? '']?.asks === 'text') happens({ id: `${at}`, at, kind: 'text', text: '17' });
    else happens({ id: `${at}`, at, kind: 'press', turn, choice: 0 });
  }
  return count;
};

const stepRate = (): number => {
  const begun = performance.now();
  let count = 0;
  for (let nth = 0; performance.now() - begun < 3000; nth += 1) count += goThrough(nth);
  return count / ((performance.now() - begun) / 1000);
};

/** Somebody who presses the first button of whatever comes, as soon as it is there. */
const eager = (rounds: ChatWorld, person: User): (() => number) => {
  const { telegram, bot } = rounds;
  const pressed = new Set<number>();
  return () => {
    const room = people.openPrivate(telegram, bot, person);
    for (const message of room.messages.values() as Iterable<Message>) {
      const markup = message.reply_markup as
        | { inline_keyboard?: { text: string; callback_data: string }[][] }
        | undefined;
      const buttons = markup?.inline_keyboard?.flat() ?? [];
      const button = buttons.find(({ text }) => /^(English|Continue|Yes)$/.test(text));
      if (!button || message.from?.id !== bot.user.id || pressed.has(message.message_id)) continue;
      pressed.add(message.message_id);
      people.press(telegram, bot, room, person, message.message_id, button.callback_data);
    }
    return pressed.size;
  };
};

/** All begin the welcome that comes with Rounds at once, and press as fast as it asks, over the loopback Bot API. */
const drained = async ({ say }: BenchContext): Promise<Measurement[]> => {
  say(`${size} people go through the welcome at once, ${patience / 1000} s at most …`);
  const rounds = await chatWorld({
    docs: [study],
    limits: 'none',
    settings: settings => ({
      ...settings,
      quiet_hours: undefined,
      telegram: { strangers: 'participant', participants_under: 'study', participant_type: 'person' },
      dialogues: { sequences: { default: ['welcome'] }, pacing: false },
    }),
  });
  try {
    const crowd = Array.from({ length: size }, (_, at) => people.addPerson(rounds.telegram, `P${at}`));
    const hands = crowd.map(person => eager(rounds, person));
    const over = () =>
      rounds
        .store()
        .count('medic-runs/runs', { startKey: ['of', 'welcome', 1, 'done'], endKey: ['of', 'welcome', 1, 'done', {}] });
    const begun = performance.now();
    for (const person of crowd) people.start(rounds.telegram, rounds.bot, person);
    let [presses, done, looked] = [0, 0, 0];
    while (done < size && performance.now() - begun < patience) {
      presses = hands.reduce((sum, press) => sum + press(), 0);
      await new Promise(resolve => setTimeout(resolve, 50));
      if (performance.now() - looked < 2000) continue;
      looked = performance.now();
      done = await over();
    }
    const seconds = (performance.now() - begun) / 1000;
    const said = crowd.reduce((sum, person) => sum + rounds.saidTo(person).length, 0);
    return [
      {
        work: `${size} people in the welcome at once: presses answered`,
        unit: 'presses/s',
        values: [presses / seconds],
      },
      { work: 'messages said to them meanwhile', unit: 'messages/s', values: [said / seconds] },
      {
        work: 'until the last was through, or the time was over',
        unit: 's',
        values: [seconds],
        compare: { peer: 180, atLeast: 1, of: 'the goal' },
      },
      { work: 'people who were not through by then', unit: 'people', values: [size - done] },
    ];
  } finally {
    await rounds.close();
  }
};

/** Steps of the pure function, and a crowd that goes through a dialogue at once. */
export const welcome = async (context: BenchContext): Promise<Measurement[]> => [
  {
    ...{ work: 'steps of the welcome, 41 messages, the function alone', unit: 'steps/s' },
    ...{ values: Array.from({ length: context.runs }, stepRate), compare: { peer: 5000, atLeast: 1, of: 'the goal' } },
  },
  ...(await drained(context)),
];

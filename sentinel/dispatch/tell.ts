import { type Asked, type DispatchDoc, isOnMission, type Stage, type Trail } from '@rounds/ddocs/dispatch/dispatch.ts';
import { isChatAddress } from '@rounds/ddocs/documents/addresses.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { InChat, MessageClass, Report } from '@rounds/ddocs/documents/reports.ts';
import { said, saidUuid } from '../messages/said.ts';
import type { Scene } from './scene.ts';
import { rowsOf, type Spoken, smsOf, tellingOf, wordsFor } from './telling.ts';
import { tokenFor } from './token.ts';

/** Stages that are said by a message of their own; all others change the one that stands. */
const messages: readonly Stage[] = ['offer', 'caution', 'details', 'on_the_way', 'amount', 'receipt', 'mood', 'thanks'];

/** Whether a step is a message of its own: not where somebody who was asked for a reason goes on after all. */
const isMessage = (trail: readonly Trail[], at: number): boolean =>
  messages.includes(trail[at]!.stage) && trail[at - 1]?.stage !== 'reason';

/** The message that stands at a step: the last one of its own, this step or one before it. */
const cardAt = (trail: readonly Trail[], at: number): Trail | undefined =>
  trail[trail.findLastIndex((_, index) => index <= at && isMessage(trail, index))];

/** Where the errand began that a step belongs to: nothing before it is changed any more. */
const errandAt = (trail: readonly Trail[], at: number): number =>
  Math.max(
    0,
    trail.findLastIndex(
      ({ stage }, index) => index <= at && (stage === 'offer' || (stage === 'caution' && index === 0)),
    ),
  );

/** Whether somebody was on the mission at a step or before it, in that errand. */
const wasChosen = (trail: readonly Trail[], at: number): boolean =>
  trail.slice(errandAt(trail, at), at).some(({ stage }) => isOnMission({ stage }));

interface Said {
  /** What it is, beside request and person. */
  cause: readonly string[];
  text: string;
  chat?: InChat;
  class: MessageClass;
}

const causeOf = ({ doc, asked }: Spoken, ...more: readonly string[]): string[] => [doc._id, asked.volunteer, ...more];

/** Changes the message of an earlier step: to other words, or takes its buttons alone. */
const changed = (
  spoken: Spoken,
  { turn: number }: Trail,
  turn: number,
  text = '',
  buttons: InChat['buttons'] = [],
): Said => ({
  cause: causeOf(spoken, String(turn), 'changes', String(number)),
  text,
  chat: { edit: saidUuid(causeOf(spoken, String(number))), ...(buttons.length > 0 || text === '' ? { buttons } : {}) },
  class: 'answer',
});

const fresh = (spoken: Spoken, turn: number, stage: Stage): Said => {
  const telling = tellingOf(spoken, stage);
  const buttons = rowsOf(telling, code => tokenFor(spoken.doc._id, turn, code));
  return {
    cause: causeOf(spoken, String(turn)),
    text: telling.text,
    ...(buttons.length > 0 ? { chat: { buttons } } : {}),
    // Nobody asked for an offer and for what comes of it; all else answers a press.
    class: stage === 'offer' || stage === 'caution' ? 'urgent' : 'answer',
  };
};

/** What is told by a message of its own to who was chosen and shall not go. */
const news: Partial<Record<Stage, string>> = {
  cancelled: 'called_off',
  relieved: 'somebody_else',
  withdrawn: 'thanks_anyway',
};

/**
 * Messages with names and addresses, which vanish when somebody is not on the mission any more: whatever their age,
 * for they are the bot's own.
 */
const vanishing = (spoken: Spoken, turn: number, at: number, key: string): Said[] => {
  const { trail } = spoken.asked;
  return trail
    .slice(errandAt(trail, at), at)
    .filter((step, nth) => step.stage === 'details' && isMessage(trail, errandAt(trail, at) + nth))
    .map(step => changed(spoken, step, turn, wordsFor(spoken, key)));
};

/** All that a step of somebody in a chat says. */
const inChat = (spoken: Spoken, at: number): Said[] => {
  const { trail } = spoken.asked;
  const { stage, turn } = trail[at]!;
  if (stage === 'silent') return [];
  const card = at > 0 ? cardAt(trail, at - 1) : undefined;
  const isNews = wasChosen(trail, at) ? news[stage] : undefined;
  if (isNews !== undefined) {
    const vanished = vanishing(spoken, turn, at, 'vanished');
    const isGone = trail.some(({ stage: each }) => each === 'details') && card?.stage === 'details';
    return [
      ...vanished,
      ...(card && !isGone ? [changed(spoken, card, turn, wordsFor(spoken, 'vanished'))] : []),
      {
        cause: causeOf(spoken, String(turn)),
        text: wordsFor(spoken, isNews),
        class: stage === 'withdrawn' ? 'answer' : 'urgent',
      },
    ];
  }
  if (stage === 'amount')
    return [
      ...vanishing(spoken, turn, at, 'vanished_done'),
      ...(card && card.stage !== 'details' ? [changed(spoken, card, turn)] : []),
      fresh(spoken, turn, stage),
    ];
  if (isMessage(trail, at)) {
    const close = card && stage !== 'offer' ? [closing(spoken, card, turn, stage)] : [];
    return [...close, fresh(spoken, turn, stage)];
  }
  const telling = tellingOf(spoken, stage);
  const buttons = rowsOf(telling, code => tokenFor(spoken.doc._id, turn, code));
  return card ? [changed(spoken, card, turn, telling.text, buttons)] : [];
};

/** The message before loses its buttons; that of an offer says that it was taken. */
const closing = (spoken: Spoken, card: Trail, turn: number, stage: Stage): Said =>
  changed(spoken, card, turn, stage === 'caution' && card.stage === 'offer' ? wordsFor(spoken, 'yours') : '');

/** All that a step of somebody without a chat says. */
const bySms = (spoken: Spoken, at: number): Said[] => {
  const { trail } = spoken.asked;
  const { stage, turn } = trail[at]!;
  const cause = causeOf(spoken, String(turn));
  if (stage === 'caution') return [{ cause, text: smsOf(spoken), class: 'urgent' }];
  const isNews = wasChosen(trail, at) ? news[stage] : undefined;
  return isNews === undefined ? [] : [{ cause, text: wordsFor(spoken, isNews), class: 'urgent' }];
};

const document = ({ asked }: Spoken, { cause, text, chat, class: kind }: Said, at: Ms): Report =>
  said({
    ...{ cause, to: asked.address, text, by: 'dispatch', at, class: kind, contact: { _id: asked.volunteer } },
    ...(chat ? { chat } : {}),
  });

const isCurrent = ({ trail }: Asked, at: number): boolean => at === trail.length - 1;

/** What is said to somebody of one step of his. Names and addresses are said in the step that is open alone. */
const saidAt = (doc: DispatchDoc, asked: Asked, at: number, scene: Scene): Report[] => {
  const step = asked.trail[at]!;
  if (step.stage === 'details' && !isCurrent(asked, at)) return [];
  const spoken: Spoken = { doc, asked, scene, at: step.at };
  const all = isChatAddress(asked.address) ? inChat(spoken, at) : bySms(spoken, at);
  return all.map((each, nth) => document(spoken, each, step.at + nth));
};

/** Boxes that were ticked: the question is the same, its keyboard is another. */
const ticked = (doc: DispatchDoc, scene: Scene): Report[] => {
  const event = doc.events.at(-1);
  if (event?.kind !== 'press') return [];
  const asked = doc.asked.find(({ volunteer }) => volunteer === event.who);
  const at = (asked?.trail.length ?? 0) - 1;
  const step = asked?.trail[at];
  if (!asked || step?.stage !== 'symptoms' || event.turn !== step.turn || step.at === event.at) return [];
  const spoken: Spoken = { doc, asked, scene, at: step.at };
  const card = cardAt(asked.trail, at);
  if (!card) return [];
  const buttons = rowsOf(tellingOf(spoken, 'symptoms'), code => tokenFor(doc._id, step.turn, code));
  const change = changed(spoken, card, step.turn, '', buttons);
  return [document(spoken, { ...change, cause: [...change.cause, event.id] }, event.at)];
};

/** Steps of each person that are told anew, should a crash have kept them from being said. */
const again = 3;

/**
 * All that is to be said of a request as it stands, as documents with ids made from their cause: said once, however often
 * this is asked. Who was asked hears what became of it in the message that stands already.
 */
export const tell = (doc: DispatchDoc, scene: Scene): Report[] => [
  ...doc.asked.flatMap(asked => {
    const first = Math.max(0, asked.trail.length - again);
    return asked.trail.slice(first).flatMap((_, nth) => saidAt(doc, asked, first + nth, scene));
  }),
  ...ticked(doc, scene),
];

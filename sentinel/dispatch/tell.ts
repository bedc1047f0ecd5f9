import type { Asked, DispatchDoc, Stage, Trail } from '@rounds/ddocs/dispatch/dispatch.ts';
import { isChatAddress } from '@rounds/ddocs/documents/addresses.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { cardAt, causeOf, changed, isMessage, named, type Said, spokenAs, wasChosen, wayRows } from './cards.ts';
import type { Scene } from './scene.ts';
import { tellCorrected } from './tell-corrected.ts';
import { rowsOf, type Spoken, smsOf, tellingOf, wordsFor } from './telling.ts';
import { tokenFor } from './token.ts';

const fresh = (spoken: Spoken, turn: number, stage: Stage): Said => {
  const telling = tellingOf(spoken, stage);
  const buttons = rowsOf(telling, code => tokenFor(spoken.doc._id, turn, code));
  return {
    cause: causeOf(spoken, String(turn)),
    text: telling.text,
    ...(buttons.length > 0 ? { chat: { buttons } } : {}),
    // Nobody asked for an offer and for what comes of it; all else answers a press.
    class: ['offer', 'caution', 'still'].includes(stage) ? 'urgent' : 'answer',
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
const vanishing = (spoken: Spoken, turn: number, at: number, key: string): Said[] =>
  named(spoken.asked, at).map(step => changed(spoken, step, turn, wordsFor(spoken, key)));

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

/** The message before loses its buttons, but for the way there; that of an offer says that it was taken. */
const closing = (spoken: Spoken, card: Trail, turn: number, stage: Stage): Said =>
  card.stage === 'details'
    ? changed(spoken, card, turn, '', wayRows(spoken))
    : changed(spoken, card, turn, stage === 'caution' && card.stage === 'offer' ? wordsFor(spoken, 'yours') : '');

/** All that a step of somebody without a chat says. */
const bySms = (spoken: Spoken, at: number): Said[] => {
  const { trail } = spoken.asked;
  const { stage, turn } = trail[at]!;
  const cause = causeOf(spoken, String(turn));
  if (stage === 'caution') return [{ cause, text: smsOf(spoken), class: 'urgent' }];
  const isNews = wasChosen(trail, at) ? news[stage] : undefined;
  return isNews === undefined ? [] : [{ cause, text: wordsFor(spoken, isNews), class: 'urgent' }];
};

const isCurrent = ({ trail }: Asked, at: number): boolean => at === trail.length - 1;

/** What is said to somebody of one step of his. Names and addresses are said in the step that is open alone. */
const saidAt = (doc: DispatchDoc, asked: Asked, at: number, scene: Scene): Report[] => {
  const step = asked.trail[at]!;
  if (step.stage === 'details' && !isCurrent(asked, at)) return [];
  const spoken: Spoken = { doc, asked, scene, at: step.at };
  const all = isChatAddress(asked.address) ? inChat(spoken, at) : bySms(spoken, at);
  return all.map((each, nth) => spokenAs(spoken, each, step.at + nth));
};

/** Boxes that were ticked: the question is the same, its keyboard is another. */
const ticked = (doc: DispatchDoc, scene: Scene): Report[] => {
  const event = doc.events.at(-1);
  if (event?.kind !== 'press') return [];
  const asked = doc.asked.find(({ volunteer }) => volunteer === event.who);
  const at = (asked?.trail.length ?? 0) - 1;
  const step = asked?.trail[at];
  const stages: readonly Stage[] = ['symptoms', 'on_the_way'];
  if (!asked || !step || !stages.includes(step.stage) || event.turn !== step.turn || step.at === event.at) return [];
  const spoken: Spoken = { doc, asked, scene, at: step.at };
  const card = cardAt(asked.trail, at);
  if (!card) return [];
  const buttons = rowsOf(tellingOf(spoken, step.stage), code => tokenFor(doc._id, step.turn, code));
  const change = changed(spoken, card, step.turn, '', buttons);
  return [spokenAs(spoken, { ...change, cause: [...change.cause, event.id] }, event.at)];
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
  ...tellCorrected(doc, scene),
];

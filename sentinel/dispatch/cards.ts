import { type Asked, isOnMission, type Stage, type Trail } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { InChat, MessageClass, Report } from '@rounds/ddocs/documents/reports.ts';
import { said, saidUuid } from '../messages/said.ts';
import { rowsOf, type Spoken, wayThere } from './telling.ts';

/** Stages that are said by a message of their own; all others change the one that stands. */
const messages: readonly Stage[] = [
  ...(['offer', 'caution', 'details', 'still', 'on_the_way', 'amount', 'receipt', 'mood', 'thanks'] as const),
];

/** Whether a step is a message of its own: not where somebody who was asked for a reason goes on after all. */
export const isMessage = (trail: readonly Trail[], at: number): boolean =>
  messages.includes(trail[at]!.stage) && trail[at - 1]?.stage !== 'reason';

/** The message that stands at a step: the last one of its own, this step or one before it. */
export const cardAt = (trail: readonly Trail[], at: number): Trail | undefined =>
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
export const wasChosen = (trail: readonly Trail[], at: number): boolean =>
  trail.slice(errandAt(trail, at), at).some(({ stage }) => isOnMission({ stage }));

export interface Said {
  /** What it is, beside request and person. */
  cause: readonly string[];
  text: string;
  chat?: InChat;
  class: MessageClass;
}

export const causeOf = ({ doc, asked }: Spoken, ...more: readonly string[]): string[] => [
  doc._id,
  asked.volunteer,
  ...more,
];

/** Changes the message of an earlier step: to other words, or takes its buttons alone. */
export const changed = (
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

/** Steps before one, of the same errand, whose messages name who is helped. */
export const named = ({ trail }: Asked, at: number): Trail[] => {
  const from = errandAt(trail, at);
  return trail.slice(from, at).filter((step, nth) => step.stage === 'details' && isMessage(trail, from + nth));
};

/** The way there, as buttons below name and address. */
export const wayRows = (spoken: Spoken): InChat['buttons'] => rowsOf({ buttons: wayThere(spoken) }, () => '');

/** What is said to somebody, as a document that stands once. */
export const spokenAs = ({ asked }: Spoken, { cause, text, chat, class: kind }: Said, at: Ms): Report =>
  said({
    ...{ cause, to: asked.address, text, by: 'dispatch', at, class: kind, contact: { _id: asked.volunteer } },
    ...(chat ? { chat } : {}),
  });

import { type Asked, type DispatchDoc, isSought, type Limits, type Stage } from '@rounds/ddocs/dispatch/dispatch.ts';
import { isChatAddress } from '@rounds/ddocs/documents/addresses.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';

/** Somebody in a new stage; each stage is a question of its own. */
export const into = (asked: Asked, stage: Stage, at: Ms, more: Partial<Asked> = {}): Asked => {
  const turn = asked.turn + 1;
  return { ...asked, ...more, stage, turn, trail: [...asked.trail, { stage, turn, at }] };
};

/** Somebody who did not answer in time. The question stays open, so it keeps its number. */
export const silenced = (asked: Asked, at: Ms): Asked => ({
  ...asked,
  ...{ stage: 'silent', before: asked.stage },
  trail: [...asked.trail, { stage: 'silent', turn: asked.turn, at }],
});

/** When the question that is open was asked. */
export const shownAt = ({ trail, at }: Asked): Ms => trail.findLast(({ stage }) => stage !== 'silent')?.at ?? at;

/** When somebody came to the stage where he stands. */
export const since = ({ trail, at }: Asked): Ms => trail.at(-1)?.at ?? at;

/** Whether an answer is still waited for. */
export const isWaiting = ({ stage }: Pick<Asked, 'stage'>): boolean => ['offer', 'times', 'grid'].includes(stage);

/**
 * When somebody on a mission who says nothing has handed it back; undefined while no answer is waited for. Who has no chat
 * cannot answer: the office has spoken with him.
 */
export const silentAt = (asked: Asked, { answer, confirm = 0 }: Limits): Ms | undefined => {
  if (!isChatAddress(asked.address)) return undefined;
  if (asked.stage === 'still') return since(asked) + confirm / 2;
  return asked.stage === 'caution' || asked.stage === 'reason' ? since(asked) + answer : undefined;
};

/**
 * When somebody is asked whether it still holds; undefined where nobody need ask: it is not long since he said so, or he
 * has no chat.
 */
export const confirmAt = (asked: Asked, { confirm = 0 }: Limits): Ms | undefined => {
  const { stage, time, address } = asked;
  if (stage !== 'details' || time === undefined || confirm === 0 || !isChatAddress(address)) return undefined;
  const at = time - confirm;
  return at - since(asked) < confirm ? undefined : at;
};

/** How many more are to be asked now. */
export const wantedMore = (doc: DispatchDoc): number => {
  if (!isSought(doc)) return 0;
  const { ask, enough, replaces }: Limits = doc.limits;
  const count = (of: (asked: Asked) => boolean) => doc.asked.filter(of).length;
  const offers = count(({ stage }) => stage === 'offered');
  if (offers >= enough) return 0;
  const taken =
    offers +
    count(isWaiting) +
    (replaces.includes('silence') ? 0 : count(({ stage }) => stage === 'silent')) +
    (replaces.includes('decline') ? 0 : count(({ stage }) => stage === 'declined'));
  return Math.max(0, ask - taken);
};

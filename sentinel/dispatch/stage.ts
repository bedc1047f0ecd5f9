import { type Asked, type DispatchDoc, isSought, type Limits, type Stage } from '@rounds/ddocs/dispatch/dispatch.ts';
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

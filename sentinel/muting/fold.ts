import type { UnmutePolicy } from '@rounds/config/sections/muting.ts';
import type { MutingEvent } from '@rounds/ddocs/documents/infodocs.ts';
import { byMoment } from '../reports/moments.ts';
import { type MutingState, type MutingStep, nobodyMuted, step } from './mute-unmute.ts';
import type { Tree } from './tree.ts';

/**
 * The state of a tree after a set of reports, whatever the order in which they are given or came in.
 * @param events every mute and unmute report about contacts of the tree, each once
 */
export const fold = (
  tree: Tree,
  events: readonly MutingEvent[],
  policy: UnmutePolicy,
): { state: MutingState; steps: MutingStep[] } => {
  const state = nobodyMuted();
  const steps = [...events].sort(byMoment).map(event => step(tree, state, event, policy));
  return { state, steps };
};

import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { actionOf } from './actions.ts';
import { targetsOf } from './graph.ts';

/** Dialogues by which people pause, go on or leave. */
const leaveKind = 'leave';

/** Actions by which somebody decides over her own part: whether she takes part, and whether anything is kept of her. */
const deciding: readonly string[] = ['consent', 'refuse', 'pause', 'resume', 'leave', 'erase'];

/** Whether it comes to such an action before its person has answered anything. */
const decidesUnasked = ({ first, steps }: Dialogue): boolean => {
  const seen = new Set<string>();
  const open = [first];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = steps[id];
    if (!step || seen.has(id) || step.asks !== undefined || step.hand_over) continue;
    if (step.action !== undefined && deciding.includes(actionOf(step.action) ?? '')) return true;
    seen.add(id);
    open.push(...targetsOf(step.next));
  }
  return false;
};

/**
 * Whether nobody else may begin a dialogue for a person: it is how she pauses, goes on or leaves by a word of her own, or it
 * would give or take her consent before she has answered.
 */
export const isOfOwnWord = (dialogue: Dialogue): boolean => dialogue.kind === leaveKind || decidesUnasked(dialogue);

/** Why somebody else is not let to begin a dialogue. */
export const ofOwnWord = (dialogue: string): AppError =>
  new AppError('request/invalid', `"${dialogue}" is begun by the person alone`, {
    hint: 'She pauses, goes on or leaves by writing so: nobody decides that in her place',
    details: { why: 'own_word', name: dialogue },
  });

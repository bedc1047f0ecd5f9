import type { Dialogue, Step } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Finding } from './finding.ts';

/** What a step says of an answer that is wrong or does not come. */
type Waiting = 'nudge_after' | 'timeout' | 'expires' | 'attempts';
const ofWaiting: readonly Waiting[] = ['nudge_after', 'timeout', 'expires', 'attempts'];

type Note = (property: string, code: string, message: string) => void;

/** What of it never happens, since something else happens before. All are hours from the question on. */
const overtaken = ({ expires: ofAll }: Dialogue, step: Step, note: Note): void => {
  const { nudge_after: nudge, timeout, expires = ofAll } = step;
  const after = timeout?.after;
  const ends = Math.min(after ?? Number.POSITIVE_INFINITY, expires ?? Number.POSITIVE_INFINITY);
  if (after !== undefined && expires !== undefined && after >= expires)
    note('timeout', 'too late', `goes on after ${after} hours, when it has ended after ${expires}: give timeout less`);
  if (nudge !== undefined && nudge >= ends)
    note('nudge_after', 'too late', `asks once more after ${nudge} hours, when it is over after ${ends}: give it less`);
};

/** Texts that nobody ever reads. */
const unread = ({ texts }: Dialogue, id: string, step: Step, note: Note): void => {
  const has = (name: string): boolean => Object.values(texts).some(byKey => byKey[`${id}.${name}`]?.trim());
  if (has('nudge') && step.asks && step.nudge_after === undefined)
    note('nudge', 'never said', 'has words of a reminder and is never asked once more: give nudge_after');
  if (has('explain') && !step.asks)
    note('explain', 'never said', 'explains a wrong answer and asks for none: let it ask, or take the words away');
};

/** What is odd with what follows where no answer comes, or a wrong one. */
export const silenceFindings = (dialogue: Dialogue): Finding[] => {
  const findings: Finding[] = [];
  for (const [id, step] of Object.entries(dialogue.steps)) {
    const note: Note = (property, code, message) =>
      void findings.push({ level: 'warning', code, dialogue: dialogue.id, step: id, property, message });
    if (step.asks) overtaken(dialogue, step, note);
    else
      for (const name of ofWaiting)
        if (step[name] !== undefined)
          note(name, 'without a question', `has ${name} and asks nothing: let it ask, or take it away`);
    unread(dialogue, id, step, note);
    if (typeof step.attempts?.after === 'object' && step.attempts.after.next === id)
      note('attempts', 'asked for ever', 'asks the same again after the last wrong answer: lead elsewhere');
  }
  return findings;
};

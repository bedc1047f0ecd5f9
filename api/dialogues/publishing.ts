import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { type Finding, findingLine } from '@rounds/sentinel/dialogues/finding.ts';
import { failedTests } from '@rounds/sentinel/dialogues/kept-tests.ts';
import { publish } from '@rounds/sentinel/dialogues/publish.ts';
import { isSound, readDialogue } from '@rounds/sentinel/dialogues/read-dialogue.ts';
import { differenceLine } from '@rounds/sentinel/dialogues/rehearse.ts';

/** A dialogue that may be published, and what is odd about it. @throws `request/invalid` with every fault */
export const soundDialogue = (id: string, given: unknown): { dialogue: Dialogue; warnings: Finding[] } => {
  const read = readDialogue(given);
  const { dialogue, findings } = read;
  const faults = findings.filter(({ level }) => level === 'fault');
  if (!dialogue || !isSound(read))
    throw new AppError(
      'request/invalid',
      `The dialogue ${id} cannot be published: ${faults.map(findingLine).join('; ')}`,
      { hint: 'Mend what is named and send it again; nothing was changed', details: { findings } },
    );
  if (dialogue.id !== id)
    throw new AppError('request/invalid', `This is the dialogue ${dialogue.id}, not ${id}`, {
      hint: `Send it to PUT /api/v1/dialogues/${dialogue.id}`,
    });
  return { dialogue, warnings: findings.filter(({ level }) => level === 'warning') };
};

/**
 * Publishes a dialogue as its next version, where it passes the tests that were kept of it.
 * @throws `request/invalid` with what differs
 */
export const publishTested = async (
  main: Store,
  dialogue: Dialogue,
  more: { by: string; at: number; note?: string },
): Promise<{ version: number; isNew: boolean }> => {
  const failed = await failedTests(main, dialogue);
  if (failed.length > 0)
    throw new AppError(
      'request/invalid',
      `${failed.length} of its tests say otherwise: ${failed
        .map(({ name, differences }) => `${name}: ${differences.map(differenceLine).join('; ')}`)
        .join(' | ')}`,
      {
        hint: 'Mend the dialogue, or keep the tests anew where it is meant to be so',
        details: {
          tests: failed.map(test => ({ ...test, lines: test.differences.map(differenceLine) })),
        },
      },
    );
  return publish(main, dialogue, more);
};

import words from '@rounds/config/dialogues/words.json' with { type: 'json' };
import { type DialogueTest, testRange } from '@rounds/ddocs/dialogues/authoring.ts';
import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { type Difference, differencesOf, outcomeOf, rehearse } from './rehearse.ts';

/** Tests that a dialogue may have. */
export const mostTests = 500;

/** A test whose dialogue comes to something else now. */
export interface FailedTest {
  id: string;
  name: string;
  differences: Difference[];
}

/** The tests that were kept of a dialogue. */
export const keptTests = (main: Store, id: string): Promise<DialogueTest[]> =>
  main.range<DialogueTest>({ ...testRange(id), limit: mostTests });

/** Which of some tests a dialogue does not pass, and why. */
export const failedOf = (dialogue: Dialogue, tests: readonly DialogueTest[]): FailedTest[] =>
  tests.flatMap(test => {
    const found = outcomeOf(rehearse(dialogue, test, { words, pacing: null }));
    const differences = differencesOf(test.expected, found);
    return differences.length > 0 ? [{ id: test._id, name: test.name, differences }] : [];
  });

/** The tests that keep a dialogue from being published. */
export const failedTests = async (main: Store, dialogue: Dialogue): Promise<FailedTest[]> =>
  failedOf(dialogue, await keptTests(main, dialogue.id));

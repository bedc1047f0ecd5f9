import type { Emitted, Fact } from '@rounds/sentinel/programme-code/run-rules.ts';
import { type Fence, Hung } from '../programme-code/fence.ts';

/** How long the rules may take for a few contacts, and for one that is looked at alone, in ms. */
const [forSome, forOne] = [10_000, 5000];

const nothing = (fault: string): Emitted => ({ tasks: [], targets: [], fault });

/**
 * What the rules give for some contacts. Where they do not come to an end, each contact is tried alone, function by
 * function: the one that hangs is passed over with the name of the function, the others have what is theirs.
 */
export const runSlice = async (fence: Fence, facts: readonly Fact[]): Promise<Emitted[]> => {
  try {
    return (await fence.ask({ is: 'rules', facts }, forSome)) as Emitted[];
  } catch (error) {
    if (!(error instanceof Hung)) return facts.map(() => nothing((error as Error).message));
  }
  const found: Emitted[] = [];
  for (const fact of facts) {
    try {
      found.push(...((await fence.ask({ is: 'rules', facts: [fact], trace: true }, forOne)) as Emitted[]));
    } catch (error) {
      found.push(nothing((error as Error).message));
    }
  }
  return found;
};

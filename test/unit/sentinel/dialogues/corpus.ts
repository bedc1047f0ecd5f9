import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import lift from './corpus/lift.json' with { type: 'json' };
import plants from './corpus/plants.json' with { type: 'json' };
import training from './corpus/training.json' with { type: 'json' };
import welcome from './corpus/welcome.json' with { type: 'json' };
import { dialogueOf } from './going.ts';

/** Dialogues of a study as CoActuem writes them, in four languages: a welcome, a training and two stories. */
export const written = { welcome, training, plants, lift } as const;

/** The same, read. */
export const corpus: Readonly<Record<string, Dialogue>> = Object.fromEntries(
  Object.entries(written).map(([id, given]) => [id, dialogueOf(given)]),
);

export const sequence: readonly string[] = ['welcome', 'training', 'plants', 'lift'];

import { changesContract } from './changes.ts';
import { documentsContract } from './documents.ts';
import type { Ground } from './ground.ts';
import { revisionsContract } from './revisions.ts';
import { viewsContract } from './views.ts';

/** What every adapter of the Store port promises: the definition of that port. */
export const storeContract = (open: () => Promise<Ground>): void => {
  let ground: Ground;
  before(async () => {
    ground = await open();
  });
  after(() => ground?.close());

  for (const contract of [documentsContract, revisionsContract, viewsContract, changesContract]) contract(() => ground);
};

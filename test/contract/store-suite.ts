import { changesContract } from './store/changes.ts';
import { documentsContract } from './store/documents.ts';
import type { Ground } from './store/ground.ts';
import { revisionsContract } from './store/revisions.ts';
import { viewsContract } from './store/views.ts';

/** What every adapter of the Store port promises: the definition of that port. */
export const storeContract = (open: () => Promise<Ground>): void => {
  let ground: Ground;
  before(async () => {
    ground = await open();
  });
  after(() => ground?.close());

  for (const contract of [documentsContract, revisionsContract, viewsContract, changesContract]) contract(() => ground);
};

import type { DialogueMove } from '@rounds/ddocs/dialogues/authoring.ts';
import { type DialoguePointer, dialogueId } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { everyMinute, type Job } from '../jobs/job.ts';
import { moveRuns } from './move-runs.ts';

/** Moves that are under way at once. */
const most = 100;

/** Moves that were asked for and are not done. */
const going = async (main: Store): Promise<DialogueMove[]> => {
  const rows = await main.query<null, DialogueMove>('medic-client/doc_by_type', {
    ...{ key: ['dialogue-move'], limit: most * 10, docs: true, prompt: true },
  });
  return rows.flatMap(({ doc }) => (doc?.state === 'going' ? [doc] : [])).slice(0, most);
};

/** Carries out the moves of open runs to a newer version, and goes on with one that a crash cut off. */
export const dialogueMovesJob: Job = {
  name: 'dialogue_moves',
  about: 'moves open runs of dialogues to the version that somebody chose',
  when: everyMinute,
  run: async ({ main, programme, now, fence, progress }, signal) => {
    let done = 0;
    const { settings } = programme();
    for (const move of await going(main)) {
      const pointer = await main.get<DialoguePointer>(dialogueId(move.dialogue));
      const versions = pointer?.versions.map(({ version }) => version) ?? [];
      const before = done;
      const parts = { main, settings, now, fence, signal };
      const { moved, stayed } = await moveRuns(parts, move, versions, count => progress(before + count));
      done += moved;
      fence();
      const over = signal.aborted ? {} : { state: 'done' as const, ended: new Date(now()).toISOString() };
      await main.writeAlone({ ...move, ...over, moved: move.moved + moved, stayed });
      if (signal.aborted) break;
    }
    return { done };
  },
};

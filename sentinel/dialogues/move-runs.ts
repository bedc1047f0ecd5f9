import type { Settings } from '@rounds/config/settings/settings.ts';
import type { DialogueMove } from '@rounds/ddocs/dialogues/authoring.ts';
import { type Dialogue, type DialogueVersion, versionId } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { hasEnded, type Run } from '@rounds/ddocs/runs/run.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { type Fate, fateOf, movedRun } from './move.ts';
import { type DialogueRunDoc, isDialogueRun } from './stored-run.ts';
import { waysOf } from './ways.ts';

/** Runs that are read at once, and how often one is tried that others change at that moment. */
const [page, mostTries] = [200, 20];

/** States of a run that is not over. */
const openStates = ['open', 'held'] as const;

/** How many runs of a version are open. */
export const openRunsOf = async (main: Store, id: string, version: number): Promise<number> => {
  const counts = await Promise.all(
    openStates.map(state =>
      main.count('medic-runs/runs', {
        startKey: ['of', id, version, state],
        endKey: ['of', id, version, state, {}],
      }),
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
};

/** Every open run of a version, page by page. @param skip how many of them stay where they are */
const pagesOf = async function* (main: Store, id: string, version: number, skip: () => number) {
  for (const state of openStates) {
    const before = skip();
    for (let first = true, count = page; first || count === page; first = false) {
      const rows = await main.query<null, Run>('medic-runs/runs', {
        startKey: ['of', id, version, state],
        endKey: ['of', id, version, state, {}],
        limit: page,
        skip: skip() - before,
        docs: true,
      });
      count = rows.length;
      yield rows.flatMap(({ doc }) => (isDialogueRun(doc) && !hasEnded(doc) ? [doc] : []));
    }
  }
};

/** What would become of the open runs of older versions. */
export interface MovePreview {
  to: number;
  /** Runs that go over: those that wait for their turn, and those that stand in the middle. */
  planned: number;
  moves: number;
  /** Of those that move: whose question is shown again. */
  again: number;
  /** Steps that are gone: how many runs stand there, and where they go; null for nowhere, they keep their version. */
  gone: { step: string; runs: number; to: string | null }[];
}

/** Runs that are looked at for a preview. */
const mostSeen = 50_000;

const versionOf = async (main: Store, id: string, version: number): Promise<Dialogue | null> =>
  (await main.get<DialogueVersion>(versionId(id, version)))?.dialogue ?? null;

/** Counts what would become of the open runs of other versions. */
export const previewMove = async (
  main: Store,
  { dialogue: id, to, gone }: Pick<DialogueMove, 'dialogue' | 'to' | 'gone'>,
  versions: readonly number[],
  after: Dialogue,
): Promise<MovePreview> => {
  const preview: MovePreview = { to, planned: 0, moves: 0, again: 0, gone: [] };
  const lost = new Map<string, { step: string; runs: number; to: string | null }>();
  let seen = 0;
  const count = (fate: Fate): void => {
    if (fate.is === 'planned') preview.planned += 1;
    else if (fate.is === 'moves') {
      preview.moves += 1;
      preview.again += fate.again ? 1 : 0;
    } else {
      const row = lost.get(fate.from) ?? { step: fate.from, runs: 0, to: fate.is === 'stays' ? null : fate.to };
      lost.set(fate.from, { ...row, runs: row.runs + 1 });
    }
  };
  for (const version of versions.filter(each => each !== to)) {
    const before = await versionOf(main, id, version);
    let read = 0;
    for await (const runs of pagesOf(main, id, version, () => read)) {
      for (const run of runs) count(fateOf(run, before, after, gone));
      read += runs.length;
      seen += runs.length;
      if (seen >= mostSeen) break;
    }
  }
  return { ...preview, gone: [...lost.values()].sort((a, b) => b.runs - a.runs) };
};

/** What moving takes. */
export interface MovingParts {
  main: Store;
  settings: Settings;
  now: () => Ms;
  /** To be called before each write. */
  fence: () => void;
  signal: AbortSignal;
}

const moveOne = async (
  { main, settings, now, fence }: MovingParts,
  first: DialogueRunDoc,
  before: Dialogue | null,
  after: DialogueVersion,
  gone: Readonly<Record<string, string>>,
): Promise<'moved' | 'stays' | 'over'> => {
  let run: Run | null = first;
  for (let tries = 0; tries < mostTries; tries += 1) {
    if (!isDialogueRun(run) || hasEnded(run) || Number(run.what.version) === after.version) return 'over';
    const fate = fateOf(run, before, after.dialogue, gone);
    const next = movedRun(run, after, fate, now(), waysOf(settings, run.address));
    if (!next) return 'stays';
    fence();
    // The run alone decides: what is said to a move that lost to a press is never said.
    if ((await main.writeAlone(next.run)).ok) {
      if (next.said.length > 0) await main.write(next.said);
      return 'moved';
    }
    run = await main.get<Run>(first._id);
  }
  return 'stays';
};

/**
 * Moves the open runs of other versions, one by one. It may end at any moment and be begun again: a run that was moved is
 * none of another version any more.
 * @param versions all versions that there are
 * @returns how many were moved now, and how many stay where they are
 */
export const moveRuns = async (
  parts: MovingParts,
  { dialogue: id, to, gone }: DialogueMove,
  versions: readonly number[],
  told: (moved: number) => void,
): Promise<{ moved: number; stayed: number }> => {
  const { main, signal } = parts;
  const after = await main.get<DialogueVersion>(versionId(id, to));
  let [moved, stayed] = [0, 0];
  if (!after) return { moved, stayed };
  for (const version of versions.filter(each => each !== to)) {
    const before = await versionOf(main, id, version);
    for await (const runs of pagesOf(main, id, version, () => stayed)) {
      for (const run of runs) {
        if (signal.aborted) return { moved, stayed };
        const outcome = await moveOne(parts, run, before, after, gone);
        moved += outcome === 'moved' ? 1 : 0;
        stayed += outcome === 'stays' ? 1 : 0;
      }
      told(moved);
    }
  }
  return { moved, stayed };
};

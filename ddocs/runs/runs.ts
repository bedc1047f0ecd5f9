import { createHash } from 'node:crypto';
import type { Address } from '../documents/addresses.ts';
import type { Doc } from '../documents/doc.ts';
import { AppError } from '../documents/error.ts';
import type { Store } from '../store/store.ts';
import { hasEnded, largestRun, type Run, type RunEvent } from './run.ts';

/** What an event makes of a run, and what is said of it: documents with ids made from run and event. */
export interface Step {
  run: Run;
  said: readonly Doc[];
}

/** Runs as they are stored. Only the server writes them, and no phone gets one. */
export interface Runs {
  get(id: string): Promise<Run | null>;
  /** Runs of an address that have not ended, the one that changed last first. */
  openOf(address: Address): Promise<Run[]>;
  /** Begins a run, with what is said first. @returns whether it is new; one that was begun before stays as it is */
  begin(run: Run, said: readonly Doc[]): Promise<boolean>;
  /**
   * Takes an event. One that was seen before, or comes after the end, changes nothing. Of two that come at once one
   * waits for the other: `take` is asked again with what stands there then.
   * @returns the run as it stands now; null where there is none
   */
  step(id: string, event: RunEvent, take: (run: Run) => Promise<Step> | Step): Promise<Run | null>;
}

/** Id of the run that a cause begins. */
export const runIdFrom = (...cause: readonly (string | number)[]): string =>
  `run:${createHash('sha256').update(JSON.stringify(cause)).digest('base64url').slice(0, 22)}`;

/** How often a step is tried against others before it is given up. */
const mostTries = 20;

/** Runs that one address has open at once; more would be a fault. */
const mostOpen = 100;

/** @param main the main database */
export const openRuns = (main: Store): Runs => {
  /** The run alone decides, so it is written first: what is said of a step that lost to another is never said. */
  const write = async ({ run, said }: Step): Promise<boolean> => {
    if (Buffer.byteLength(JSON.stringify(run)) > largestRun)
      throw new AppError('request/too-large', `The run ${run._id} holds too much`, {
        hint: 'Its form or dialogue is to be made shorter, or filled in in the app',
      });
    const { ok } = await main.writeAlone(run);
    if (ok && said.length > 0) await main.write(said);
    return ok;
  };

  return {
    get: id => main.get<Run>(id),
    openOf: async address => {
      const rows = await main.query<null, Run>('medic-runs/runs', {
        key: ['open', address],
        limit: mostOpen,
        prompt: true,
        docs: true,
      });
      const runs = rows.flatMap(({ doc }) => (doc && !hasEnded(doc) && doc.address === address ? [doc] : []));
      return runs.sort((a, b) => b.changed - a.changed);
    },
    begin: async (run, said) => {
      if (await write({ run, said })) return true;
      if (await main.get(run._id)) return false;
      throw new AppError('store/refused', `The run ${run._id} could not be begun`);
    },
    step: async (id, event, take) => {
      for (let tries = 0; tries < mostTries; tries += 1) {
        const run = await main.get<Run>(id);
        if (!run || hasEnded(run) || run.events.some(each => each.id === event.id)) return run;
        const step = await take(run);
        const events = [...run.events, event];
        const next: Run = { ...step.run, _id: run._id, _rev: run._rev!, events, changed: event.at };
        if (await write({ run: next, said: step.said })) return next;
      }
      throw new AppError('store/refused', `The run ${id} was changed by others again and again`, {
        hint: 'Only one process steps runs at a time: look whether two hold the turn',
      });
    },
  };
};

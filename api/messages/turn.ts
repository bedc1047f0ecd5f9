import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** A turn at work that one process at a time does, whichever comes first. */
export interface Turn {
  /** Makes it last longer, and makes sure that it is still ours. @throws `sentinel/not-leader` when it was lost */
  keep(): Promise<void>;
  /** Lets the next one have it. */
  end(): Promise<void>;
}

/** Takes turns with the other processes. */
export interface Turns {
  /** The turn, or null while somebody else has it. */
  take(): Promise<Turn | null>;
}

interface TurnDoc extends Doc {
  type: 'turn';
  /** Who has it; empty when nobody does. */
  holder: string;
  /** Changes with each renewal. */
  renewed: Ms;
}

/**
 * Turns by compare and swap on one document. Clocks of machines are never compared: a turn counts as abandoned when
 * this process has seen the same revision of it for as long as a turn lasts.
 * @param holder name of this process, told from all others
 * @param lasts ms that a turn lasts without being kept
 */
export const openTurns = (side: Store, id: string, holder: string, now: () => Ms, lasts: Ms = 60_000): Turns => {
  let seen: { rev: string; since: Ms } | undefined;
  let having = false;

  const take = async (): Promise<Turn | null> => {
    const stored = await side.get<TurnDoc>(id);
    if (seen?.rev !== stored?._rev) seen = stored?._rev ? { rev: stored._rev, since: now() } : undefined;
    const isAbandoned = !stored || stored.holder === '' || (seen !== undefined && now() - seen.since >= lasts);
    if (!isAbandoned) return null;
    let rev = stored?._rev;
    let since = now();
    const write = async (as: string): Promise<boolean> => {
      const at = now();
      const [result] = await side.write([
        { _id: id, ...(rev ? { _rev: rev } : {}), type: 'turn', holder: as, renewed: at },
      ]);
      if (!result!.ok) return false;
      rev = result!.rev;
      since = at;
      return true;
    };
    if (!(await write(holder))) return null;
    return {
      keep: async () => {
        // Well before anybody else may think that we are gone.
        if (now() - since < lasts / 4) return;
        const isLate = now() - since > lasts * 0.75;
        if (isLate || !(await write(holder)))
          throw new AppError('sentinel/not-leader', `The turn ${id} was lost`, { hint: 'Another process has it' });
      },
      end: async () => {
        await write('');
      },
    };
  };

  return {
    take: async () => {
      if (having) return null;
      having = true;
      const release = () => {
        having = false;
      };
      try {
        const turn = await take();
        if (!turn) release();
        return turn && { ...turn, end: () => turn.end().finally(release) };
      } catch (error) {
        release();
        throw error;
      }
    },
  };
};

import type { Audience } from '../campaigns/campaign.ts';
import type { Doc, Iso } from '../documents/doc.ts';
import type { ErasureReason } from '../erasure/erasure.ts';

/**
 * What may be done with many people at once: their pause, its end, their leaving; what they are asked ends; they have had
 * nothing of their sequence any more; somebody is asked whether they are to be erased.
 */
export const peopleActs = ['pause', 'resume', 'leave', 'clear', 'forget', 'remove'] as const;
/** One of {@link peopleActs}. */
export type PeopleActName = (typeof peopleActs)[number];

/** Acts that can be taken back. The others end something, or are decided by a person afterwards. */
export const undoable: readonly PeopleActName[] = ['pause', 'resume', 'leave'];

/** Something that a colleague does with many people: `people-act:<id>` in the sentinel's database, where it stays as a record. */
export interface PeopleAct extends Doc {
  type: 'people-act';
  act: PeopleActName;
  /** Why people are to be erased. */
  reason?: ErasureReason;
  /** Whom it was meant for, as it was asked. */
  audience: Audience;
  /** Contact ids of whom it meant at that moment. */
  ids: string[];
  state: 'going' | 'done' | 'undoing' | 'undone';
  /** How many of them were looked at in this state. */
  seen: number;
  /** For how many it was done, and for how many not, by why. */
  done: number;
  passed: Record<string, number>;
  /** For how many it was taken back. */
  undone?: number;
  by: string;
  at: Iso;
  ended?: Iso;
  undone_by?: string;
}

const prefix = 'people-act:';

/** Id of the document of an act. */
export const peopleActId = (key: string): string => `${prefix}${key}`;
/** All acts lie between these two. */
export const peopleActRange = { from: prefix, to: `${prefix}\ufff0` } as const;
/** The act's own id, as it stands in what came of it. */
export const peopleActKey = ({ _id }: Pick<PeopleAct, '_id'>): string => _id.slice(prefix.length);

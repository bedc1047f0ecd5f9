import type { Doc, Iso } from '../documents/doc.ts';

/** Why somebody is erased: chosen from a list, because words of one's own may name her. */
export const erasureReasons = ['asked', 'withdrew', 'study_over', 'mistake', 'law'] as const;
export type ErasureReason = (typeof erasureReasons)[number];

/** What is done one after the other; each may be done twice. */
export const erasureSteps = ['gather', 'close', 'main', 'side', 'marks', 'vault', 'raw', 'again', 'receipt'] as const;
export type ErasureStep = (typeof erasureSteps)[number];

/** An erasure that is under way: `erasure:<key>` in the sentinel's database. It goes with the person. */
export interface ErasureDoc extends Doc {
  type: 'erasure';
  contact: string;
  reason: ErasureReason;
  /** Names of the users who asked, and who decided. */
  asked_by: string;
  decided_by?: string;
  asked: Iso;
  /** The step that is to be done next. */
  step: ErasureStep;
  /** All by which documents name her: ids, short codes, numbers, addresses. */
  names: string[];
  /** What she is called; taken out of documents of others. */
  called?: string;
  /** Ids of documents of the main database that go. */
  ids: string[];
  /** What was done, by database. */
  counts: Record<string, ErasureCounts>;
  /** Names of users on whose devices she is, with the moment of their last exchange where it is known. */
  phones: ErasurePhone[];
}

/** What was taken out of a database: whole documents, and documents of others in which she stood. */
export interface ErasureCounts {
  erased: number;
  scrubbed: number;
}

/** A user on whose device a copy may be. */
export interface ErasurePhone {
  user: string;
  /** When his device last asked for what changed; absent where that is not known. */
  seen?: Iso;
}

/** What is left of an erasure: `erasure-receipt:<key>` in the sentinel's database. It names nobody who was erased. */
export interface ErasureReceipt extends Doc {
  type: 'erasure-receipt';
  /** `compacting` until the files of the databases are written anew. */
  state: 'compacting' | 'done';
  reason: ErasureReason;
  asked_by: string;
  decided_by?: string;
  asked: Iso;
  erased: Iso;
  done?: Iso;
  counts: Record<string, ErasureCounts>;
  /** Databases whose files are still to be written anew. */
  compact: string[];
  /** Nodes of a cluster, and those of them that did not answer: to be looked at when they come back. */
  nodes: { all: string[]; silent: string[] };
  /** Number of this erasure: a device that has heard of it has nothing of her any more. */
  number: number;
  phones: ErasurePhone[];
}

/** Id of the marker of something that was erased, by its hash: the doors refuse it, and phones delete it. */
export const erasedId = (hash: string): string => `erased:${hash}`;
export const erasedRange = { from: 'erased:', to: 'erased:\ufff0' } as const;

/** `erased:<sha256 of an id>`: nobody can tell from it which id it was. */
export interface ErasedMarker extends Doc {
  type: 'erased';
  /** Number of the erasure. */
  number: number;
}

/** Id of the document that counts erasures, by which processes know that there is a new one. */
export const erasureCountId = 'erasures';
export interface ErasureCount extends Doc {
  type: 'erasures';
  number: number;
}

export const erasureRange = { from: 'erasure:', to: 'erasure:\ufff0' } as const;
export const receiptRange = { from: 'erasure-receipt:', to: 'erasure-receipt:\ufff0' } as const;

/** What a refused write is told, so that a phone deletes what it has. */
export const erasedReason = 'erased';

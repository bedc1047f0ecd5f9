import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc } from '@rounds/ddocs/documents/infodocs.ts';
import type { Desk } from './desk.ts';
import type { ApplyQueued } from './queue.ts';

/** What follows from a document. The engine carries it out; a rule only says it. */
export type Effect = Create | Change | Note | Queue | Claim | Together;

/** A new document, with an id made from its cause. It is settled in its turn. */
export interface Create {
  do: 'create';
  doc: Doc;
}

/** A changed document. `apply` gives the wanted revision for the newest one; given its own result it gives it back. */
export interface Change {
  do: 'change';
  id: string;
  apply: (doc: Doc) => Doc;
}

/** A changed infodoc of a document; when there was none, `apply` is given a new one. */
export interface Note {
  do: 'note';
  id: string;
  apply: (info: InfoDoc) => InfoDoc;
}

/** A document of the sentinel's own database that a timed job works off. */
export interface Queue {
  do: 'queue';
  /** Such as `task:outbound:<id of the document>`. */
  id: string;
  apply: ApplyQueued;
}

/** What only one may get, of however many who ask at once on whatever machines. See README.md, "Claims". */
export interface Claim {
  do: 'claim';
  /** The document that names who got it. */
  id: string;
  /** @see claim */
  apply: (doc: Doc | null) => Doc | null;
  /** @see claim */
  follows: (won: boolean, doc: Doc | null) => readonly Effect[];
}

/** An effect of a work's own, carried out for all documents of a batch together. */
export interface Together {
  do: 'together';
  kind: EffectKind<unknown>;
  asked: unknown;
}

/** A kind of effect that a work brings: a mute of a tree of contacts, say. */
export interface EffectKind<Asked> {
  name: string;
  /** Carries out all that rules asked of this kind, in their order. Done again after a crash it does nothing twice. */
  carryOut: (all: readonly Asked[], desk: Desk) => Promise<void>;
}

export const create = (doc: Doc): Create => ({ do: 'create', doc });
export const change = <T extends Doc = Doc>(id: string, apply: (doc: T) => T): Change => ({
  do: 'change',
  id,
  apply: apply as unknown as (doc: Doc) => Doc,
});
export const note = (id: string, apply: (info: InfoDoc) => InfoDoc): Note => ({ do: 'note', id, apply });
export const queue = (id: string, apply: ApplyQueued): Queue => ({ do: 'queue', id, apply });

/**
 * A claim to what a document gives away: an errand, say, that many volunteers accept at once.
 *
 * The document itself names the event by which it was won (the id of the report that said yes), and so it is the only
 * judge: `apply` is given its newest revision and gives
 * - a changed document, which names the event, where the claim is in time;
 * - the very document that it was given, where that names this event already: it is won, perhaps by a run that a crash
 *   broke off;
 * - null where the claim comes too late.
 *
 * `then` says what follows, told whether it was won, and the document as it stands. Both are plain functions, so that
 * after a crash the same follows again.
 * @param id of a document of the main database; where it is missing `apply` is given null, and may make it
 */
export const claim = <T extends Doc = Doc>(
  id: string,
  apply: (doc: T | null) => T | null,
  then: (won: boolean, doc: T | null) => readonly Effect[],
): Claim => ({
  do: 'claim',
  id,
  apply: apply as unknown as Claim['apply'],
  follows: then as unknown as Claim['follows'],
});

/** An effect of a work's own. */
export const together = <Asked>(kind: EffectKind<Asked>, asked: Asked): Together => ({
  do: 'together',
  kind: kind as EffectKind<unknown>,
  asked,
});

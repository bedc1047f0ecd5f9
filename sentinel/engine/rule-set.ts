import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Doc, Iso } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc } from '@rounds/ddocs/documents/infodocs.ts';
import type { Store, ViewName } from '@rounds/ddocs/store/store.ts';
import type { Desk } from './desk.ts';
import type { Rule } from './rule.ts';

/** Everything that an engine does for a programme. */
export interface RuleSet {
  /**
   * Rules in their order. Of one phase, all rules run over one document, then all over the next; when a phase is over,
   * the work that its rules asked to be carried out together is carried out, and the next phase sees it.
   */
  phases: readonly (readonly Rule[])[];
  /** Last looks at a batch, each opened once for an engine. */
  lastLooks?: readonly ((side: Store) => LastLook)[];
  /** How documents are put right after the leaves of a conflict were merged. */
  mends?: readonly Mend[];
  /**
   * Views that are brought up to date while a large batch is still read: rules ask them in a moment, and would wait.
   */
  warm?: readonly ViewName[];
}

/** A look at what rules made of a batch's documents, before anything of it is written. */
export type LastLook = (ids: readonly string[], desk: Desk) => Promise<void>;

/** Values that follow from settled documents are not merged but derived again. */
export interface Mend {
  concerns: (doc: Doc, settings: Settings) => boolean;
  /** @param doc the merged document @param at this moment */
  again: (doc: Doc, info: InfoDoc | null, at: Iso) => Doc;
}

import { type Doc, generation } from '@rounds/ddocs/documents/doc.ts';
import type { TransitionRun } from '@rounds/ddocs/documents/infodocs.ts';
import type { Desk } from './desk.ts';
import type { Kind } from './kind.ts';
import type { Rule } from './rule.ts';

/** The rules that a document concerns, whatever has run already. */
export const concernedRules = (doc: Doc, rules: readonly Rule[], { settings }: Desk): Rule[] => {
  // A rule may have deleted it while another document was settled.
  if (doc._deleted) return [];
  const kinds = new Map<Kind, boolean>();
  return rules.filter(({ on, concerns }) => {
    const known = kinds.get(on) ?? on.recognises(doc, settings);
    kinds.set(on, known);
    return known && concerns(doc, settings);
  });
};

/** Recorded for a report that was not stored yet: of the first revision, whichever name that got. */
export const firstRevision = '1';

/** Whether a rule has settled this very revision. */
const hasSeen = (run: TransitionRun | undefined, rev: string | undefined): boolean =>
  !!run && (run.last_rev === rev || (run.last_rev === firstRevision && generation(rev) === 1));

/**
 * The rules that a document concerns and that have not settled it. Its infodoc is on the desk.
 * @param rev of the document as it came
 */
export const concerning = (doc: Doc, rules: readonly Rule[], desk: Desk, rev: string | undefined): Rule[] => {
  const ran = desk.infos.get(doc._id)?.transitions ?? {};
  return concernedRules(doc, rules, desk).filter(
    ({ recordedAs, once }) => !(once && ran[recordedAs]) && !hasSeen(ran[recordedAs], rev),
  );
};

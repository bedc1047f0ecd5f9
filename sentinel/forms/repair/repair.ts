import type { Dom } from '../dom.ts';
import { type FormDocument, readForm } from '../form-document.ts';
import { dropWithoutNode, dropWrongElements } from './body.ts';
import { dropSelfHolding, dropUnreadable, spellFunctions, tellUnknownFunctions } from './expressions.ts';
import { mergeMeta } from './meta.ts';
import { quoteTextIds } from './text-ids.ts';
import type { Warning } from './warning.ts';

/** What the engine can say of an expression before it is evaluated. */
export interface Grammar {
  readable(expression: string): boolean;
  /** Whether there is a function of a name. */
  knows(name: string): boolean;
}

/**
 * A form made such that the engine opens it: one fault costs one question, not the form.
 * @returns the form, and what was not taken as it is written
 * @throws when it is no XForm at all
 */
export const repaired = (
  dom: Dom,
  xml: string,
  { readable, knows }: Grammar,
): { form: FormDocument; warnings: Warning[] } => {
  const form = readForm(dom, xml);
  const steps = [
    mergeMeta,
    quoteTextIds,
    dropWithoutNode,
    dropWrongElements,
    spellFunctions(knows),
    dropUnreadable(readable),
    dropSelfHolding,
    tellUnknownFunctions(knows),
  ];
  return { form, warnings: steps.flatMap(step => step(form)) };
};

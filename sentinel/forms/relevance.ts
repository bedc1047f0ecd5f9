import type { EngineNode } from './engine-node.ts';
import { type FormDocument, pathOf } from './form-document.ts';

/** What a form says of when its fields count, kept apart from the engine. */
export interface Relevance {
  /** Whether a field counts, as far as it says so itself: nothing that stands above it is asked. */
  counts(node: EngineNode): boolean;
  /** Whether a field has to be answered where it counts. */
  mustBeAnswered(node: EngineNode): boolean;
}

/**
 * Takes the relevance of all fields out of a form, before it opens.
 *
 * The engine blanks a field as soon as it is not relevant. Forms of CHT reckon with such fields: a group `inputs` that
 * is shown only where nobody was chosen holds the contact whom the report is about. So the engine is told of no
 * relevance: it evaluates that condition as the `required` of the field, which touches no value, and this file
 * decides what is shown, asked for and sent. The form's own `required` is evaluated when it is asked for.
 */
export const setRelevanceAside = (form: FormDocument): Relevance => {
  const conditional = new Set<string>();
  const required = new Map<string, string>();
  for (const bind of form.binds) {
    const [path, relevant] = [pathOf(bind), bind.getAttribute('relevant')?.trim()];
    if (!path || !relevant) continue;
    const must = bind.getAttribute('required');
    if (must) required.set(path, must);
    conditional.add(path);
    bind.setAttribute('required', relevant);
    bind.removeAttribute('relevant');
  }
  return {
    counts: node => !conditional.has(plainPath(node)) || node.isRequired(),
    mustBeAnswered: node => {
      const path = plainPath(node);
      if (!conditional.has(path)) return node.isRequired();
      const must = required.get(path)?.trim() ?? 'false()';
      if (/^(true|false)\(\)$/.test(must)) return must === 'true()';
      return node.evaluator.evaluateBoolean(must, { contextNode: node.contextNode });
    },
  };
};

/** The path of a field without the positions of repeats in it. */
export const plainPath = ({ currentState }: Pick<EngineNode, 'currentState'>): string =>
  currentState.reference.replace(/\[\d+\]/g, '');

import { evaluate } from './expression/evaluate.ts';
import { callables } from './expression/functions.ts';
import { read } from './expression/read.ts';

/** How a contact form tells whether somebody is there already: `duplicate_check` of its document. */
export interface DuplicateCheck {
  /** Over `current` and `existing`; without one {@link alikeByDefault}. */
  expression?: string;
  /** Nobody is looked for. */
  disabled?: boolean;
}

/** A name that differs by three letters at most, and the same age in years; places have none, which is the same. */
export const alikeByDefault =
  'levenshteinEq(current.name, existing.name, 3) && ageInYears(current) === ageInYears(existing)';

/**
 * Whether a contact about to be made may be one that is there. An expression that cannot be read or fails says no.
 * @param now the moment of asking, for ages
 */
export const mayBeSame = (
  current: object,
  existing: object,
  check: DuplicateCheck | undefined,
  now: number,
): boolean => {
  if (check?.disabled) return false;
  try {
    const node = read(check?.expression?.trim() || alikeByDefault);
    return evaluate(node, { values: { current, existing }, functions: callables(new Date(now)) }) === true;
  } catch {
    return false;
  }
};

import type { Sandbox } from '../engine/sandbox.ts';
import { type Hydrating, hydrated } from '../reports/hydrated.ts';

/**
 * The value of an expression; undefined where it cannot be read, throws or takes too long: then all that hangs on it,
 * and nothing else, is left out. One that cannot be read is refused when settings are uploaded.
 */
export const valueFrom = (expression: string, names: Readonly<Record<string, unknown>>, sandbox: Sandbox): unknown => {
  try {
    return sandbox.evaluate(expression, names);
  } catch {
    return undefined;
  }
};

/**
 * Whether a `bool_expr` holds for a report, which it knows as `doc`, with its sender, patient and place in full; none
 * does.
 */
export const holds = (expression: string | null | undefined, known: Hydrating, sandbox: Sandbox): boolean =>
  !expression?.trim() || !!valueFrom(expression, { doc: hydrated(known) }, sandbox);

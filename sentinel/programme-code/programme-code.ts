import type { Surroundings } from './cht.ts';

/** What a programme says in code, and what that code needs to know. */
export interface ProgrammeCode {
  /** `tasks.rules` of the settings. */
  rules?: string;
  /** `tasks.schedules`. */
  schedules?: readonly { name?: string }[];
  /** Ids of the targets. */
  targets: readonly string[];
  /** `contact_summary` of the settings. */
  summary?: string;
  /** Contact of the user, with the places above it in one another. */
  user: unknown;
  around: Omit<Surroundings, 'trace' | 'targetDocs'>;
}

/** The text of `tasks.rules` if it can be run: declarative, or wrapped as cht-conf wraps it for old servers. */
export const runnableRules = (tasks: unknown): string | undefined => {
  const { rules, isDeclarative } = (tasks ?? {}) as { rules?: unknown; isDeclarative?: unknown };
  if (typeof rules !== 'string' || rules.trim() === '') return undefined;
  if (isDeclarative === true) return rules;
  return /^\s*define Target[\s\S]*?then\s*\{([\s\S]*)\}\s*;?\s*\}\s*$/.exec(rules)?.[1];
};

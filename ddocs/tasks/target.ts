import type { Doc, Ms } from '../documents/doc.ts';

/** How a user stands with each target in one reporting period, in CHT's format. Phones make these documents. */
export interface TargetDoc extends Doc {
  type: 'target';
  /** `org.couchdb.user:<name>` */
  user: string;
  /** Id of the user's contact. */
  owner: string;
  /** `YYYY-MM`, the month in which the period ends. */
  reporting_period: string;
  /** When the day began on which it was last changed, ms. */
  updated_date: Ms;
  targets: TargetValue[];
}

/** How many count for a target, and how many of them pass. */
export interface TargetValue {
  id: string;
  value: { pass: number; total: number; percent?: number };
}

/** A target as the settings hold it. */
export interface TargetItem {
  id: string;
  type: 'count' | 'percent';
  /** Below 0 there is none. */
  goal?: number;
  translation_key?: string;
  name?: unknown;
  title?: unknown;
  subtitle_translation_key?: string;
  percentage_count_translation_key?: string;
  icon?: string;
  /** For whom it is: an expression over `user`. */
  context?: string;
  passesIfGroupCount?: { gte: number };
  /** `false` hides it on the page of the user himself. */
  visible?: boolean;
  /** Shown to supervisors. */
  aggregate?: boolean;
  limit_count_to_goal?: boolean;
}

/** The id of a user's target document of one period. */
export const targetId = (period: string, owner: string, user: string): string => `target~${period}~${owner}~${user}`;

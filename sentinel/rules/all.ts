import type { Rules } from '../engine/engine.ts';
import { mutingAccepted } from './muting-accepted.ts';
import { mutingNewcomer } from './muting-newcomer.ts';
import { mutingReport } from './muting-report.ts';
import { registration } from './registration.ts';

/** Every rule of the sentinel, in CHT's order (`sentinel.md` §2.3): those before muting, muting itself, and those after it. */
export const allRules: Rules = {
  before: [registration],
  trees: [mutingReport],
  after: [mutingAccepted, mutingNewcomer],
};

import { mutingAccepted } from './muting-accepted.ts';
import { mutingNewcomer } from './muting-newcomer.ts';
import { mutingReport } from './muting-report.ts';
import { registration } from './registration.ts';

/** Every rule of the sentinel. Plain rules run in this order, which is CHT's (`sentinel.md` §2.3). */
export const allRules = { trees: [mutingReport], plain: [registration, mutingAccepted, mutingNewcomer] };

import type { Checking } from './check.ts';
import { isPhone } from './phone.ts';
import type { Facts } from './rule.ts';

/** What a rule of the server gives the tests of a report to look at. */
export const checking = ({ settings, ...facts }: Pick<Facts, 'settings' | 'isAnswered' | 'isPhoneTaken'>): Checking => ({
  isAnswered: facts.isAnswered,
  isPhoneTaken: facts.isPhoneTaken,
  settings,
  isPhone: text => isPhone(text, settings),
});

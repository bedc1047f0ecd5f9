import type { Facts } from '../engine/rule.ts';
import { isPhone } from '../text/phone-numbers.ts';
import type { Checking } from './check.ts';

/** What a rule of the server gives the tests of a report to look at. */
export const checking = ({
  settings,
  sandbox,
  ...facts
}: Pick<Facts, 'settings' | 'isAnswered' | 'isPhoneTaken' | 'sandbox'>): Checking => ({
  isAnswered: facts.isAnswered,
  isPhoneTaken: facts.isPhoneTaken,
  settings,
  isPhone: text => isPhone(text, settings),
  // The pattern is part of the expression, so that one that takes too long rests alone.
  isMatch: (pattern, flags, text) =>
    sandbox.evaluate(`new RegExp(${JSON.stringify(pattern)}, ${JSON.stringify(flags)}).test(text)`, { text }) === true,
});

import { isPhoneTaken } from '../contacts/phones.ts';
import { sandbox, settings } from '../engine/given.ts';
import type { Seen } from '../engine/rule.ts';
import { isAnswered } from '../reports/is-answered.ts';
import { isPhone } from '../text/phone-numbers.ts';
import type { Checking } from './check.ts';

/** The facts that a rule reads to test a report; its `needs` are those of `checkNeeds`. */
export const checked = { settings, sandbox, isAnswered, isPhoneTaken };

/** What a rule of the server gives the tests of a report to look at. */
export const checking = ({ settings, sandbox, isAnswered, isPhoneTaken }: Seen<typeof checked>): Checking => ({
  isAnswered,
  isPhoneTaken,
  settings,
  isPhone: text => isPhone(text, settings),
  // The pattern is part of the expression, so that one that takes too long rests alone.
  isMatch: (pattern, flags, text) =>
    sandbox.evaluate(`new RegExp(${JSON.stringify(pattern)}, ${JSON.stringify(flags)}).test(text)`, { text }) === true,
});

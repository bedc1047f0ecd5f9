import type { DispatchSettings } from '@rounds/config/sections/dispatch.ts';
import type { Limits } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';

const minute: Ms = 60_000;

/** Of what the settings say what a request keeps when something happens to it. */
export const limitsOf = (dispatch: DispatchSettings): Limits => ({
  ask: dispatch.ask,
  enough: dispatch.enough,
  replaces: dispatch.replace_on,
  silence: dispatch.silence_minutes * minute,
  gather: dispatch.gather_minutes * minute,
  answer: dispatch.answer_minutes * minute,
  confirm: dispatch.reconfirm_minutes * minute,
  late: 120 * minute,
  archive: dispatch.archive_days * 24 * 60 * minute,
});

import { isOn } from '@rounds/config/sections/is-on.ts';
import type { Notifications } from '@rounds/config/sections/muting.ts';
import type { Reply, Validations } from '@rounds/config/sections/text.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { sameForm } from '@rounds/ddocs/documents/reports.ts';
import { oldEvent, oldReplies } from './notifications.ts';

/** What muting needs of the settings. */
export type MutingSettings = Pick<Settings, 'muting' | 'notifications' | 'transitions'>;

const mutingOf = (settings: MutingSettings): Settings['muting'] =>
  isOn(settings, 'muting') ? settings.muting : undefined;
const oldOf = (settings: MutingSettings): Settings['notifications'] =>
  isOn(settings, 'update_notifications') ? settings.notifications : undefined;

/** Whether muting is on at all: by its own name, or by the old one. */
export const mutes = (settings: MutingSettings): boolean => !!mutingOf(settings) || !!oldOf(settings);

const isIn = (form: unknown, forms: readonly (string | null | undefined)[]): boolean =>
  forms.some(one => sameForm(one, form));

/**
 * Whether a report of this form mutes (true), unmutes (false), or neither (undefined). A form in both lists mutes. The
 * forms of the deprecated `notifications` count while `update_notifications` is on.
 */
export const muteState = (form: unknown, settings: MutingSettings): boolean | undefined => {
  const [muting, old] = [mutingOf(settings), oldOf(settings)];
  if (isIn(form, [...(muting?.mute_forms ?? []), old?.off_form])) return true;
  if (isIn(form, [...(muting?.unmute_forms ?? []), old?.on_form])) return false;
  return undefined;
};

/** Whether a report of this form is about the contact alone: nobody below it is muted, or unmuted. */
export const isAboutSelf = (form: unknown, settings: MutingSettings): boolean =>
  Object.entries(mutingOf(settings)?.scope ?? {}).some(([code, scope]) => scope === 'self' && sameForm(code, form));

/**
 * Roles of which somebody must verify a report of this form before it does anything: an empty list for whoever may
 * verify reports. Undefined where nobody need.
 */
export const verifiersOf = (form: unknown, settings: MutingSettings): string[] | undefined => {
  const forms = mutingOf(settings)?.verify_forms;
  if (!forms || muteState(form, settings) === undefined) return undefined;
  if (Array.isArray(forms)) return isIn(form, forms) ? [] : undefined;
  const roles = Object.entries(forms).find(([code]) => sameForm(code, form))?.[1];
  return roles === undefined ? undefined : [roles].flat();
};

/** The deprecated `notifications`, where a form is of theirs alone. */
export const oldSectionOf = (form: unknown, settings: MutingSettings): Notifications | undefined => {
  const [muting, old] = [mutingOf(settings), oldOf(settings)];
  if (!old || isIn(form, [...(muting?.mute_forms ?? []), ...(muting?.unmute_forms ?? [])])) return undefined;
  return !muting || isIn(form, [old.off_form, old.on_form]) ? old : undefined;
};

/** What a mute or unmute report must fulfil, and what its sender is told. */
export interface MutingReplies {
  messages: readonly Reply[];
  validations: Validations;
  /** What an event type is called in the section that the form is of, such as `muting.messages` with `mute`. */
  named: (event: string) => { section: string; event: string };
}

/**
 * What goes for a form: by `muting`, or by the old `notifications` under the event types of today where the form is of
 * theirs alone.
 */
export const mutingReplies = (form: unknown, settings: MutingSettings): MutingReplies => {
  const old = oldSectionOf(form, settings);
  if (old) return { ...oldReplies(old), named: event => ({ section: 'notifications', event: oldEvent(event) }) };
  const { messages = [], validations = { join_responses: false, list: [] } } = mutingOf(settings) ?? {};
  return { messages, validations, named: event => ({ section: 'muting', event }) };
};

import { isOn } from '@rounds/config/sections/transitions.ts';
import type { Settings } from '@rounds/config/settings.ts';
import { sameForm } from '@rounds/ddocs/reports.ts';

/** What muting needs of the settings. */
export type MutingSettings = Pick<Settings, 'muting' | 'notifications' | 'transitions'>;

/** Whether muting is on at all: by its own name, or by the old one. */
export const mutes = (settings: MutingSettings): boolean =>
  (isOn(settings, 'muting') && !!settings.muting) || (isOn(settings, 'update_notifications') && !!settings.notifications);

/**
 * Whether a report of this form mutes (true), unmutes (false), or neither (undefined). A form in both lists mutes. The forms of the
 * deprecated `notifications` count while `update_notifications` is on (`muting.md` §3.1, §3.8).
 */
export const muteState = (form: unknown, settings: MutingSettings): boolean | undefined => {
  const muting = isOn(settings, 'muting') ? settings.muting : undefined;
  const old = isOn(settings, 'update_notifications') ? settings.notifications : undefined;
  const isIn = (forms: readonly (string | null | undefined)[]) => forms.some(one => sameForm(one, form));
  if (isIn([...(muting?.mute_forms ?? []), old?.off_form])) return true;
  if (isIn([...(muting?.unmute_forms ?? []), old?.on_form])) return false;
  return undefined;
};

const oldNames: Record<string, string> = {
  on_unmute: 'unmute',
  on_mute: 'mute',
  patient_not_found: 'contact_not_found',
};

/** Replies by event type: those of `muting`, else those of the old `notifications` under the names of today. */
export const mutingReplies = ({ muting, notifications }: MutingSettings) => {
  if (muting) return { messages: muting.messages, validations: muting.validations };
  const messages = (notifications?.messages ?? []).map(message => ({
    ...message,
    event_type: oldNames[message.event_type ?? ''] ?? message.event_type,
  }));
  return { messages, validations: notifications?.validations ?? { join_responses: false, list: [] } };
};

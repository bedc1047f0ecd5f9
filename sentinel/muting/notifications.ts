import type { Notifications } from '@rounds/config/sections/muting.ts';
import type { Reply, Validations } from '@rounds/config/sections/text.ts';

/**
 * The event types of muting for which a message of the deprecated `notifications` goes: none of its own for whoever is
 * in that state already.
 */
const today: Readonly<Record<string, readonly string[]>> = {
  on_mute: ['mute', 'already_muted'],
  on_unmute: ['unmute', 'already_unmuted'],
  patient_not_found: ['contact_not_found'],
};

/** The event type of `notifications` that stands for one of muting; its own name where there is none. */
export const oldEvent = (event: string): string => Object.keys(today).find(old => today[old]!.includes(event)) ?? event;

/**
 * What the deprecated `notifications` answer, under the event types of muting: its forms are mute and unmute forms, and
 * the same engine carries them out.
 * See README.md, "The old notifications".
 */
export const oldReplies = ({
  messages,
  validations,
}: Notifications): { messages: Reply[]; validations: Validations } => ({
  messages: messages.flatMap(message =>
    (today[message.event_type ?? ''] ?? [message.event_type]).map(event_type => ({ ...message, event_type })),
  ),
  validations,
});

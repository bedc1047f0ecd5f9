import { isSchedule, type ScheduleDoc } from '@rounds/ddocs/study/schedule.ts';
import { aContact } from '../contacts/kind.ts';
import { together } from '../engine/effects.ts';
import type { Kind } from '../engine/kind.ts';
import { rule } from '../engine/rule.ts';
import { schedules } from './carry-out.ts';

/** What goes to a group, a person or an arm, on which day. */
export const aSchedule: Kind<ScheduleDoc> = { name: 'schedule', recognises: isSchedule };

/** A schedule that was made or changed is worked out anew for all to whom it goes. */
export const scheduleChanged = rule({
  name: 'schedule_of_a_study',
  on: aSchedule,
  sentinelOnly: true,
  reads: {},
  concerns: () => true,
  run: ({ _id }) => [together(schedules, { schedule: _id })],
});

/** So is what a contact gets that is new, has moved, lives by another clock or starts at another time. */
export const recipientChanged = rule({
  name: 'recipient_of_schedules',
  on: aContact,
  sentinelOnly: true,
  reads: {},
  concerns: (_, settings) => settings.contact_types.some(({ chat }) => chat === 'group'),
  run: ({ _id }) => [together(schedules, { contact: _id })],
});

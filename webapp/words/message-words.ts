import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { ScheduledTask, StateDetails, TaskState } from '@rounds/ddocs/documents/reports.ts';
import type { IconName } from '../design/icons.ts';
import { moment } from './say.ts';
import { hasWords, t } from './words.ts';

/** Where the document of a message is: on this phone only, refused by the server, or there. */
export type Whereabouts = 'waits' | 'refused' | 'there';

/** A state as it is shown: a picture, a colour and words. */
export interface Said {
  icon: IconName;
  kind: '' | 'wait' | 'good' | 'bad' | 'brand';
  text: string;
}

const pictures: Partial<Record<TaskState, [IconName, Said['kind']]>> = {
  scheduled: ['calendar-clock', 'brand'],
  pending: ['hourglass', 'wait'],
  'forwarded-to-gateway': ['radio-tower', 'wait'],
  'received-by-gateway': ['radio-tower', 'wait'],
  'forwarded-by-gateway': ['send', 'wait'],
  sent: ['check', 'good'],
  delivered: ['check-check', 'good'],
  failed: ['circle-alert', 'bad'],
  denied: ['ban', 'bad'],
  muted: ['bell-off', ''],
  duplicate: ['circle-minus', ''],
  skipped: ['circle-minus', ''],
  cleared: ['circle-check', ''],
  clear: ['circle-check', ''],
};

/**
 * The state of an outgoing message in words. A message that waits on this phone has not gone anywhere, whatever
 * its document says.
 */
export const stateSaid = (state: TaskState, where: Whereabouts = 'there'): Said => {
  if (state === 'pending' && where === 'waits')
    return { icon: 'cloud-upload', kind: 'wait', text: t('message.waits_here') };
  if (state === 'pending' && where === 'refused')
    return { icon: 'cloud-alert', kind: 'bad', text: t('report.refused') };
  const [icon, kind] = pictures[state] ?? ['info', ''];
  return { icon, kind, text: hasWords(`state.${state}`) ? t(`state.${state}`) : state };
};

/** Why a message is in its state, in words; '' when nothing is said of it. */
export const reasonSaid = (details: StateDetails | undefined): string => {
  const reason = details?.reason ?? details?.gateway_status;
  if (typeof reason !== 'string' || reason === '') return '';
  const key = `reason.${reason.toLowerCase().replaceAll(/\s+/g, '_')}`;
  return hasWords(key) ? t(key) : reason;
};

/** A line of the history of a message. */
export interface Step {
  said: Said;
  when: string;
  at: string;
  reason: string;
  /** Who or what did it; '' where nobody knows. */
  by: string;
  /** The report that did it. */
  report: string | undefined;
}

const gateway = new Set<TaskState>([
  'received-by-gateway',
  'forwarded-by-gateway',
  'sent',
  'delivered',
  'failed',
  'unrecognised',
]);

/** Everything that happened to a message, the first first. @param author who wrote it; '' for what Rounds wrote */
export const stepsOf = (task: ScheduledTask, now: Ms, author: string): Step[] => {
  const history = task.state_history?.length
    ? task.state_history
    : [
        {
          state: task.state,
          ...(task.state_details ? { state_details: task.state_details } : {}),
          timestamp: task.timestamp ?? '',
        },
      ];
  return history.map(({ state, state_details: details, timestamp }, at) => ({
    said: stateSaid(state),
    when: moment(timestamp, now),
    at: timestamp,
    reason: reasonSaid(details),
    by: actorOf(state, details, at === 0 ? author : ''),
    report: typeof details?.by === 'string' ? details.by : undefined,
  }));
};

const actorOf = (state: TaskState, details: StateDetails | undefined, author: string): string => {
  if (typeof details?.user === 'string') return details.user;
  if (author) return author;
  if (gateway.has(state)) return t('message.by.gateway');
  return typeof details?.by === 'string' ? '' : t('message.by.rounds');
};

import { isOverdue } from '@rounds/sentinel/tasks/order.ts';
import type { Phone } from '../../data/phone/phone-context.ts';
import { codeSettings } from '../../data/programme/code-settings.ts';
import { isToRemind, noteReminded } from '../../data/tasks/reminding.ts';
import { inLine } from '../../words/say.ts';
import { taskTitle } from '../../words/task-words.ts';
import { t } from '../../words/words.ts';

/** After so long it tries again to show what could not be shown, in ms. */
const again = 10_000;

/** Tasks that a reminder names where the programme does not say how many. */
const named = 8;

/** Reminds a user once a day of what is due, where he wants it and his role may have it, as long as the app runs. */
export const startReminding = (phone: Phone, signal: AbortSignal): void => {
  const { programme, care, clock, user } = phone;
  let showing = false;
  const look = (): void => {
    if (showing) return;
    const found = care.opened();
    if (found?.state().phase !== 'ready' || !programme.may('can_get_task_notifications')) return;
    const now = clock();
    const due = found.ready().filter(task => isOverdue(task, now));
    if (due.length === 0 || !isToRemind(user.name, now)) return;
    showing = true;
    // Noted once it is shown: a page that is left meanwhile must not take the day's reminder with it.
    void remind(phone, due)
      .then(() => noteReminded(user.name, now))
      .catch(error => {
        console.error(error);
        const later = setTimeout(look, again);
        signal.addEventListener('abort', () => clearTimeout(later), { once: true });
      })
      .finally(() => {
        showing = false;
      });
  };
  care.onChange(look, signal);
  look();
};

const remind = async (phone: Phone, due: Parameters<typeof taskTitle>[0][]): Promise<void> => {
  const { max_task_notifications: most = named } = (codeSettings(phone).tasks ?? {}) as {
    max_task_notifications?: number;
  };
  const lines = due.slice(0, most).map(task => inLine([taskTitle(task), task.emission.contact?.name]));
  const worker = await navigator.serviceWorker.ready;
  await worker.showNotification(t('notify.some', { count: due.length }), {
    body: lines.join('\n'),
    tag: 'rounds-tasks',
    icon: '/icon.svg',
    data: { path: '/today' },
  });
};

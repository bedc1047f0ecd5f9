import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { localDay } from '@rounds/sentinel/tasks/days.ts';

/** Where this device keeps whether a user wants to be reminded, and when that was done last. */
const wantedKey = (user: string): string => `rounds-reminders:${user}`;
const lastKey = (user: string): string => `rounds-reminded:${user}`;

/** Whether this browser can remind anybody of anything. */
export const canRemind = (): boolean => 'Notification' in globalThis && 'serviceWorker' in navigator;

/** Whether a user wants to be reminded on this device, and the browser lets the app do so. */
export const remindsOf = (user: string): boolean =>
  canRemind() && Notification.permission === 'granted' && localStorage.getItem(wantedKey(user)) === 'yes';

/** Turns reminders on or off on this device. @returns whether they are on: the browser may not allow them */
export const setReminders = async (user: string, on: boolean): Promise<boolean> => {
  localStorage.setItem(wantedKey(user), on ? 'yes' : 'no');
  if (!on || !canRemind()) return false;
  return (await Notification.requestPermission()) === 'granted';
};

/** Whether a user is to be reminded now: once a day, where he wants it. */
export const isToRemind = (user: string, now: Ms): boolean => {
  const day = localDay(now);
  return Boolean(day) && remindsOf(user) && localStorage.getItem(lastKey(user)) !== day;
};

/** Takes note that a user was reminded today. */
export const noteReminded = (user: string, now: Ms): void => localStorage.setItem(lastKey(user), localDay(now) ?? '');

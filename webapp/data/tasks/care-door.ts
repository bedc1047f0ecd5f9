import type { Care } from './care.ts';
import type { CarePhone } from './found.ts';

/** The way to tasks, targets and all that a programme says in code. It is loaded when the app stands. */
export interface CareDoor {
  /** Once what is stored was read. */
  open(): Promise<Care>;
  /** Undefined as long as it is not open. */
  opened(): Care | undefined;
  onChange(listener: () => void, signal: AbortSignal): void;
}

/** @param seq up to which change the lists of the phone have everything */
export const careDoor = (phone: () => CarePhone, seq: () => number | string, ended: AbortSignal): CareDoor => {
  const events = new EventTarget();
  let opening: Promise<Care> | undefined;
  let care: Care | undefined;
  const open = async (): Promise<Care> => {
    const { startCare } = await import('./care.ts');
    care = await startCare(phone(), seq, ended);
    care.onChange(() => events.dispatchEvent(new Event('care')), ended);
    events.dispatchEvent(new Event('care'));
    return care;
  };
  return {
    open: () => {
      opening ??= open();
      return opening;
    },
    opened: () => care,
    onChange: (listener, signal) => events.addEventListener('care', listener, { signal }),
  };
};

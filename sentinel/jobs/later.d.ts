declare module '@breejs/later' {
  /** When something recurs, as constraints on parts of a date; all of them in UTC. */
  export interface Recurrence {
    schedules: object[];
    exceptions: object[];
    /** Of a text: where it cannot be read; -1 when it can. */
    error?: number;
  }
  const later: {
    parse: {
      cron(expression: string, hasSeconds?: boolean): Recurrence;
      text(expression: string): Recurrence;
    };
    schedule(recurrence: Recurrence): {
      /** The next from this moment on, that moment included; 0 when there is none. */
      next(count: 1, from: Date): Date | 0;
      /** The last up to this moment, that moment included; 0 when there is none. */
      prev(count: 1, from: Date): Date | 0;
    };
  };
  export default later;
}

/** A gate that the feed passes. */
export interface Gate {
  isOpen(): boolean;
  /** Opens it where it is shut, and the other way round. */
  toggle(): void;
  /** Resolves when it is open, or the signal comes. */
  pass(signal: AbortSignal): Promise<void>;
}

/** Open at first. */
export const openGate = (): Gate => {
  let open = true;
  let waiting: (() => void)[] = [];
  return {
    isOpen: () => open,
    toggle: () => {
      open = !open;
      if (!open) return;
      for (const go of waiting) go();
      waiting = [];
    },
    pass: (signal: AbortSignal): Promise<void> =>
      open || signal.aborted
        ? Promise.resolve()
        : new Promise(resolve => {
            waiting.push(resolve);
            signal.addEventListener('abort', () => resolve(), { once: true });
          }),
  };
};

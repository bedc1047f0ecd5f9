/**
 * One tab of several on a device does the exchange with the server; the others show what it does, and may ask it to.
 */
export interface Leadership<State> {
  leading(): boolean;
  /** Tells the other tabs. */
  tell(state: State): void;
  /** Asks the leading tab for a round. */
  ask(): void;
}

/**
 * Elects the leading tab by a Web Lock, which passes to another tab when the leader closes. Where a browser has no
 * locks, each tab leads: sending twice changes nothing, it only costs more.
 */
export const leadership = <State>(
  name: string,
  listeners: { onLead: () => void; onAsked: () => void; onState: (state: State) => void },
  signal: AbortSignal,
): Leadership<State> => {
  let leads = !navigator.locks;
  const channel = new BroadcastChannel(`${name}/sync`);
  channel.addEventListener('message', ({ data }: MessageEvent<{ state: State } | 'now' | 'who'>) => {
    if (typeof data === 'object' && !leads) listeners.onState(data.state);
    if (data === 'now' && leads) listeners.onAsked();
  });
  const lead = async () => {
    await navigator.locks.request(`${name}/sync`, { signal }, async () => {
      leads = true;
      listeners.onLead();
      await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
    });
  };
  if (leads) queueMicrotask(listeners.onLead);
  else lead().catch(() => undefined);
  signal.addEventListener('abort', () => channel.close(), { once: true });
  // An exchange that is still under way when its page ends has nobody left to tell.
  const post = (message: { state: State } | 'now'): void => {
    if (!signal.aborted) channel.postMessage(message);
  };
  return {
    leading: () => leads,
    tell: state => post({ state }),
    ask: () => post('now'),
  };
};

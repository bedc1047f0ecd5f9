/** Whether a choice of `transitions` says that it is on: `true`, or an object that does not say `disable`. */
export const isChosen = (choice: unknown): boolean =>
  typeof choice === 'object' && choice !== null ? (choice as { disable?: unknown }).disable !== true : Boolean(choice);

/** `transitions` of the settings. Read without the schema, which phones need not load. */
interface Chosen {
  transitions: Readonly<Record<string, unknown>>;
}

/** Whether a transition is on. */
export const isOn = ({ transitions }: Chosen, name: string): boolean => isChosen(transitions[name]);

/** Whether a transition runs on devices, too: on, and not `client_side: false`. */
export const isOnDevice = (settings: Chosen, name: string): boolean => {
  const choice = settings.transitions[name] as { client_side?: unknown } | null | undefined;
  return isOn(settings, name) && choice?.client_side !== false;
};

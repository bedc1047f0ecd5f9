/** Whether a choice of `transitions` says that it is on: `true`, or an object that does not say `disable`. */
export const isChosen = (choice: unknown): boolean =>
  typeof choice === 'object' && choice !== null ? (choice as { disable?: unknown }).disable !== true : Boolean(choice);

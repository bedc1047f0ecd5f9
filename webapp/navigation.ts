/**
 * Addresses and moving between them. Weighed: @lit-labs/router (needs URLPattern, which phones of 2022 lack); these
 * lines need nothing.
 */
const moved = new EventTarget();

/** Where the app is: the path and its parts. */
export const currentPath = (): string => location.pathname;

/** A part of an address as it was before it was put there; as it stands when somebody typed what no address can be. */
export const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** The address of a contact's profile, under which its other pages stand, whatever signs its id has. */
export const contactPath = (id: string): string => `/people/${encodeURIComponent(id)}`;

/** The address of a form about a contact. @param form its internal id */
export const formPath = (contact: string, form: string): string =>
  `${contactPath(contact)}/report/${encodeURIComponent(form)}`;

/** The address of a schedule. */
export const schedulePath = (contact: string): string => `/study/${encodeURIComponent(contact)}`;

/** The address of a participant's page. */
export const participantPath = (id: string): string => `/study/participants/${encodeURIComponent(id)}`;

/** The address of a group's page. */
export const groupPath = (id: string): string => `/study/groups/${encodeURIComponent(id)}`;

/** The address of a request for help. */
export const requestPath = (id: string): string => `/dispatch/${encodeURIComponent(id)}`;

/** The address of a report. */
export const reportPath = (id: string): string => `/reports/${encodeURIComponent(id)}`;

/** The address of a task. */
export const taskPath = (id: string): string => `/tasks/${encodeURIComponent(id)}`;

/**
 * Goes to an address of the app.
 * @param replace takes the place of the address before, from which back leads where it led from that one.
 */
export const go = (path: string, replace = false): void => {
  if (path !== currentPath() && asking?.ask(() => go(path, replace))) return;
  if (replace) history.replaceState(history.state, '', path);
  else history.pushState({ inApp: true }, '', path);
  moved.dispatchEvent(new Event('moved'));
};

/** Goes back, or up to `otherwise` where the app was opened at this very address. */
export const back = (otherwise: string): void => {
  if ((history.state as { inApp?: boolean } | null)?.inApp) history.back();
  else go(otherwise, true);
};

/**
 * Asks a person who leaves an address whether that is meant. It is handed the way on, and says whether it asks; the way
 * on is to be taken when the person agrees.
 */
type Asking = (goOn: () => void) => boolean;
let asking: { ask: Asking; path: string; state: unknown } | undefined;

/** Lets `ask` know whenever somebody leaves the present address, until `signal` aborts. */
export const askBeforeLeaving = (ask: Asking, signal: AbortSignal): void => {
  const mine = { ask, path: currentPath(), state: history.state as unknown };
  asking = mine;
  signal.addEventListener('abort', () => {
    if (asking === mine) asking = undefined;
  });
};

/**
 * Whether a person who went back or forward is asked first: the browser has gone already, so what was left is put on
 * top of the history again.
 */
const held = (): boolean => {
  if (!asking || asking.path === currentPath()) return false;
  const { ask, path, state } = asking;
  const asks = ask(() => {
    asking = undefined;
    history.back();
  });
  if (asks) history.pushState(state, '', path);
  return asks;
};

/** Which step of the present address is shown, counted from 0: each step is an entry of the history. */
export const currentStep = (): number => (history.state as { step?: number } | null)?.step ?? 0;

/** Makes a step within the present address, which back takes back. */
export const step = (): void => history.pushState({ inApp: true, step: currentStep() + 1 }, '');

/** Takes steps back, so that back leads to where it led from before them. */
export const unstep = async (steps: number): Promise<void> => {
  if (steps <= 0) return;
  const done = new Promise(resolve => addEventListener('popstate', resolve, { once: true }));
  history.go(-steps);
  await done;
};

/** Calls back whenever the address changes, until `signal` aborts. */
export const onMoved = (listener: () => void, signal: AbortSignal): void => {
  moved.addEventListener('moved', listener, { signal });
  addEventListener('popstate', () => held() || listener(), { signal });
};

/** Makes plain links inside the app move without loading a page. */
export const followLinks = (): void =>
  document.addEventListener('click', event => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const link = event.composedPath().find((node): node is HTMLAnchorElement => node instanceof HTMLAnchorElement);
    if (!link?.href || link.origin !== location.origin || link.target || link.hasAttribute('download')) return;
    event.preventDefault();
    if (link.pathname !== location.pathname) go(link.pathname);
  });

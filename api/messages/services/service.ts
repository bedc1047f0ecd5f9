import type { Settings } from '@rounds/config/settings/settings.ts';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import { messageOf } from '@rounds/sentinel/process/log.ts';
import type { Reach } from '@rounds/sentinel/process/reach.ts';
import type { Log } from '../../web/log.ts';
import type { Outgoing, StateUpdate } from '../outgoing.ts';

/**
 * What came of handing a message to a service: its new state; `later` when it stays as it is; `stop` when the others
 * need not be tried now.
 */
export type Sent = Omit<StateUpdate, 'id'> | 'later' | 'stop';

/** Whether something came of it that is to be written down. */
export const isNews = (sent: Sent): sent is Exclude<Sent, string> => typeof sent === 'object';

/** A service that messages are pushed to. */
export interface Service {
  send(message: Outgoing): Promise<Sent>;
  /**
   * Asks the service how a message fared. Only of services that do not tell by themselves.
   * @param reference the service's own id of the message
   */
  ask?(reference: string): Promise<Sent>;
}

export interface ServiceParts {
  settings: Settings;
  vault: Vault;
  log: Log;
  /** Which of the addresses of the settings a message may be sent to. */
  reach: Reach;
}

/** The service of the settings, ready to send; null while it cannot be used, which the log then says. */
export type OpenService = (parts: ServiceParts) => Promise<Service | null>;

/** What a service answered. */
export interface ServiceAnswer {
  status: number;
  /** The body where it is JSON, else undefined. */
  body: unknown;
}

/** Longest that a service may take, in ms. */
const patience = 15_000;

/**
 * A request to a service; null when it does not answer in time, or is nowhere that messages may go, which the log then
 * says. Redirects are not followed, so that no key goes elsewhere.
 */
export const askService = async (
  { reach, log }: Pick<ServiceParts, 'reach' | 'log'>,
  url: URL,
  asked: { headers: Record<string, string>; body?: string },
): Promise<ServiceAnswer | null> => {
  try {
    const { status, text } = await reach.ask(url, { ...asked, signal: AbortSignal.timeout(patience) });
    return { status, body: parsed(text) };
  } catch (error) {
    if (isAppError(error, 'sentinel/out-of-reach')) log.warn({ hint: error.hint }, `A service: ${messageOf(error)}`);
    return null;
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A member of a JSON value that may be anything. */
export const member = (value: unknown, key: string | number): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[key] : undefined;

/** An address below that of a service, whether that ends with a slash or not. */
export const below = (base: string, path: string): URL => new URL(`${base.replace(/\/+$/, '')}/${path}`);

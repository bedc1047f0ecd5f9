import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import { openEngine } from '@rounds/sentinel/engine/engine.ts';
import type { Sandbox } from '@rounds/sentinel/engine/sandbox.ts';
import type { Reach } from '@rounds/sentinel/process/reach.ts';
import { allRules } from '@rounds/sentinel/rules.ts';
import { v4 } from 'uuid';
import type { Log } from '../web/log.ts';
import { type Courier, openCourier } from './courier.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { type Offers, openOffers } from './offers.ts';
import { type Outbox, openOutbox } from './outbox.ts';
import { openTurns } from './turn.ts';

/** What the doors of messages stand on: what comes in, what goes out, and who was offered it. */
export interface Messaging {
  inbox: Inbox;
  outbox: Outbox;
  offers: Offers;
  courier: Courier;
}

export interface MessagingParts {
  main: Store;
  /** The sentinel's database. */
  sentinel: Store;
  vault: Vault;
  settings: { current: () => Settings; words: () => Words };
  sandbox: Sandbox;
  log: Log;
  now: () => Ms;
  /** Where messages may be sent to, whatever addresses the settings have. */
  reach: Reach;
}

/** Of all processes of the api one at a time has messages sent: it has this document's turn. */
const courierTurn = 'turn:push';

/**
 * Messages of a programme. The engine is the sentinel's own with the settings in force here: what it draws from a
 * report before that is stored it records, so that the sentinel does not draw it again.
 */
export const openMessaging = (parts: MessagingParts): Messaging => {
  const { main, sentinel, vault, sandbox, now, log, reach } = parts;
  const settings = parts.settings.current;
  const inForce = () => ({ settings: settings(), words: parts.settings.words() });
  const engine = openEngine(allRules, {
    main,
    side: sentinel,
    programme: inForce,
    now,
    sandbox: () => sandbox,
    log: (message, facts = {}) => log.info(facts, message),
  });
  const outbox = openOutbox({ main, side: sentinel, settings, now });
  const turns = openTurns(sentinel, courierTurn, v4(), now);
  return {
    inbox: openInbox({ main, engine, programme: inForce, now }),
    outbox,
    offers: openOffers(sentinel, now),
    courier: openCourier({ main, outbox, vault, turns, settings, now, log, reach }),
  };
};

/** How often the courier looks for what waits, in ms. */
export const courierEvery: Ms = 60_000;

import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { openEngine } from '@rounds/sentinel/engine/engine.ts';
import type { Sandbox } from '@rounds/sentinel/engine/sandbox.ts';
import { allRules } from '@rounds/sentinel/rules.ts';
import { v4 } from 'uuid';
import type { Programme } from '../programme/programme.ts';
import { type Inbox, openInbox } from './inbox.ts';
import { type Offers, openOffers } from './offers.ts';
import { type Outbox, openOutbox } from './outbox.ts';
import { openPush, type Push } from './push.ts';
import { openTurns } from './turn.ts';

/** What the doors of messages stand on: what comes in, what goes out, and who was offered it. */
export interface Messaging {
  inbox: Inbox;
  outbox: Outbox;
  offers: Offers;
  push: Push;
}

/** Of all processes of the api one at a time pushes: it has this document's turn. */
const pushTurn = 'turn:push';

/**
 * Messages of a programme. The engine is the sentinel's own with the settings in force here: what it draws from a
 * report before that is stored it records, so that the sentinel does not draw it again.
 */
export const openMessaging = (programme: Programme, sandbox: Sandbox): Messaging => {
  const { main, sentinel, vault, now, log } = programme;
  const settings = () => programme.settings.current();
  const inForce = () => ({ settings: settings(), words: programme.settings.words() });
  const engine = openEngine(allRules, {
    main,
    side: sentinel,
    programme: inForce,
    now,
    sandbox: () => sandbox,
    log: (message, facts = {}) => log.info(facts, message),
  });
  const outbox = openOutbox({ main, settings, now });
  return {
    inbox: openInbox({ main, engine, programme: inForce, now }),
    outbox,
    offers: openOffers(sentinel, now),
    push: openPush({ main, outbox, vault, turns: openTurns(sentinel, pushTurn, v4(), now), settings, now, log }),
  };
};

/** How often what waits is pushed, in ms (`sms.md` §4.2). */
export const pushEvery: Ms = 60_000;

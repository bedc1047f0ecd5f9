import { type Invites, openInvites } from '@rounds/ddocs/chats/invites.ts';
import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import { type ErasedIds, openErasedIds } from '@rounds/ddocs/erasure/erased.ts';
import { guardedStore } from '@rounds/ddocs/erasure/guarded-store.ts';
import { openRuns } from '@rounds/ddocs/runs/runs.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { openVault, type Vault, vaultKey } from '@rounds/ddocs/vault/vault.ts';
import type { Sandbox } from '@rounds/sentinel/engine/sandbox.ts';
import { isProgramme } from '@rounds/sentinel/feed/in-force.ts';
import { openFormThreads } from '@rounds/sentinel/interview/threads.ts';
import { openReach, type Reach } from '@rounds/sentinel/process/reach.ts';
import { type Chats, openChats, type TelegramEnvironment } from './chats/chats.ts';
import { type Couch, couch } from './couch/couch.ts';
import { type Reading, readInTurn } from './couch/reading.ts';
import { dialogueTaker } from './dialogues/taker.ts';
import { carrying } from './dispatch/parts.ts';
import { dispatchTaker } from './dispatch/taker.ts';
import type { ErasureParts } from './erasure/parts.ts';
import { type ErasureWorker, openErasureWorker } from './erasure/worker.ts';
import { eventTaker } from './events/chat.ts';
import { interviewTaker, refuseReports } from './interview/interview.ts';
import { type Messaging, openMessaging } from './messages/messaging.ts';
import { type LiveSettings, liveSettings } from './programme/live-settings.ts';
import { promoterTaker } from './promoters/taker.ts';
import { type Feed, openFeed } from './replicate/feed.ts';
import { staffTaker } from './review/staff-taker.ts';
import { reviewKinds } from './review-kinds.ts';
import { type Attempts, attempts } from './session/attempts.ts';
import { type Sessions, sessions } from './session/sessions.ts';
import { type OpenVisibility, openVisibility, type SeenChange, type Visibility } from './visibility/visibility.ts';
import type { Log } from './web/log.ts';

/** All that the doors stand on. Each door names, in the types of its own work, the parts that it takes. */
export interface Foundation extends Visibility {
  /** With the administrator's name and password. */
  couchUrl: string;
  databases: Databases;
  couch: Couch;
  reading: Reading;
  main: Store;
  sentinel: Store;
  logs: Store;
  usersMeta: Store;
  users: Store;
  /** Credentials of foreign services. */
  vault: Vault;
  settings: LiveSettings;
  sandbox: Sandbox;
  feed: Feed;
  attempts: Attempts;
  sessions: Sessions;
  messaging: Messaging;
  /** Which addresses of the settings requests of this process may go to. */
  reach: Reach;
  chats: Chats;
  /** A user as he stands now; null for one who is there no more, or may not log in. */
  named: Sessions['named'];
  /** Links by which a chat is known for that of a contact. */
  invites: Invites;
  /** What was erased: no door takes it back. */
  erased: ErasedIds;
  /** Erases people, in turn with the other processes. */
  erasure: ErasureWorker;
  erasing: ErasureParts;
  log: Log;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Networks that may see all that is watched; this machine where it is not said. */
  monitoringFrom: string | undefined;
  /** Reads the settings and begins to follow the changes. */
  start(): Promise<void>;
  stop(): void;
}

export interface FoundationParts {
  couchUrl: string;
  databases: Databases;
  sandbox: Sandbox;
  log: Log;
  now: () => number;
  /** What the vault's key is made from. @default the secret of CouchDB's cookies */
  vaultSecret?: string;
  /** @default the token is in the vault, and the Bot API is Telegram's */
  telegram?: TelegramEnvironment;
  /** Networks that may see all that is watched, such as `10.1.0.0/16`. @default this machine */
  monitoringFrom?: string;
  /** Hosts that messages may be sent to though they are this machine or the database. @default none */
  outboundHosts?: ReadonlySet<string>;
}

/** The stores of a server's databases. */
const storesOf = (couchUrl: string, { main, sentinel, logs, usersMeta, vault }: Databases) => ({
  main: couchStore(couchUrl, main),
  sentinel: couchStore(couchUrl, sentinel),
  logs: couchStore(couchUrl, logs),
  usersMeta: couchStore(couchUrl, usersMeta),
  users: couchStore(couchUrl, '_users'),
  vaultStore: couchStore(couchUrl, vault),
});

/** What is remembered of the database, and forgotten when the feed tells that it is true no more. */
interface Remembered {
  settings: LiveSettings;
  visibility: OpenVisibility;
  sessions: Sessions;
}

const reload = async ({ settings, visibility }: Omit<Remembered, 'sessions'>): Promise<void> => {
  await settings.reload();
  visibility.forgetAll();
};

/** Forgets what changes have made untrue, in every work that remembers something. */
const heed = async ({ sessions, ...rest }: Remembered, changes: readonly SeenChange[]): Promise<void> => {
  rest.visibility.changed(changes);
  for (const { mentions } of changes) if (mentions.kind === 'user') sessions.forget(mentions.name);
  if (changes.some(({ id }) => isProgramme(id) || id === 'branding')) await reload(rest);
};

/** Nothing is asked of the database before `start`. */
export const openFoundation = ({
  couchUrl,
  databases,
  sandbox,
  log,
  now,
  vaultSecret,
  telegram = {},
  monitoringFrom,
  outboundHosts = new Set(),
}: FoundationParts): Foundation => {
  const server = couch(couchUrl);
  const { vaultStore, main: unguarded, ...others } = storesOf(couchUrl, databases);
  const erased = openErasedIds(others.sentinel, () => performance.now());
  const stores = { ...others, main: guardedStore(unguarded, erased) };
  const { main, sentinel, users } = stores;
  const vault = openVault(vaultStore, () => vaultKey(couchServer(couchUrl), vaultSecret), now);
  const settings = liveSettings(main);
  const remembered: Remembered = {
    settings,
    visibility: openVisibility({ couch: server, databases, main, sentinel, settings: settings.current, now }),
    sessions: sessions(server, users, main, now),
  };
  const { visibility } = remembered;
  const { audiences, purged, scope, wrote } = visibility;
  const feed = openFeed({
    ...{ couch: server, database: databases.main, mentionsOf: audiences.mentions, log },
    onGap: visibility.forgetAll,
    async onBatch(entries) {
      await heed(remembered, entries);
      if (entries.some(({ id }) => decided(id))) erasure.wake();
      if (entries.some(({ deleted }) => deleted)) chats.channel.forget();
      // Once for all phones that wait for it; when none does, the next that comes asks for itself.
      if (feed.waiting() > 0) await audiences.resolve(entries.map(({ mentions }) => mentions));
    },
  });
  const reach = openReach(couchUrl, outboundHosts);
  const threads = openFormThreads();
  const asking = {
    ...{ main, sentinel, settings, sandbox, audiences, scope, wrote, threads, log, now, erased },
    ...{ runs: openRuns(main), named: remembered.sessions.named },
  };
  const decided = (id: string): boolean => id.startsWith('review:erasure:');
  const messaging = openMessaging({ main, sentinel, vault, settings, sandbox, now, log, reach });
  const chats = openChats({
    ...{ couchUrl, databases, main, sentinel, vault, messaging, settings, log, now, telegram },
    named: remembered.sessions.named,
    // Who asks people things in chats, in the order in which they are asked whose an answer is.
    takers: parts => [
      eventTaker({ ...parts, settings }),
      staffTaker({ ...asking, ...parts, kinds: reviewKinds({ main, settings, now }) }),
      promoterTaker({ ...parts, sentinel, settings, audiences, scope, named: remembered.sessions.named }),
      interviewTaker(asking),
      dispatchTaker(carrying({ main, settings, now })),
      dialogueTaker({ ...parts, settings }),
      refuseReports(asking),
    ],
  });
  const erasing: ErasureParts = {
    ...{ databases, main: unguarded, sentinel, logs: stores.logs, vault, raw: chats.raw, erased, settings, log, now },
    ...{ server: couchServer(couchUrl), storeOf: (name: string) => couchStore(couchUrl, name) },
  };
  const erasure = openErasureWorker(erasing);
  return {
    ...{ couchUrl, databases, couch: server, ...stores, vault, settings, sandbox, feed, log, now, monitoringFrom },
    ...{ audiences, purged, scope, wrote },
    reading: readInTurn(),
    attempts: attempts(now),
    sessions: remembered.sessions,
    named: remembered.sessions.named,
    messaging,
    reach,
    invites: openInvites(vaultStore),
    ...{ chats, erased, erasure, erasing },
    async start() {
      await feed.start();
      await reload(remembered);
    },
    stop() {
      feed.stop();
      void threads.close();
    },
  };
};

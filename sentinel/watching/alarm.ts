import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Doc, Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import { leaseId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import { sendMail } from '../mail/send-mail.ts';
import { type Log, messageOf } from '../process/log.ts';
import { type BotSeen, type Trouble, troublesIn } from './troubles.ts';

/** What is alarmed about, so that of several processes one writes the letter: `alarm` in the sentinel's database. */
interface AlarmDoc extends Doc {
  type: 'alarm';
  /** Keys of the troubles that were told, with when. */
  told: Record<string, Iso>;
}

export interface AlarmParts {
  sentinel: Store;
  vault: Pick<Vault, 'read'>;
  settings: { current: () => Settings };
  now: () => Ms;
  log: Pick<Log, 'warn'>;
  /** The sentinel that leads looks itself: nobody need ask whether one does. */
  leads?: true;
}

/**
 * Looks for what a person must see to, and writes letters. Each api does and the sentinel that leads, so that either is
 * told of while the other lives.
 */
export interface Alarm {
  /** Looks once. @returns the troubles of which a letter went out now */
  look(): Promise<Trouble[]>;
  /** Looks every so many ms until it is stopped. */
  start(every: Ms): void;
  stop(): void;
}

/** How often it is looked, in ms: trouble is told within five minutes. */
export const alarmEvery: Ms = 60_000;

const id = 'alarm';

/** Writes down which troubles last. @returns those that are new, where this process was the first to see them */
const claimed = async ({ sentinel, now }: AlarmParts, troubles: readonly Trouble[]): Promise<Trouble[]> => {
  const stored = await sentinel.get<AlarmDoc>(id);
  const before = stored?.told ?? {};
  const fresh = troubles.filter(({ key }) => !Object.hasOwn(before, key));
  const isSame = fresh.length === 0 && Object.keys(before).length === troubles.length;
  if (isSame) return [];
  const at = new Date(now()).toISOString();
  const told = Object.fromEntries(troubles.map(({ key }) => [key, before[key] ?? at]));
  const doc: AlarmDoc = { _id: id, type: 'alarm', told, ...(stored?._rev ? { _rev: stored._rev } : {}) };
  const { ok } = await sentinel.writeAlone(doc);
  return ok ? fresh : [];
};

/** A letter that could not be sent is tried again at the next look. */
const takeBack = async ({ sentinel }: AlarmParts, troubles: readonly Trouble[]): Promise<void> => {
  const stored = await sentinel.get<AlarmDoc>(id);
  if (!stored) return;
  const keys = new Set(troubles.map(({ key }) => key));
  const told = Object.fromEntries(Object.entries(stored.told).filter(([key]) => !keys.has(key)));
  await sentinel.writeAlone({ ...stored, told });
};

/** A bot of the settings of which nothing was written yet is not known to have stopped. */
const botsSeen = async ({ sentinel, settings }: AlarmParts): Promise<BotSeen[]> => {
  const names = settings.current().telegram?.bots ?? [];
  const states = await sentinel.getMany<Doc & BotSeen>(names.map(bot => `chat-state:${bot}`));
  return states.flatMap(state => state ?? []);
};

/** Tells somebody within minutes when a channel stopped, or no sentinel leads. */
export const openAlarm = (parts: AlarmParts): Alarm => {
  const { sentinel, settings, vault, now, log } = parts;
  let lease: string | undefined;
  let seen = false;
  let timer: ReturnType<typeof setInterval> | undefined;
  const look = async (): Promise<Trouble[]> => {
    const { mail } = settings.current();
    if (!mail?.alerts) return [];
    const rev = (await sentinel.get(leaseId))?._rev;
    // Clocks of machines are not compared: a lease that is the same as at the last look is renewed by nobody.
    const led = parts.leads || !seen || (rev !== undefined && rev !== lease);
    [lease, seen] = [rev, true];
    const fresh = await claimed(parts, troublesIn({ bots: await botsSeen(parts), led, now: now() }));
    if (fresh.length === 0) return [];
    try {
      await sendMail(mail, vault, { subject: 'Rounds needs a look', text: fresh.map(({ text }) => text).join('\n') });
      return fresh;
    } catch (error) {
      log.warn({ reason: messageOf(error) }, 'a letter about trouble could not be sent; it is tried again');
      await takeBack(parts, fresh);
      return [];
    }
  };
  return {
    look,
    start: every => {
      timer = setInterval(() => {
        look().catch(error => log.warn({ reason: messageOf(error) }, 'it could not be looked for trouble'));
      }, every);
      timer.unref();
    },
    stop: () => clearInterval(timer),
  };
};

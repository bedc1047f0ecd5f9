import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { ChatMessage, Report } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';
import { inPages } from '@rounds/sentinel/engine/draft.ts';
import type { Engine } from '@rounds/sentinel/engine/engine.ts';
import type { NewReport } from '@rounds/sentinel/reading/incoming.ts';
import { readMessage } from '@rounds/sentinel/reading/message.ts';

/** A message that came in through a gateway or a service. */
export interface Incoming {
  /** The channel's own id of it: the same message has the same, however often it is delivered. */
  id: string;
  from: string;
  content: string;
  /** How it came by a chat. */
  chat?: ChatMessage;
}

/** Takes messages in: when it has answered they are on disk, read, and all that follows at once has happened. */
export interface Inbox {
  /**
   * Stores messages, in their order. One that was seen before changes nothing, whichever process saw it.
   * @returns the reports of those that were new, as stored
   */
  receive(messages: readonly Incoming[]): Promise<Report[]>;
  /** Stores reports that have their ids already. @returns them as stored */
  keep(reports: readonly Report[]): Promise<Report[]>;
}

export interface InboxParts {
  main: Store;
  engine: Pick<Engine, 'receive'>;
  programme: () => { settings: Settings; words: Words };
  now: () => Ms;
}

/** Messages that are read, judged and stored together. */
const pageSize = 500;

/** Id of the report that a message becomes: made from the channel's id of it, so that it is stored once. */
export const reportIdOf = (gatewayRef: string): string => idFrom('message', gatewayRef);

/** A clock that was set back by more counts anew: dates of messages must not run ahead of it for as long. */
const clockSetBack: Ms = 60_000;

/**
 * Moments for messages that came together, in their order: none twice and none later than now. Else chance would decide
 * which of two was sent first, and so whether a household is muted that was muted and unmuted in one poll, or which of
 * two alike is the `unique` one.
 */
const openMoments = (now: () => Ms): ((count: number) => Ms[]) => {
  let last = Number.NEGATIVE_INFINITY;
  return count => {
    const at = now();
    const first = Math.max(at - count + 1, last > at + clockSetBack ? Number.NEGATIVE_INFINITY : last + 1);
    last = first + count - 1;
    return Array.from({ length: count }, (_, index) => first + index);
  };
};

/** Whether a message is read as the report that it may be: not a command, an answer to a question, or words in a group. */
const isRead = ({ chat }: Incoming): boolean => !chat?.taken_by && !chat?.group && !chat?.command;

/** A message that is nothing but what it says. */
const unread = ({ form: _, refid: __, ...report }: NewReport): NewReport => {
  const { form: ___, ...sms } = report.sms_message ?? {};
  return { ...report, errors: [], fields: {}, sms_message: sms };
};

export const openInbox = ({ main, engine, programme, now }: InboxParts): Inbox => {
  const moments = openMoments(now);
  /**
   * Ids of the reports that messages would become which came before. Data that came from CHT has ids of its own, but
   * knows the gateway's.
   */
  const seenAmong = async (messages: readonly Incoming[]): Promise<Set<string>> => {
    const keys = messages.map(({ id }) => id);
    if (keys.length === 0) return new Set();
    const rows = await main.query('medic-sms/messages_by_gateway_ref', {
      keys,
      limit: keys.length * 20,
      prompt: true,
    });
    return new Set(rows.filter(({ value }) => value === null).map(({ key }) => reportIdOf(String(key))));
  };

  return {
    keep: reports => engine.receive(reports),
    receive: async messages => {
      const distinct = [...new Map([...messages].reverse().map(message => [message.id, message])).values()].reverse();
      // Asked while the engine reads what it must know of the first of them: almost always all are new.
      const standing = seenAmong(distinct);
      standing.catch(() => undefined);
      const stored: Report[] = [];
      for (const page of inPages(distinct, pageSize)) {
        const [reading, at] = [programme(), moments(page.length)];
        const reports = page.map((message, index): Report => {
          const { id, from, content, chat } = message;
          const read = readMessage({ ...reading, now: at[index]!, message: content, from, gatewayRef: id });
          const report = isRead(message) ? read : unread(read);
          return { ...report, ...(chat ? { chat_message: chat } : {}), _id: reportIdOf(id) };
        });
        stored.push(...(await engine.receive(reports, { standing })));
      }
      return stored;
    },
  };
};

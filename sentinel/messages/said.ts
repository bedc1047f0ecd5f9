import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import type { Lineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { InChat, MessageClass, Report } from '@rounds/ddocs/documents/reports.ts';
import { idFrom } from '../engine/cause.ts';

/** Something that is to be said to somebody. */
export interface Saying {
  /** What brought it about: the same cause is said once, however often it comes. */
  cause: readonly string[];
  to: Address;
  text: string;
  /** Who says it: `dialogue:<id>`, `form:<id>`, `chats`. */
  by: string;
  at: Ms;
  class: MessageClass;
  /** Whom it is said to, where that is known: who may see this contact may see the message. */
  contact?: Lineage;
  /** What it has in a chat. */
  chat?: InChat;
  /** It goes out from then on; at once when it is not given. */
  due?: Ms;
  /** The campaign that it is of: it does not go out once that is stopped. */
  campaign?: string;
  /** It does not go out after that moment: of what it speaks is over then. */
  until?: Iso;
}

/** Id of the document of something said, made from its cause. */
export const saidId = (cause: readonly string[]): string => idFrom('said', ...cause);

/** Uuid of the message of something said, by which a later one may edit or answer it. */
export const saidUuid = (cause: readonly string[]): string => idFrom(saidId(cause), 'said');

/** Something said, as a document like those that people type: it has its place in the conversation, and goes out. */
export const said = ({ cause, to, text, by, at, class: kind, contact, chat, due, until, campaign }: Saying): Report => {
  const timestamp = new Date(at).toISOString();
  const message = {
    uuid: saidUuid(cause),
    to,
    message: text,
    ...(contact ? { contact } : {}),
    ...(chat ? { chat } : {}),
  };
  return {
    _id: saidId(cause),
    type: 'data_record',
    errors: [],
    fields: {},
    kujua_message: true,
    sent_by: by,
    reported_date: at,
    ...(campaign === undefined ? {} : { campaign }),
    tasks: [
      {
        messages: [message],
        state: 'pending',
        message_class: kind,
        state_history: [{ state: 'pending', timestamp }],
        ...(due === undefined ? {} : { due: new Date(due).toISOString() }),
        ...(until === undefined ? {} : { not_after: until }),
      },
    ],
  };
};

import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import { type Contact, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { DialogueRunDoc } from './stored-run.ts';

/** A dialogue that somebody is to have. */
export interface Planned {
  id: string;
  dialogue: string;
  version: number;
  contact: Contact;
  address: Address;
  language: string;
  at: Ms;
  /** When its turn comes. */
  due: Ms;
  /** Ids of dialogues of the sequence that were had before; absent for one outside the sequence. */
  done?: readonly string[];
  /** The person did not ask for it. */
  unasked: boolean;
  /** The campaign that it is of. */
  campaign?: string;
  /** A colleague plays it herself: nothing is kept of it. */
  played?: boolean;
}

/** A run that waits for its turn: it has no events yet, and begins when it is due. */
export const plannedRun = ({
  id,
  dialogue,
  version,
  contact,
  address,
  language,
  at,
  due,
  done,
  unasked,
  campaign,
  played = false,
}: Planned): DialogueRunDoc => {
  const above = contact.parent ? minifyLineage(contact.parent) : undefined;
  return {
    _id: id,
    type: 'run',
    what: { is: 'dialogue', dialogue, version },
    address,
    contact: contact._id,
    language,
    state: 'open',
    events: [],
    turn: 0,
    choices: [],
    due,
    derived: {
      who: { _id: contact._id, ...(above ? { parent: above } : {}) },
      ...(done ? { done: [...done] } : {}),
      ...(unasked ? { unasked: true } : {}),
      ...(campaign === undefined ? {} : { campaign }),
      ...(played ? { trial: 'played' } : contact.trial === true ? { trial: 'participant' } : {}),
    },
    started: at,
    changed: at,
  };
};

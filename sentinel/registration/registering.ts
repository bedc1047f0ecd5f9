import type { RegistrationEvent } from '@rounds/config/sections/registrations.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { checked } from '../checks/checking.ts';
import { contactOf } from '../contacts/contact-of.ts';
import { now, words } from '../engine/given.ts';
import type { Seen } from '../engine/rule.ts';
import { registrationsIfWanted } from '../reports/registrations.ts';
import { type Subject, subject } from '../reports/subject.ts';
import { knownSender } from '../senders/known-sender.ts';
import { codeFor } from './code-for.ts';

/** What a registration needs to see. */
export const registering = {
  ...checked,
  ...{ sender: knownSender, subject, contactOf, codeFor, now, words },
  registrations: registrationsIfWanted,
};

/** @see registering */
export type Facts = Seen<typeof registering>;

/** A report on its way through the events of its registration. */
export interface Registering {
  report: Report;
  /** Whom it is about; those that it registers, too. */
  subject: Subject;
  /** Contacts that it registers. */
  made: readonly Contact[];
  /** Events whose condition held when their turn came. */
  ran: readonly RegistrationEvent[];
  /** The event for which it is refused, so that nothing of it counts. */
  refusal?: string;
  now: Ms;
}

import { volunteerOf } from '@rounds/ddocs/dispatch/volunteer.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { sameForm } from '@rounds/ddocs/documents/reports.ts';
import { change, create } from '../engine/effects.ts';
import { now } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { aReport } from '../reports/kind.ts';
import { subject } from '../reports/subject.ts';
import { askReview } from '../review/ask.ts';
import { applicationIn } from './read-application.ts';

/**
 * Somebody asks to become a volunteer: until a person has decided nobody asks anything of him. Who is one already changes
 * only what he told, and nobody need decide.
 */
export const asksToVolunteer = rule({
  name: 'asks_to_volunteer',
  on: aReport,
  once: true,
  sentinelOnly: true,
  reads: { now, subject },
  concerns: (report, { dispatch }) => dispatch !== undefined && sameForm(report.form, dispatch.application_form),
  run: (report, { now: at, subject: { patient } }) => {
    const contact = patient?.contact;
    if (!contact) return null;
    const before = volunteerOf(contact);
    const told = applicationIn(report);
    const status = before && before.status !== 'inactive' ? before.status : 'pending';
    const changes = change<Contact>(contact._id, doc => {
      const next = { ...doc, ...told.contact, volunteer: { ...volunteerOf(doc), ...told.volunteer, status } };
      return JSON.stringify(next) === JSON.stringify(doc) ? doc : next;
    });
    if (status !== 'pending') return [changes];
    const asked = {
      ...{ kind: 'volunteer', subject: { contact: contact._id, doc: report._id } },
      proposed: { facts: told.facts, contact: contact._id },
      answers: ['approve', 'deny'],
    };
    return [changes, create(askReview([report._id], asked, new Date(at).toISOString()))];
  },
});

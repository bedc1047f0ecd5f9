import { isOn } from '@rounds/config/sections/is-on.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { isReport, type Report, sameForm } from '@rounds/ddocs/documents/reports.ts';
import { type UserTask, userTaskId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import { aContact } from '../contacts/kind.ts';
import { idFrom } from '../engine/cause.ts';
import { change, queue } from '../engine/effects.ts';
import { now } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { aReport } from '../reports/kind.ts';
import { withError } from '../reports/with-error.ts';

const name = 'create_user_for_contacts';

/** Whether a login is wished for this person, as the form of a new person may say. */
export const wantsLogin = ({ user_for_contact: wish }: Pick<Contact, 'user_for_contact'>): boolean =>
  wish?.create === true || wish?.create === 'true';

/**
 * Users whose login this person hands on, as CHT's phones write it, and to whom. A phone writes `PENDING` while it
 * still has something to send under the old login, and `READY` when that may end.
 */
export const handedOn = ({
  user_for_contact: wish,
}: Pick<Contact, 'user_for_contact'>): { username: string; to: string }[] =>
  Object.entries(wish?.replace ?? {}).flatMap(([username, { status, replacement_contact_id: to }]) =>
    status === 'READY' && typeof to === 'string' && to !== '' ? [{ username, to }] : [],
  );

/** What of a contact decides on his login: when it changes, a login that could not be made is tried again at once. */
const askedBy = (contact: Contact): string =>
  idFrom(
    name,
    JSON.stringify([
      contact.user_for_contact,
      contact.name,
      contact.phone,
      contact.role,
      contact.roles,
      contact.parent,
    ]),
  );

/** A login as it is wished for. */
type Wish = Pick<UserTask, 'contact_id' | 'replacement' | 'asked'>;

/** A wish as it is to stand: the one that stands there unless something else is asked. */
const wished = (_id: string, wish: Wish, now: Ms) =>
  queue(_id, stored => {
    const before = stored as UserTask | null;
    if (before?.asked === wish.asked) return before;
    const rev = before?._rev ? { _rev: before._rev } : {};
    return { _id, ...rev, type: 'task:user', ...wish, created: before?.created ?? new Date(now).toISOString() };
  });

/**
 * A person who is to have a login, or who hands his on: the job `create_users` makes it. It takes a server to make a
 * login, and a change of a contact must not wait for it.
 * See README.md, "Logins that contacts wish for".
 */
export const createUserForContact = rule({
  name,
  on: aContact,
  sentinelOnly: true,
  reads: { now },
  concerns: (contact, settings) => isOn(settings, name) && (wantsLogin(contact) || handedOn(contact).length > 0),
  run: (contact, { now }) => {
    return [wished(userTaskId(contact._id), { contact_id: contact._id, asked: askedBy(contact) }, now)];
  },
});

/** The person who is to have the login of who sent this report. */
export const replacementIn = ({ fields }: Report): string =>
  typeof fields?.replacement_contact_id === 'string' ? fields.replacement_contact_id.trim() : '';

/**
 * A report by which somebody hands his login on to another. Only one that was filled in on a screen, by himself,
 * counts: the api lets nobody send such a form in the name of another, and of an SMS nobody knows who typed it. It is
 * looked at again whenever it is edited, so that a faulty one can be mended; one that was carried out does nothing
 * more.
 */
export const replaceUserForContact = rule({
  name: 'replace_user_for_contact',
  recordedAs: name,
  on: aReport,
  sentinelOnly: true,
  reads: { now },
  concerns: (report, settings) =>
    isOn(settings, name) &&
    report.content_type === 'xml' &&
    !!settings.create_user_for_contacts?.replace_forms?.some(form => sameForm(form, report.form)),
  run: (report, { now }) => {
    const from = report.contact?._id;
    const to = replacementIn(report);
    const refuse = (message: string) => [
      change(report._id, doc => (isReport(doc) ? withError(doc, { code: name, message }) : doc)),
    ];
    if (!from) return refuse('Nobody is named whose login is handed on');
    if (!to) return refuse('Nobody is named who gets the login');
    if (to === from) return refuse('The login cannot be handed on to the same person');
    const replacement = { report_id: report._id, contact_id: to };
    return [
      wished(userTaskId(report._id), { contact_id: from, replacement, asked: idFrom(name, report._id, to) }, now),
    ];
  },
});

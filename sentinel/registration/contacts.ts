import { listedParams, namedParams } from '@rounds/config/sections/event-params.ts';
import type { RegistrationEvent } from '@rounds/config/sections/registrations.ts';
import { addsPerson, registeredType } from '@rounds/config/settings/registered-contacts.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { type Contact, mayStandBelow, minifyLineage, typeOf } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Placed } from '../contacts/placed.ts';
import { idFrom } from '../engine/cause.ts';
import { fieldOf } from '../reports/field.ts';
import { configuredForm } from '../reports/submission.ts';
import { isPhone, normalPhone } from '../text/phone-numbers.ts';
import type { Facts, Registering } from './registering.ts';

/** What making a contact needs to see. */
type ContactFacts = Pick<Facts, 'settings' | 'sender' | 'contactOf' | 'codeFor'>;

/** Cause of the short code of what an event makes; of a contact it is its id, which follows from the report. */
const causeOf = (report: Report, { trigger }: RegistrationEvent): string =>
  idFrom(report._id, trigger === 'add_patient_id' ? 'add_patient' : trigger);

const makes = (event: RegistrationEvent): boolean =>
  addsPerson(event) || event.trigger === 'add_place' || event.trigger === 'add_case';

const textAt = (report: Report, field: unknown): string | undefined => {
  const value = typeof field === 'string' ? fieldOf(report, field.trim()) : undefined;
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return text === '' ? undefined : text;
};

const providedId = (report: Report, event: RegistrationEvent): string | undefined =>
  textAt(report, namedParams(event).patient_id_field);
const parentId = (report: Report, event: RegistrationEvent): string | undefined =>
  textAt(report, namedParams(event).parent_id);

/**
 * What must be looked up before contacts can be made: codes for them, the parents that the report names, who has the
 * ids it provides.
 */
export const contactNeeds = (
  report: Report,
  events: readonly RegistrationEvent[],
): { codeFor: string[]; contactOf: string[] } => ({
  codeFor: events
    .filter(event => makes(event) && namedParams(event).patient_id_field === undefined)
    .map(event => causeOf(report, event)),
  contactOf: events.flatMap(event =>
    [parentId(report, event), providedId(report, event)].filter(id => id !== undefined),
  ),
});

/** Whether a field holds the id of somebody still to be registered, so that nobody can be found under it. */
export const isProvided = (field: string, events: readonly RegistrationEvent[]): boolean =>
  events.some(event => addsPerson(event) && namedParams(event).patient_id_field === field);

/** A report of a case has a number under which later reports name it. */
export const withCase = (so: Registering, event: RegistrationEvent, { codeFor }: ContactFacts): Registering =>
  so.report.case_id ? so : { ...so, report: { ...so.report, case_id: codeFor(causeOf(so.report, event)) } };

/**
 * A person or place that a report registers, once per report: with a short code, under the place that the report names,
 * else that of its sender. A report about somebody known already registers nobody.
 * See README.md, "New contacts".
 */
export const withContact = (so: Registering, event: RegistrationEvent, facts: ContactFacts): Registering => {
  const { report } = so;
  const person = addsPerson(event);
  const isKnown = person
    ? so.subject.patient && namedParams(event).patient_id_field !== 'patient_id'
    : so.subject.place;
  if (isKnown || (person ? report.patient_id : report.place_id)) return so;
  const id = causeOf(report, event);
  const code = codeOf(report, event, id, facts);
  const parent = parentOf(report, event, facts);
  const phone = person ? phoneOf(report, facts.settings) : {};
  const refusal = [code, parent, phone].find(found => 'refusal' in found);
  if (refusal) return { ...so, refusal: refusal.refusal! };

  const { placed } = parent as { placed: Placed };
  const contact: Contact = {
    _id: id,
    ...typeKeys(event, facts.settings),
    name: nameOf(report, event) ?? '',
    parent: minifyLineage(placed.contact)!,
    reported_date: report.reported_date ?? so.now,
    ...(phone as { phone?: string }),
    [person ? 'patient_id' : 'place_id']: (code as { code: string }).code,
    source_id: report._id,
    ...(facts.sender ? { created_by: facts.sender.contact._id } : {}),
  };
  const made: Placed = { ...placed, contact, lineage: [placed.contact, ...placed.lineage] };
  return {
    ...so,
    report: { ...report, [person ? 'patient_id' : 'place_id']: (code as { code: string }).code },
    subject: { ...so.subject, [person ? 'patient' : 'place']: made },
    made: [...so.made, contact],
  };
};

/** Why a report is refused, as the event of its answer; or what was looked for. */
type Or<Found> = Found | { refusal: string };

const codeOf = (
  report: Report,
  event: RegistrationEvent,
  id: string,
  { contactOf, codeFor }: ContactFacts,
): Or<{ code: string }> => {
  if (namedParams(event).patient_id_field === undefined) return { code: codeFor(id) };
  const code = providedId(report, event);
  if (code === undefined) return { refusal: 'no_provided_patient_id' };
  const taken = contactOf(code);
  return taken && taken.contact._id !== id ? { refusal: 'provided_patient_id_not_unique' } : { code };
};

const parentOf = (report: Report, event: RegistrationEvent, facts: ContactFacts): Or<{ placed: Placed }> => {
  const { contact_types: types } = facts.settings;
  const named = namedParams(event).parent_id !== undefined;
  const id = parentId(report, event);
  if (named && id === undefined) return { refusal: 'parent_field_not_provided' };
  const placed = id === undefined ? placeOf(facts.sender) : facts.contactOf(id);
  // Of a form of the app the door knows better whose places these are.
  const isTaken = id === undefined || report.content_type === 'xml' || isOfSender(placed, facts.sender);
  if (!placed || !isTaken) return { refusal: 'parent_not_found' };
  return mayStandBelow(registeredType(event, types), typeOf(placed.contact))
    ? { placed }
    : { refusal: 'parent_invalid' };
};

/**
 * Whether a place is one in which its sender may register somebody: his own, one below, or one whose primary contact he
 * is. Of a sender whom nobody knows nothing is known, and the form is public.
 */
const isOfSender = (place: Placed | null, sender: Placed | null): boolean =>
  !place ||
  !sender ||
  [place.contact, ...place.lineage].some(
    ({ _id, contact }) =>
      _id === sender.contact._id || _id === sender.lineage[0]?._id || contact?._id === sender.contact._id,
  );

/** The place that the sender belongs to. */
const placeOf = (sender: Placed | null): Placed | null => {
  const [place, ...lineage] = sender?.lineage ?? [];
  return sender && place ? { ...sender, contact: place, lineage } : null;
};

const hardCoded = new Set(['district_hospital', 'health_center', 'clinic', 'person']);

const typeKeys = (
  event: RegistrationEvent,
  { contact_types: types }: Settings,
): Pick<Contact, 'type' | 'contact_type'> => {
  const id = registeredType(event, types)?.id ?? 'person';
  return hardCoded.has(id) ? { type: id } : { type: 'contact', contact_type: id };
};

/** From the field that the parameters name, by name or as the first of a list, else from the usual one. */
const nameOf = (report: Report, event: RegistrationEvent): string | undefined => {
  const { patient_name_field, place_name_field } = namedParams(event);
  const [first] = listedParams(event);
  return addsPerson(event)
    ? textAt(report, patient_name_field ?? first ?? 'patient_name')
    : textAt(report, place_name_field ?? first ?? 'place_name');
};

/** The first field of the form that is a phone number; nothing where it was left out. */
const phoneOf = (report: Report, settings: Settings): Or<{ phone?: string }> => {
  const fields = Object.entries(configuredForm(settings, report.form)?.fields ?? {}).filter(
    ([, { type }]) => type === 'phone_number',
  );
  const [first] = fields.sort(([, a], [, b]) => (a.position ?? 0) - (b.position ?? 0));
  const given = textAt(report, first?.[0]);
  if (given === undefined) return {};
  return isPhone(given, settings) ? { phone: normalPhone(given, settings) } : { refusal: 'provided_phone_not_valid' };
};

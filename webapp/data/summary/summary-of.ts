import { ancestorIds, type Contact, typeOf } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { userId } from '@rounds/ddocs/documents/users.ts';
import { type TargetDoc, targetId } from '@rounds/ddocs/tasks/target.ts';
import { type Summary, summaryOf, withMuted } from '@rounds/sentinel/summary/summary.ts';
import { reportsAbout } from '../people/reports-about.ts';
import { codeSettings } from '../programme/code-settings.ts';
import { Hung } from '../programme-code/fence.ts';
import { visitGoal } from '../reports/visits.ts';
import type { Care } from '../tasks/care.ts';
import type { CarePhone } from '../tasks/found.ts';
import { periods } from '../tasks/own-targets.ts';

/** How long a summary may take, in ms. */
const deadline = 2000;

/** How many reports a summary sees, the newest ones. */
const most = 500;

/** A summary, or why there is none. `slow`: it did not come to an end. */
export type Summed = { summary: Summary } | { trouble: 'failed' | 'slow'; why: string };

/** Whether the programme has a contact summary. */
export const hasSummary = (phone: Pick<CarePhone, 'programme'>): boolean =>
  !!codeSettings(phone).contact_summary?.trim();

/**
 * What the programme shows of a contact and tells its forms, from what the phone holds: the one way for profile, forms
 * and tasks. Null where the programme has no summary.
 */
export const summed = async (phone: CarePhone, care: Care, contact: Contact): Promise<Summed | null> => {
  if (!hasSummary(phone)) return null;
  const { store, people } = phone;
  const person = people.get(contact._id);
  const [lineage, reports, targetDocs] = await Promise.all([
    store.getMany<Contact>(ancestorIds(contact)),
    reportsOf(phone, contact),
    targetDocsOf(phone, care, contact),
  ]);
  const places = await withPrimary(phone, lineage);
  const period = periods(phone.clock(), care.monthStart(), 1)[0]!;
  const facts = {
    contact: withMuted(contact, lineage, !!person && people.silent(person)) as unknown as Doc,
    reports,
    lineage: places,
    uhcStats: { homeVisits: homeVisits(phone, contact, reports, period), uhcInterval: period },
    targetDocs,
  };
  try {
    return { summary: summaryOf(await care.fence.ask({ is: 'summary', facts }, deadline, true)) };
  } catch (error) {
    return { trouble: error instanceof Hung ? 'slow' : 'failed', why: (error as Error).message };
  }
};

/** How a contact was visited; undefined where the programme does not count that, or not for this user. */
const homeVisits = (
  { programme, user }: CarePhone,
  contact: Contact,
  reports: readonly Report[],
  { start, end }: { start: number; end: number },
): object | undefined => {
  const goal = user.roles.includes('_admin') ? undefined : visitGoal({ programme }, typeOf(contact) ?? '');
  if (goal === undefined) return undefined;
  const visits = reports.filter(({ fields }) => fields?.visited_contact_uuid === contact._id);
  const times = visits.map(({ reported_date }) => Number(reported_date) || 0);
  const days = new Set(times.filter(at => at >= start && at <= end).map(at => new Date(at).toDateString()));
  return { lastVisitedDate: times.length > 0 ? Math.max(...times) : undefined, count: days.size, countGoal: goal };
};

/** Reports about a contact, of a place also about its people, the newest first, as a summary sees them. */
const reportsOf = async ({ store, people }: CarePhone, contact: Contact): Promise<Report[]> => {
  const persons = people.children(contact._id).filter(({ person }) => person);
  const members = await store.getMany<Contact>(persons.map(({ id }) => id));
  const about = [contact, ...members.filter(each => each !== null)];
  const found = await Promise.all(about.map(each => reportsAbout(store, each, most)));
  const names = new Map(
    about.flatMap(({ _id, patient_id, name }) => [_id, patient_id].flatMap(id => (id ? [[id, name] as const] : []))),
  );
  const once = new Map(found.flat().map(report => [report._id, report]));
  return [...once.values()]
    .sort((a, b) => (Number(b.reported_date) || 0) - (Number(a.reported_date) || 0))
    .slice(0, most)
    .map(report => {
      const fields = report.fields ?? {};
      const name = names.get(String(fields.patient_uuid ?? fields.patient_id ?? report.patient_id ?? ''));
      return {
        ...report,
        valid: !report.errors?.length,
        ...(fields.patient_name || !name ? {} : { fields: { ...fields, patient_name: name } }),
      };
    });
};

/** Places with their primary contacts in full. */
const withPrimary = async ({ store }: CarePhone, places: readonly (Contact | null)[]): Promise<(Doc | null)[]> => {
  const ids = places.map(place => place?.contact?._id ?? '');
  const primary = await store.getMany<Contact>(ids.filter(Boolean));
  const byId = new Map(primary.flatMap(each => (each ? [[each._id, each] as const] : [])));
  return places.map(
    (place, at) => (place ? { ...place, contact: byId.get(ids[at]!) ?? place.contact } : null) as Doc | null,
  );
};

/**
 * Target documents of three periods with what the settings say of each target: those of a person, or of the user where
 * it is his own place.
 */
const targetDocsOf = async (phone: CarePhone, care: Care, contact: Contact): Promise<object[]> => {
  const person = phone.people.get(contact._id);
  const own = ([] as string[]).concat(phone.session?.facility_id ?? []).includes(contact._id);
  const owner = own ? care.user()?._id : person?.person ? contact._id : undefined;
  if (!owner) return [];
  const tags = periods(phone.clock(), care.monthStart(), 3).map(({ tag }) => tag);
  const exact = await phone.store.getMany<TargetDoc>(tags.map(tag => targetId(tag, owner, userId(phone.user.name))));
  const missing = tags.filter((_, at) => !exact[at]);
  const others = await Promise.all(
    missing.map(tag =>
      phone.store.range<TargetDoc>({ from: `target~${tag}~${owner}~`, to: `target~${tag}~${owner}~\ufff0`, limit: 1 }),
    ),
  );
  const items = new Map((codeSettings(phone).tasks?.targets?.items ?? []).map(item => [item.id, item]));
  return [...exact, ...others.flat()]
    .filter(doc => doc !== null)
    .sort((a, b) => (a.reporting_period < b.reporting_period ? 1 : -1))
    .map(doc => ({ ...doc, targets: doc.targets.map(each => ({ ...items.get(each.id), ...each })) }));
};

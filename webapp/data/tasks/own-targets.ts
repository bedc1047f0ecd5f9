import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { userId } from '@rounds/ddocs/documents/users.ts';
import { type TargetDoc, type TargetItem, targetId } from '@rounds/ddocs/tasks/target.ts';
import { type Interval, intervalAt, intervalBefore } from '@rounds/sentinel/tasks/interval.ts';
import type { Care } from './care.ts';
import type { CarePhone } from './found.ts';

/** The period that runs and those before it, the latest first. */
export const periods = (now: number, monthStart: number, count: number): Interval[] => {
  const found = [intervalAt(now, monthStart)];
  while (found.length < count) found.push(intervalBefore(found.at(-1)!, monthStart));
  return found;
};

/** The user's own target document of a period; null where there is none. */
export const ownTargets = async (phone: CarePhone, care: Care, period: string): Promise<TargetDoc | null> => {
  const owner = care.user()?._id;
  return owner ? phone.store.get<TargetDoc>(targetId(period, owner, userId(phone.user.name))) : null;
};

/** How a colleague stands with the targets. */
export interface Colleague {
  contact: Contact;
  /** Null where nothing came yet. */
  doc: TargetDoc | null;
}

/**
 * Those whose targets a supervisor sees: the primary contact of each place directly below hers, by name, with the
 * document of a period.
 */
export const colleagues = async (phone: CarePhone, facility: string, period: string): Promise<Colleague[]> => {
  const places = phone.people.children(facility).filter(({ person, primary }) => !person && primary);
  const contacts = await phone.store.getMany<Contact>([...new Set(places.map(({ primary }) => primary))]);
  const prefix = `target~${period}~`;
  const docs = await phone.store.range<TargetDoc>({ from: prefix, to: `${prefix}\ufff0`, limit: 10_000 });
  return contacts
    .filter(contact => contact !== null)
    .map(contact => ({ contact, doc: docs.find(({ owner }) => owner === contact._id) ?? null }))
    .sort((a, b) => String(a.contact.name).localeCompare(String(b.contact.name)));
};

/** How a team stands with one target: how many met the goal; without a goal, all together. */
export const together = (
  { id, type, goal = -1 }: TargetItem,
  team: readonly Colleague[],
): { met?: number; count: number; sum: number } => {
  const values = team.map(({ doc }) => doc?.targets.find(each => each.id === id)?.value ?? { pass: 0, total: 0 });
  const [pass, total] = [
    values.reduce((sum, each) => sum + each.pass, 0),
    values.reduce((sum, each) => sum + each.total, 0),
  ];
  const sum = type === 'percent' ? (total ? Math.round((100 * pass) / total) : 0) : pass;
  if (!(goal > 0)) return { count: values.length, sum };
  const met = values.filter(value => (type === 'percent' ? percentOf(value) : value.pass) >= goal).length;
  return { met, count: values.length, sum };
};

/** Per cent of what counts that passes. */
export const percentOf = ({ pass, total, percent }: { pass: number; total: number; percent?: number }): number =>
  percent ?? (total ? Math.round((100 * pass) / total) : 0);

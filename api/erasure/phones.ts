import { ancestorIds, type Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { facilitiesOf, isOnline, type UserSettings } from '@rounds/ddocs/documents/users.ts';
import type { ErasurePhone } from '@rounds/ddocs/erasure/erasure.ts';
import { countPrefix } from '../replicate/replication-limit.ts';
import type { ErasureParts } from './parts.ts';

const most = 100_000;

/** How far a user's device has heard of erasures, in the log database. */
export interface Heard extends Doc {
  type: 'erasure-heard';
  user: string;
  number: number;
  at: string;
}

const heardPrefix = 'erasure-heard-';
export const heardId = (user: string): string => `${heardPrefix}${user}`;

/** How far the devices of users have heard, by name. */
export const heardBy = async ({ logs }: Pick<ErasureParts, 'logs'>): Promise<Map<string, number>> => {
  const docs = await logs.range<Heard>({ from: heardPrefix, to: `${heardPrefix}\ufff0`, limit: most });
  return new Map(docs.map(({ user, number }) => [user, number]));
};

const isoOf = (moment: unknown): string | undefined => {
  const date = new Date(typeof moment === 'number' || typeof moment === 'string' ? moment : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
};

/** Users who may have somebody on their devices: those in whose places she lives. */
export const phonesOf = async (
  { main, logs }: Pick<ErasureParts, 'main' | 'logs'>,
  id: string,
): Promise<ErasurePhone[]> => {
  const contact = await main.get<Contact>(id);
  if (!contact) return [];
  const lineage = [id, ...ancestorIds(contact)];
  const users = await main.range<UserSettings>({
    ...{ from: 'org.couchdb.user:', to: 'org.couchdb.user:\ufff0', limit: most },
  });
  const holders = users.filter(
    user => !isOnline({ roles: user.roles ?? [] }) && facilitiesOf(user).some(place => lineage.includes(place)),
  );
  const counts = await logs.getMany(holders.map(({ name }) => `${countPrefix}${name}`));
  return holders.map(({ name }, at) => {
    const seen = isoOf(counts[at]?.date);
    return { user: name, ...(seen ? { seen } : {}) };
  });
};

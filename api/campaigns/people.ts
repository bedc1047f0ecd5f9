import { campaignKey, type Recipient, type RecipientState } from '@rounds/ddocs/campaigns/campaign.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Run } from '@rounds/ddocs/runs/run.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** How somebody stands in a campaign. */
export interface Standing {
  contact: string;
  state: RecipientState;
  reason?: string;
  /** Until when it waits. */
  until?: number;
  /** What became of what was given: the state of the message or of the run. */
  became?: string;
  at: string;
}

/** People who are shown at once. */
export const peoplePage = 100;

const became = (doc: Doc | null | undefined): string | undefined => {
  if (doc?.type === 'run') {
    const run = doc as Run;
    return run.state === 'open' && run.events.length === 0 ? 'planned' : run.state;
  }
  return (doc as Report | null | undefined)?.tasks?.[0]?.state;
};

/** The people of a campaign in one state, page after page. @param skip so many were shown before */
export const peopleOf = async (
  main: Store,
  campaign: { _id: string },
  state: RecipientState,
  skip: number,
  seen: (contacts: readonly (Contact | null)[]) => Promise<Contact[]>,
): Promise<{ people: (Standing & { name: string })[]; more: boolean }> => {
  const key = campaignKey(campaign);
  const rows = await main.query<null, Recipient>('medic-campaigns/recipients', {
    ...{ startKey: [key, 'to', state], endKey: [key, 'to', state, {}], limit: peoplePage + 1, skip, docs: true },
  });
  const recipients = rows.slice(0, peoplePage).flatMap(({ doc }) => doc ?? []);
  const contacts = await seen(await main.getMany<Contact>(recipients.map(({ contact }) => contact)));
  const names = new Map(contacts.map(({ _id, name }) => [_id, String(name ?? _id)]));
  const docs = await main.getMany(recipients.flatMap(({ doc }) => doc ?? []));
  const byId = new Map(docs.flatMap(doc => (doc ? [[doc._id, doc] as const] : [])));
  const people = recipients.flatMap(({ contact, state: stands, reason, until, doc, at }) => {
    const name = names.get(contact);
    if (name === undefined) return [];
    const now = doc === undefined ? undefined : became(byId.get(doc));
    return [
      {
        ...{ contact, name, state: stands, at },
        ...(reason ? { reason } : {}),
        ...(stands === 'waits' && until > 0 ? { until } : {}),
        ...(now ? { became: now } : {}),
      },
    ];
  });
  return { people, more: rows.length > peoplePage };
};

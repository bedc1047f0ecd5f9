import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import type { Doc, Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** What is asked of a person about a group into which a stranger brought the bot. */
interface GroupReview extends Doc {
  type: 'review';
  kind: 'group';
  /** The address of the group. */
  subject: Address;
  proposed: { title: string };
  answers: ['accept', 'refuse'];
  state: 'open' | 'decided';
  decision?: string;
  by?: string;
  asked: Iso;
  at?: Iso;
}

const idOf = (address: Address): string => `review:group:${address.slice('chat:'.length)}`;

/** Asks a person, once, whether a group is one of the programme. */
export const askAboutGroup = async (
  main: Store,
  { address, title, at }: { address: Address; title: string; at: Ms },
): Promise<void> => {
  const _id = idOf(address);
  if (await main.get(_id)) return;
  const review: GroupReview = {
    ...{ _id, type: 'review', kind: 'group', subject: address, proposed: { title } },
    ...{ answers: ['accept', 'refuse'], state: 'open', asked: new Date(at).toISOString() },
  };
  await main.write([review]);
};

/** Whether a person said that a group belongs here. */
export const wasAccepted = async (main: Store, address: Address): Promise<boolean> =>
  (await main.get<GroupReview>(idOf(address)))?.decision === 'accept';

/** Groups that were accepted, with the titles that were shown. */
export const acceptedGroups = async (main: Store): Promise<{ address: Address; title: string }[]> => {
  const reviews = await main.range<GroupReview>({ from: 'review:group:', to: 'review:group:\ufff0', limit: 10_000 });
  return reviews
    .filter(({ decision }) => decision === 'accept')
    .map(({ subject, proposed }) => ({ address: subject, title: proposed.title }));
};

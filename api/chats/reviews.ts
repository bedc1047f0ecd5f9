import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { type Asked, askReview } from '@rounds/sentinel/review/ask.ts';

const iso = (at: Ms): string => new Date(at).toISOString();

/** Asks a person; what was asked before is left as it stands, decided or not. */
const ask = async (main: Store, cause: readonly string[], asked: Asked, at: Ms): Promise<void> => {
  const review = askReview(cause, asked, iso(at));
  if (!(await main.get(review._id))) await main.write([review]);
};

const ofGroup = (address: Address, title: string): Asked => ({
  kind: 'group',
  subject: { title },
  proposed: { title, address },
  answers: ['accept', 'refuse'],
});

/** Asks whether a group into which a stranger brought the bot is one of the programme. */
export const askAboutGroup = (main: Store, address: Address, title: string, at: Ms): Promise<void> =>
  ask(main, [address], ofGroup(address, title), at);

/** Whether a person said that a group belongs here. */
export const wasAccepted = async (main: Store, address: Address): Promise<boolean> => {
  const { _id } = askReview([address], ofGroup(address, ''), iso(0));
  return (await main.get<ReviewDoc>(_id))?.decision === 'accept';
};

/** Groups that were accepted, with the titles that were shown. */
export const acceptedGroups = async (main: Store): Promise<{ address: Address; title: string }[]> => {
  const rows = await main.query<null, ReviewDoc>('medic-review/reviews', {
    ...{ startKey: ['decided', 'group'], endKey: ['decided', 'group', {}], limit: 10_000, docs: true },
  });
  return rows.flatMap(({ doc }) =>
    doc?.decision === 'accept'
      ? [{ address: String(doc.proposed.address), title: String(doc.proposed.title ?? '') }]
      : [],
  );
};

/** How many messages there are of which nobody knows whether they were sent, and that nobody has decided about. */
export const countNotKnown = (main: Store): Promise<number> =>
  main.count('medic-review/reviews', { startKey: ['open', 'not_known'], endKey: ['open', 'not_known', {}] });

/** Asks for the right token of a bot whose token is not accepted. */
export const askForToken = (main: Store, bot: string, at: Ms): Promise<void> =>
  ask(
    main,
    [bot, iso(at).slice(0, 10)],
    {
      ...{ kind: 'token', subject: { title: bot }, answers: ['done'] },
      proposed: { store: `PUT /api/v1/credentials/telegram:${bot}` },
    },
    at,
  );

import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** What is asked. */
export interface Question extends Pick<ReviewDoc, 'kind' | 'subject' | 'proposed' | 'answers'> {
  /** By which it is asked once. */
  cause: string;
  at: Ms;
}

const idOf = (kind: string, cause: string): string => `review:${kind}:${cause}`;

/** Asks a person; what was asked before is left as it stands, decided or not. */
export const askPerson = async (main: Store, { cause, at, ...asked }: Question): Promise<void> => {
  const _id = idOf(asked.kind, cause);
  if (await main.get(_id)) return;
  const review: ReviewDoc = { _id, type: 'review', ...asked, state: 'open', created: new Date(at).toISOString() };
  await main.write([review]);
};

/** What was decided; undefined as long as nothing was, or nobody was asked. */
export const decisionOf = async (main: Store, kind: string, cause: string): Promise<string | undefined> =>
  (await main.get<ReviewDoc>(idOf(kind, cause)))?.decision;

/** Everything of a kind that was decided with an answer. */
export const decidedWith = async (main: Store, kind: string, answer: string): Promise<ReviewDoc[]> => {
  const reviews = await main.range<ReviewDoc>({ from: idOf(kind, ''), to: idOf(kind, '\ufff0'), limit: 10_000 });
  return reviews.filter(({ decision }) => decision === answer);
};

/** How many messages there are of which nobody knows whether they were sent, and that nobody has decided about. */
export const countNotKnown = (main: Store): Promise<number> =>
  main.count('medic-review/reviews', { startKey: ['open', 'not_known'], endKey: ['open', 'not_known', {}] });

/** Asks for the right token of a bot whose token is not accepted. */
export const askForToken = (main: Store, bot: string, at: Ms): Promise<void> => {
  const day = new Date(at).toISOString().slice(0, 10);
  return askPerson(main, {
    ...{ kind: 'token', cause: `${bot}:${day}`, subject: { title: bot }, at },
    ...{ proposed: { store: `PUT /api/v1/credentials/telegram:${bot}` }, answers: ['done'] },
  });
};

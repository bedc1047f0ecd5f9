import type { Doc, Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** Something that a person is to decide, and what was decided. */
export interface Review extends Doc {
  type: 'review';
  /** What it is about: `group`, `not_known`, `token`. */
  kind: string;
  /** The id or address that it is about. */
  subject: string;
  proposed: Readonly<Record<string, unknown>>;
  answers: readonly string[];
  state: 'open' | 'decided';
  asked: Iso;
  decision?: string;
  by?: string;
  at?: Iso;
}

/** What is asked. */
export interface Question extends Pick<Review, 'kind' | 'subject' | 'proposed' | 'answers'> {
  /** By which it is asked once. */
  cause: string;
  at: Ms;
}

const idOf = (kind: string, cause: string): string => `review:${kind}:${cause}`;

/** Asks a person; what was asked before is left as it stands, decided or not. */
export const askPerson = async (main: Store, { cause, at, ...asked }: Question): Promise<void> => {
  const _id = idOf(asked.kind, cause);
  if (await main.get(_id)) return;
  const review: Review = { _id, type: 'review', ...asked, state: 'open', asked: new Date(at).toISOString() };
  await main.write([review]);
};

/** What was decided; undefined as long as nothing was, or nobody was asked. */
export const decisionOf = async (main: Store, kind: string, cause: string): Promise<string | undefined> =>
  (await main.get<Review>(idOf(kind, cause)))?.decision;

/** Everything of a kind that was decided with an answer. */
export const decidedWith = async (main: Store, kind: string, answer: string): Promise<Review[]> => {
  const reviews = await main.range<Review>({ from: idOf(kind, ''), to: idOf(kind, '\ufff0'), limit: 10_000 });
  return reviews.filter(({ decision }) => decision === answer);
};

/** Asks for the right token of a bot whose token is not accepted. */
export const askForToken = (main: Store, bot: string, at: Ms): Promise<void> => {
  const day = new Date(at).toISOString().slice(0, 10);
  return askPerson(main, {
    ...{ kind: 'token', cause: `${bot}:${day}`, subject: bot, at },
    ...{ proposed: { store: `PUT /api/v1/credentials/telegram:${bot}` }, answers: ['done'] },
  });
};

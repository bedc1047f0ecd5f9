import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { isReview, type ReviewDoc } from '@rounds/ddocs/review/review.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { type Speech, sayReview } from '@rounds/sentinel/review/say.ts';
import { drawnReview } from './blocks.ts';
import type { SlackClient } from './client.ts';

/** What posting takes. */
export interface PostingParts {
  main: Store;
  /** Where it is kept what stands in Slack. */
  sentinel: Store;
  settings: { current: () => Settings; words: () => Words };
  now: () => Ms;
}

type SlackSettings = NonNullable<NonNullable<Settings['review']>['slack']>;

/** What stands in Slack of a review: `slack:<id of the review>`. Nothing of the review itself. */
interface Posted extends Doc {
  type: 'slack';
  review: string;
  state: 'open' | 'done';
  channel: string;
  /** By which Slack knows the message; '' while it is not known whether it was posted. */
  ts: string;
  since: Ms;
  /** That it is overdue was said. */
  overdue?: true;
}

const prefix = 'slack:';
/** Reviews that are looked at in one round. */
const most = 500;
/** A post of which nobody knows whether it went out is made again after so long: twice is better than never. */
const doubt: Ms = 60_000;

const speechOf = ({ settings }: PostingParts): Speech => ({ settings: settings.current(), words: settings.words() });

const write = async (sentinel: Store, doc: Posted): Promise<Posted | null> => {
  const [result] = await sentinel.write([doc]);
  return result?.ok ? { ...doc, _rev: result.rev } : null;
};

const nameOf = async ({ main }: PostingParts, { subject }: ReviewDoc): Promise<string> => {
  const contact = subject.contact === undefined ? null : await main.get<Contact>(subject.contact);
  return String(contact?.name || subject.title || '');
};

/** @returns what Slack did not want, in its own word */
const post = async (
  parts: PostingParts,
  client: SlackClient,
  { channel, channels }: SlackSettings,
  review: ReviewDoc,
  before: Posted | undefined,
): Promise<string | undefined> => {
  const where = channels[review.kind] ?? channel;
  const intent = await write(parts.sentinel, {
    ...{ _id: `${prefix}${review._id}`, type: 'slack', review: review._id, state: 'open', channel: where, ts: '' },
    ...(before?._rev ? { _rev: before._rev } : {}),
    since: parts.now(),
  });
  if (!intent) return undefined;
  const drawn = drawnReview(review, await nameOf(parts, review), speechOf(parts));
  const answered = await client.call('chat.postMessage', { channel: where, ...drawn, unfurl_links: false });
  if (!answered.ok) {
    // It surely did not go out: the next round tries again.
    await write(parts.sentinel, { ...intent, since: 0 });
    return answered.error;
  }
  await write(parts.sentinel, { ...intent, channel: answered.channel, ts: answered.ts });
  return undefined;
};

/** What Slack says of a message that is not there any more: nothing is left to change. */
const isOver = (error: string): boolean =>
  ['message_not_found', 'channel_not_found', 'cant_update_message'].includes(error);

/** The message of a review that was decided, or is gone, says so and loses its buttons. */
const end = async (
  parts: PostingParts,
  client: SlackClient,
  posted: Posted,
  review: ReviewDoc | null,
): Promise<string | undefined> => {
  const { sentinel } = parts;
  const speech = speechOf(parts);
  const gone = sayReview.decided({ decision: 'withdrawn', closed: 'doc_gone' } as ReviewDoc, speech);
  const drawn = review
    ? drawnReview(review, await nameOf(parts, review), speech)
    : { text: gone, blocks: [{ type: 'section', text: { type: 'plain_text', text: gone } }] };
  if (posted.ts) {
    const answered = await client.call('chat.update', { channel: posted.channel, ts: posted.ts, ...drawn });
    if (!answered.ok && !isOver(answered.error)) return answered.error;
  }
  await write(sentinel, { ...posted, state: 'done' });
  return undefined;
};

const remind = async (
  parts: PostingParts,
  client: SlackClient,
  posted: Posted,
  review: ReviewDoc,
): Promise<string | undefined> => {
  const told = await write(parts.sentinel, { ...posted, overdue: true });
  if (!told) return undefined;
  const text = sayReview.overdue(review, await nameOf(parts, review), speechOf(parts));
  const answered = await client.call('chat.postMessage', { channel: posted.channel, thread_ts: posted.ts, text });
  return answered.ok ? undefined : answered.error;
};

/**
 * One round: asks in Slack what waits for a person and was not asked there, says of what was decided by whom, and of what is
 * overdue that it is.
 * @returns what Slack did not want, in its own word; the rest of the round waits then
 */
export const postReviews = async (
  parts: PostingParts,
  client: SlackClient,
  slack: SlackSettings,
): Promise<string | undefined> => {
  const { main, sentinel, now } = parts;
  const rows = await main.query<null, ReviewDoc>('medic-review/reviews', {
    ...{ startKey: ['open'], endKey: ['open', {}], limit: most, docs: true, prompt: true },
  });
  const open = rows.flatMap(({ doc }) => (isReview(doc) && doc.state === 'open' ? [doc] : []));
  const known = new Map(
    (await sentinel.range<Posted>({ from: prefix, to: `${prefix}\ufff0`, limit: 20_000 })).map(each => [
      each.review,
      each,
    ]),
  );
  for (const review of open) {
    const before = known.get(review._id);
    const isNew = !before || (before.state === 'open' && before.ts === '' && now() - before.since > doubt);
    const isLate = before?.ts && review.escalated && !before.overdue;
    const error = isNew
      ? await post(parts, client, slack, review, before)
      : isLate
        ? await remind(parts, client, before, review)
        : undefined;
    if (error) return error;
  }
  const waits = new Set(open.map(({ _id }) => _id));
  const over = [...known.values()].filter(({ review, state }) => state === 'open' && !waits.has(review));
  const reviews = await main.getMany<ReviewDoc>(over.map(({ review }) => review));
  for (const [nth, posted] of over.entries()) {
    const review = reviews[nth] ?? null;
    if (review?.state === 'open') continue;
    const error = await end(parts, client, posted, review);
    if (error) return error;
  }
  return undefined;
};

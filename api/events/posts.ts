import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Post } from '@rounds/ddocs/events/post.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { openDraft } from '@rounds/sentinel/engine/draft.ts';
import { type Inbox, reportIdOf } from '../messages/inbox.ts';

/** A post as a source tells it. */
export interface NewPost {
  /** The source's own id: the same post has the same, however often it comes. */
  id: string;
  source: string;
  text: string;
  author?: string | undefined;
  author_name?: string | undefined;
  /** Where it is read. */
  url?: string | undefined;
  /** When it was written, in ms; now where the source does not say. */
  at?: Ms | undefined;
}

/** Id of the document that a post becomes. */
export const postIdOf = (source: string, id: string): string => reportIdOf(`post:${source}:${id}`);

const postDoc = ({ id, source, text, author, author_name, url, at }: NewPost, now: Ms): Post => {
  const reported_date = Math.min(at ?? now, now);
  return {
    ...{ _id: postIdOf(source, id), type: 'data_record', errors: [], tasks: [], fields: {}, reported_date },
    sms_message: { type: 'sms_message', message: text, gateway_ref: `post:${source}:${id}`, reported_date },
    post: {
      source,
      ...(author ? { author } : {}),
      ...(author_name ? { author_name } : {}),
      ...(url ? { url } : {}),
    },
  };
};

/** Takes posts in: one that was seen before changes nothing. Posts of those whom the programme ignores are not kept. */
export const keepPosts = async (
  { inbox, ignore, now }: { inbox: Pick<Inbox, 'keep'>; ignore: readonly string[]; now: () => Ms },
  posts: readonly NewPost[],
): Promise<Report[]> => {
  const wanted = posts.filter(({ author }) => author === undefined || !ignore.includes(author));
  return wanted.length === 0 ? [] : inbox.keep(wanted.map(post => postDoc(post, now())));
};

/** Longest history of a post, in edits. */
const mostEdits = 20;

/** A post that says something else now. @returns whether it is there */
export const editPost = async (main: Store, id: string, text: string, at: Ms): Promise<boolean> => {
  const draft = openDraft<Post>(main);
  await draft.read([id]);
  if (!draft.get(id)?.post) return false;
  draft.change(id, doc => {
    const before = String(doc.sms_message?.message ?? '');
    if (before === text) return doc;
    const edits = [...(doc.chat_message?.edits ?? []), { text: before, until: at }].slice(-mostEdits);
    return {
      ...doc,
      sms_message: { ...doc.sms_message, message: text },
      chat_message: { ...doc.chat_message, edited: at, edits },
    };
  });
  await draft.commit();
  return true;
};

/** A post that its author took back: its words go, and what followed from them. @returns whether it is there */
export const withdrawPost = async (main: Store, id: string, at: Ms): Promise<boolean> => {
  const draft = openDraft<Post>(main);
  await draft.read([id]);
  if (!draft.get(id)?.post) return false;
  draft.change(id, doc => {
    if (doc.post?.deleted) return doc;
    const { edits: _, ...chat } = doc.chat_message ?? {};
    return {
      ...doc,
      sms_message: { ...doc.sms_message, message: '' },
      ...(doc.chat_message ? { chat_message: chat } : {}),
      post: { ...doc.post!, deleted: at },
    };
  });
  await draft.commit();
  return true;
};

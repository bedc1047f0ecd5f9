import { createParser } from 'eventsource-parser';
import { editPost, keepPosts, type NewPost, postIdOf, withdrawPost } from '../posts.ts';
import { cursorOf, type Stream, type StreamParts } from './stream.ts';

/** A post of Mastodon, as far as it is read. */
interface Status {
  id: string;
  created_at?: string;
  content?: string;
  url?: string | null;
  visibility?: string;
  account?: { acct?: string; display_name?: string; bot?: boolean };
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The text of a post, which comes as HTML. */
export const textOfHtml = (html: string): string =>
  html
    .replace(/<br\s*\/?>|<\/p>\s*<p[^<>]*>/gi, '\n')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, code: string) => {
      if (!code.startsWith('#')) return named[code.toLowerCase()] ?? whole;
      const number = /^#x/i.test(code) ? Number.parseInt(code.slice(2), 16) : Number(code.slice(1));
      return number > 0 && number < 0x110000 ? String.fromCodePoint(number) : whole;
    })
    .trim();

const postOf = (host: string, { id, created_at, content = '', url, account = {} }: Status): NewPost => ({
  ...{ id: `${host}/${id}`, source: 'mastodon', text: textOfHtml(content) },
  ...(account.acct
    ? { author: `mastodon:${account.acct.includes('@') ? account.acct : `${account.acct}@${host}`}` }
    : {}),
  ...(account.display_name || account.acct ? { author_name: account.display_name || account.acct } : {}),
  ...(url ? { url } : {}),
  ...(created_at && !Number.isNaN(Date.parse(created_at)) ? { at: Date.parse(created_at) } : {}),
});

const isStatus = (value: unknown): value is Status =>
  !!value && typeof value === 'object' && typeof (value as Status).id === 'string';

/** A hashtag on one server of Mastodon: by its stream, and after a break by its timeline since the last post that came. */
export const mastodonStream = ({ server, tag }: { server: string; tag: string }): Stream => {
  const { host } = new URL(server);
  const name = `mastodon ${host} ${tag}`;

  const take = async (parts: StreamParts, statuses: readonly Status[]): Promise<void> => {
    const { inbox, now, events } = parts;
    const open = statuses.filter(({ visibility = 'public', account }) => visibility === 'public' && !account?.bot);
    await keepPosts(
      { inbox, now, ignore: events()?.ignore ?? [] },
      open.map(one => postOf(host, one)),
    );
    const last = statuses.at(-1);
    if (last) await cursorOf(parts, name).write(last.id);
  };

  const headersFor = async ({ vault }: StreamParts): Promise<Record<string, string>> => {
    const token = await vault.read(`mastodon:${host}`);
    return token ? { authorization: `Bearer ${token}` } : {};
  };

  /** What was written since the last post that came. */
  const catchUp = async (parts: StreamParts, signal: AbortSignal): Promise<void> => {
    const since = await cursorOf(parts, name).read();
    if (since === undefined) return;
    const url = new URL(`/api/v1/timelines/tag/${encodeURIComponent(tag)}?min_id=${since}&limit=40`, server);
    const { status, text } = await parts.reach.ask(url, { headers: await headersFor(parts), signal });
    if (status !== 200) throw new Error(`${host} answered ${status}`);
    const missed = (JSON.parse(text) as unknown[]).filter(isStatus);
    await take(parts, missed.reverse());
  };

  const heed = async (parts: StreamParts, event: string | undefined, data: string): Promise<void> => {
    const { main, now } = parts;
    if (event === 'delete')
      return void (await withdrawPost(main, postIdOf('mastodon', `${host}/${data.trim()}`), now()));
    if (event !== 'update' && event !== 'status.update') return;
    const status: unknown = JSON.parse(data);
    if (!isStatus(status)) return;
    const isThere =
      event === 'status.update' &&
      (await editPost(main, postIdOf('mastodon', `${host}/${status.id}`), textOfHtml(status.content ?? ''), now()));
    if (!isThere) await take(parts, [status]);
  };

  return {
    name,
    follow: async (parts, signal) => {
      await catchUp(parts, signal);
      const url = new URL(`/api/v1/streaming/hashtag?tag=${encodeURIComponent(tag)}`, server);
      const headers = { ...(await headersFor(parts)), accept: 'text/event-stream' };
      const { status, pieces } = await parts.reach.stream(url, { headers, signal });
      if (status !== 200) throw new Error(`${host} answered ${status}`);
      let heard: { event: string | undefined; data: string }[] = [];
      const parser = createParser({ onEvent: ({ event, data }) => heard.push({ event, data }) });
      const decoder = new TextDecoder();
      for await (const piece of pieces) {
        parser.feed(decoder.decode(piece, { stream: true }));
        const now = heard;
        heard = [];
        for (const { event, data } of now) await heed(parts, event, data);
      }
    },
  };
};

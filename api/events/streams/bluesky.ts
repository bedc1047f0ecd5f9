import { hasKeyword } from '@rounds/sentinel/events/listen.ts';
import { WebSocket } from 'ws';
import { editPost, keepPosts, postIdOf, withdrawPost } from '../posts.ts';
import { cursorOf, type Stream, type StreamParts } from './stream.ts';

/** What a Jetstream tells of one post. */
interface Told {
  did: string;
  time_us: number;
  kind: string;
  commit?: {
    operation: 'create' | 'update' | 'delete';
    collection: string;
    rkey: string;
    record?: { text?: string; createdAt?: string };
  };
}

const collection = 'app.bsky.feed.post';

/** How far is gone back when it is taken up again, in µs, and how often it is written down how far it was read, in ms. */
const [rewind, noteEvery] = [5_000_000, 5000];

const isTold = (value: unknown): value is Told =>
  !!value && typeof value === 'object' && typeof (value as Told).did === 'string' && (value as Told).kind === 'commit';

/** Posts of Bluesky by a Jetstream: all of them come, and those with a keyword are taken. */
export const blueskyStream = ({ url: address }: { url: string }): Stream => {
  const name = `bluesky ${address}`;

  const heed = async (parts: StreamParts, { did, commit }: Told): Promise<void> => {
    const { main, inbox, now, events } = parts;
    const settings = events();
    if (!settings || !commit || commit.collection !== collection) return;
    const id = `${did}/${commit.rkey}`;
    const text = commit.record?.text ?? '';
    if (commit.operation === 'delete') return void (await withdrawPost(main, postIdOf('bluesky', id), now()));
    if (commit.operation === 'update' && (await editPost(main, postIdOf('bluesky', id), text, now()))) return;
    if (!hasKeyword(text, settings.listen.keywords)) return;
    const at = Date.parse(commit.record?.createdAt ?? '');
    await keepPosts({ inbox, now, ignore: settings.ignore }, [
      {
        ...{ id, source: 'bluesky', text, author: `bluesky:${did}` },
        url: `https://bsky.app/profile/${did}/post/${commit.rkey}`,
        ...(Number.isNaN(at) ? {} : { at }),
      },
    ]);
  };

  return {
    name,
    follow: async (parts, signal) => {
      const cursor = cursorOf(parts, name);
      const url = new URL(address);
      url.searchParams.set('wantedCollections', collection);
      const since = Number(await cursor.read());
      if (since > 0) url.searchParams.set('cursor', String(since - rewind));
      const socket = new WebSocket(url, { ...(await parts.reach.lookup(url)), maxPayload: 1024 * 1024 });
      const end = () => socket.terminate();
      signal.addEventListener('abort', end);
      let noted = parts.now();
      // One after the other: an edit must not overtake its post.
      let working: Promise<void> = Promise.resolve();
      try {
        await new Promise<void>((resolve, reject) => {
          const work = async (data: string): Promise<void> => {
            const told: unknown = JSON.parse(data);
            if (!isTold(told)) return;
            await heed(parts, told);
            if (parts.now() - noted < noteEvery) return;
            noted = parts.now();
            await cursor.write(String(told.time_us));
          };
          socket.on('message', data => {
            working = working.then(() => work(String(data))).catch(reject);
          });
          socket.on('error', reject);
          socket.on('close', () => resolve());
        });
      } finally {
        signal.removeEventListener('abort', end);
        socket.terminate();
      }
    },
  };
};

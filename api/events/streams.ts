import type { EventSettings } from '@rounds/config/sections/events.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { rest } from '../messages/rest.ts';
import { blueskyStream } from './streams/bluesky.ts';
import { mastodonStream } from './streams/mastodon.ts';
import type { Stream, StreamParts } from './streams/stream.ts';

/** How long is waited after a break: a second, doubled each time, at most a minute; and how often the settings are looked at. */
const [first, longest, lookEvery]: [Ms, Ms, Ms] = [1000, 60_000, 2000] as const;

const streamsOf = ({ listen }: EventSettings): Stream[] => [
  ...listen.mastodon.map(mastodonStream),
  // Without a word to listen for all of Bluesky would come in.
  ...(listen.bluesky && listen.keywords.length > 0 ? [blueskyStream(listen.bluesky)] : []),
];

/** Follows one stream, and takes it up again when it breaks. */
const keepUp = async (stream: Stream, parts: StreamParts, signal: AbortSignal): Promise<void> => {
  let pause = first;
  while (!signal.aborted) {
    const begun = parts.now();
    try {
      await stream.follow(parts, signal);
    } catch (error) {
      if (!signal.aborted) parts.log.warn({ err: error, stream: stream.name }, 'a stream of posts broke off');
    }
    pause = parts.now() - begun > longest ? first : Math.min(pause * 2, longest);
    await rest(pause, signal);
  }
};

/** Follows the streams that the settings name, until the turn is over. */
export const followStreams = async (parts: StreamParts, signal: AbortSignal): Promise<void> => {
  const open = new Map<string, AbortController>();
  while (!signal.aborted) {
    const events = parts.events();
    const wanted = new Map((events ? streamsOf(events) : []).map(stream => [stream.name, stream]));
    for (const [name, ending] of open)
      if (!wanted.has(name)) {
        ending.abort();
        open.delete(name);
      }
    for (const [name, stream] of wanted)
      if (!open.has(name)) {
        const ending = new AbortController();
        open.set(name, ending);
        void keepUp(stream, parts, ending.signal);
      }
    await rest(lookEvery, signal);
  }
  for (const ending of open.values()) ending.abort();
};

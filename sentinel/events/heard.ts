import { type RoomDoc, roomDocId, type Taken } from '@rounds/ddocs/events/event.ts';
import { type Post, textOfPost } from '@rounds/ddocs/events/post.ts';
import { claim, type Effect } from '../engine/effects.ts';
import { now, settings, words } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { aReport } from '../reports/kind.ts';
import { eventIdOf, eventOfPost, groupOf } from './facts.ts';
import { extractorFor, heardFrom } from './listen.ts';
import { afterPerson, type Heard, incomplete, marked, obsolete, refused, scheduled, withdrawn } from './outcomes.ts';
import { taken, wordsKey } from './taken.ts';

const judged = (heard: Heard): Effect[] => {
  const { post, reading, settings, now } = heard;
  if (post.post?.deleted) return [...withdrawn(heard, 'deleted'), marked(heard, 'withdrawn')];
  // Somebody staged it by hand before it was read: that is what it is, whatever its words say.
  if (heard.event?.by && !post.post?.reading) return [marked(heard, 'scheduled', heard.event._id)];
  const byPerson = reading.grade === 'none' ? undefined : afterPerson(heard);
  if (byPerson) return byPerson;
  if (reading.grade === 'none') return [...withdrawn(heard, 'edited'), marked(heard, 'nothing')];
  if (reading.grade === 'guess' || !reading.room || !reading.start)
    return incomplete(heard, 'event_incomplete', 'incomplete');
  if (Date.parse(reading.start) <= now) return incomplete(heard, 'event_over', 'over');
  const { room, start } = reading;
  // What a person said no to stays so, however often it is announced.
  if (heard.event?.state === 'denied' && heard.event.room === room && heard.event.start === start)
    return [marked(heard, 'withdrawn', heard.event._id)];
  const wanted: Taken = { event: eventIdOf(post._id), start, words: wordsKey(reading.text) };
  return [
    claim<RoomDoc>(
      roomDocId(room),
      stored => taken(stored, room, wanted, settings.conflict),
      (won, stored) => (won ? scheduled(heard) : refused(heard, stored, wanted)),
    ),
  ];
};

/**
 * What people announce becomes an event where it is clear, and a question to a person where it is not. An edit of the
 * post is read anew, one that is taken back takes its event with it. See README.md.
 */
export const hearsEvents = rule({
  name: 'extract_event',
  on: aReport,
  sentinelOnly: true,
  reads: { settings, now, words, event: eventOfPost, group: groupOf },
  concerns: (report, settings) => heardFrom(report, settings) !== undefined,
  run: (report, { settings, now, words, event, group }) => {
    const post: Post = report;
    const source = heardFrom(report, settings)!;
    const text = textOfPost(post);
    const { reading: before, deleted, outcome } = post.post ?? {};
    if (before?.text === text && (!deleted || outcome === 'withdrawn')) return null;
    const written = post.chat_message?.edited ?? Number(post.reported_date ?? now);
    const reading = extractorFor(settings.events!)(text, written);
    const heard: Heard = {
      ...{ post, source, reading, event, group, settings: settings.events!, now },
      wording: { settings, words },
    };
    return [...obsolete(heard), ...judged(heard)];
  },
});

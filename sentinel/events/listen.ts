import type { EventSettings } from '@rounds/config/sections/events.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { isChatAddress } from '@rounds/ddocs/documents/addresses.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { type Post, textOfPost } from '@rounds/ddocs/events/post.ts';
import { type Extractor, openExtractor } from './extract/extract.ts';

/** Whether a text has one of the words that are listened for. */
export const hasKeyword = (text: string, keywords: readonly string[]): boolean => {
  const folded = text.toLowerCase();
  return keywords.some(word => folded.includes(word.toLowerCase().replace(/^#/, '')));
};

/** Who wrote a message, as `ignore` of the settings names him. */
export const authorOf = (post: Post): string | undefined => post.post?.author ?? (post.from || undefined);

const sourceHeard = (report: Post, { listen }: EventSettings): string | undefined => {
  if (report.post?.source && !report.chat_message && !report.from) return report.post.source;
  const { group, command, taken_by: taken } = report.chat_message ?? {};
  if (report.kujua_message || command || taken || report.form || !report.from) return undefined;
  const text = textOfPost(report);
  const isWanted = listen.keywords.length === 0 || hasKeyword(text, listen.keywords);
  if (group !== undefined) {
    const isHeard = listen.groups === 'all' || listen.groups.includes(group);
    return isHeard && isWanted ? 'telegram' : undefined;
  }
  if (!listen.messages || listen.keywords.length === 0 || !isWanted) return undefined;
  return isChatAddress(report.from) ? 'telegram' : 'sms';
};

/**
 * From which source a message is listened to as an announcement; undefined for every other, for one whose author is
 * ignored, and where the programme has no events.
 */
export const heardFrom = (report: Report, settings: Settings): string | undefined => {
  const { events } = settings;
  if (!events) return undefined;
  // Once it was listened to it is followed: an edit may take the word away by which it was found.
  const source = (report as Post).post?.source ?? sourceHeard(report, events);
  const author = authorOf(report);
  return author !== undefined && events.ignore.includes(author) ? undefined : source;
};

const extractors = new WeakMap<EventSettings, Extractor>();

/** The reader of posts for these settings, made once. */
export const extractorFor = (settings: EventSettings): Extractor => {
  const known = extractors.get(settings);
  if (known) return known;
  const made = openExtractor(settings);
  extractors.set(settings, made);
  return made;
};

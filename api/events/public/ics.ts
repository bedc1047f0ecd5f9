import type { EventSettings } from '@rounds/config/sections/events.ts';
import type { EventDoc } from '@rounds/ddocs/events/event.ts';
import { roomName } from '@rounds/sentinel/events/words.ts';

const escaped = (text: string): string =>
  text
    .replace(/[\\;,]/g, sign => `\\${sign}`)
    .replace(/\r?\n/g, '\\n')
    .replace(/[^\P{Cc}\t]/gu, '');

const utc = (iso: string): string => `${iso.slice(0, 19).replace(/[-:]/g, '')}Z`;

/** A line of at most 75 octets; what is longer goes on behind a blank, never within a sign (RFC 5545, 3.1). */
export const folded = (line: string): string => {
  const parts: string[] = [];
  let [part, length] = ['', 0];
  for (const sign of line) {
    const octets = Buffer.byteLength(sign);
    if (length + octets > 75) {
      parts.push(part);
      [part, length] = [' ', 1];
    }
    part += sign;
    length += octets;
  }
  return [...parts, part].join('\r\n');
};

/** How long an event lasts whose end nobody said. */
export const endOf = ({ start, end }: EventDoc, { venue }: EventSettings): string =>
  end ?? new Date(Date.parse(start) + venue.slot_min * 60_000).toISOString();

const eventLines = (event: EventDoc, settings: EventSettings): string[] => [
  'BEGIN:VEVENT',
  `UID:${event._id.replace(':', '-')}@${settings.venue.code}.rounds`,
  `SEQUENCE:${event.sequence}`,
  `DTSTAMP:${utc(event.changed)}`,
  `LAST-MODIFIED:${utc(event.changed)}`,
  `DTSTART:${utc(event.start)}`,
  `DTEND:${utc(endOf(event, settings))}`,
  `SUMMARY:${escaped(event.title)}`,
  `LOCATION:${escaped(roomName(settings, event.room))}`,
  // One that does not take place says so, rather than vanish from calendars that follow it.
  `STATUS:${event.state === 'approved' ? 'CONFIRMED' : 'CANCELLED'}`,
  ...(event.from?.url ? [`URL:${event.from.url.replace(/[\r\n]/g, '')}`] : []),
  'END:VEVENT',
];

/** A calendar of events that others follow (RFC 5545); those that were taken back are in it as cancelled. */
export const calendar = (events: readonly EventDoc[], settings: EventSettings, name: string): string =>
  [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Rounds//Events//EN', 'CALSCALE:GREGORIAN', 'METHOD:PUBLISH'],
    `X-WR-CALNAME:${escaped(name)}`,
    `X-WR-TIMEZONE:${settings.venue.tz}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
    ...events.flatMap(event => eventLines(event, settings)),
    'END:VCALENDAR',
    '',
  ]
    .map(folded)
    .join('\r\n');

import type { EventSettings } from '@rounds/config/sections/events.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { EventDoc } from '@rounds/ddocs/events/event.ts';
import { byZone } from '@rounds/sentinel/dates/zone.ts';
import { roomName, type Wording, worded } from '@rounds/sentinel/events/words.ts';
import { DateTime } from 'luxon';

const html = (text: string): string => text.replace(/[<>&"']/g, sign => `&#${sign.charCodeAt(0)};`);

/** What the page of a venue looks like; it has no script, so that the oldest phone shows it. */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #1c2420; --soft: #56605a; --line: #d8dfda; --ground: #f6f8f6; --card: #fff; --brand: #0b6b4a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eeea; --soft: #a9b4ad; --line: #37423c; --ground: #121614; --card: #1b211e; --brand: #6fd0a8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.45 system-ui, sans-serif; }
main, header, footer { max-width: 46rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; margin: 0.5rem 0 0; } h2 { font-size: 1.125rem; margin: 1.5rem 0 0.5rem; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.5rem; }
li { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 0.75rem 1rem; overflow-wrap: anywhere; }
time { font-weight: 700; font-variant-numeric: tabular-nums; } .room { font-weight: 600; color: var(--brand); }
p { margin: 0.25rem 0 0; } .soft { color: var(--soft); } .over { opacity: 0.65; }
a { color: var(--brand); display: inline-block; padding: 0.5rem 0; } nav { display: flex; flex-wrap: wrap; gap: 0 1.25rem; }
`;

/** The public page of a venue: what is on today and tomorrow, by the clock of the venue. */
export const venuePage = (
  events: readonly EventDoc[],
  settings: EventSettings,
  wording: Wording,
  { now, language }: { now: Ms; language: string },
): string => {
  const { venue } = settings;
  const zone = byZone(venue.tz);
  const say = (key: string, values = {}) => html(worded(wording, `events.page.${key}`, values, language));
  const today = DateTime.fromMillis(now, zone).startOf('day').setLocale(language);
  const days = [0, 1].map(ahead => today.plus({ days: ahead }));
  const one = (event: EventDoc): string => {
    const start = DateTime.fromISO(event.start, zone);
    const isOver = Date.parse(event.start) + venue.slot_min * 60_000 < now;
    return `<li${isOver ? ' class="over"' : ''}><time datetime="${event.start}">${start.toFormat('HH:mm')}</time> <span class="room">${html(roomName(settings, event.room))}</span><p>${html(event.title)}</p></li>`;
  };
  const section = (day: DateTime, index: number): string => {
    const of = events.filter(
      ({ state, start }) => state === 'approved' && DateTime.fromISO(start, zone).hasSame(day, 'day'),
    );
    const list = of.length === 0 ? `<p class="soft">${say('none')}</p>` : `<ul>${of.map(one).join('')}</ul>`;
    return `<section><h2>${say(index === 0 ? 'today' : 'tomorrow')}, ${html(day.toFormat('cccc d LLLL'))}</h2>${list}</section>`;
  };
  const base = `/e/${venue.code}`;
  const rooms = venue.rooms
    .map(({ id }) => `<a href="${base}/rooms/${encodeURIComponent(id)}.ics">${html(roomName(settings, id))}</a>`)
    .join('');
  return `<!doctype html>
<html lang="${html(language)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(venue.name)}</title><link rel="stylesheet" href="/e/page.css">
<link rel="alternate" type="text/calendar" href="${base}/events.ics"></head>
<body><header><h1>${html(venue.name)}</h1><p class="soft">${say('zone', { zone: venue.tz })}</p></header>
<main>${days.map(section).join('')}</main>
<footer><nav aria-label="${say('calendars')}"><a href="${base}/events.ics">${say('calendar')}</a><a href="${base}/schedule.xml">schedule.xml</a><a href="${base}/schedule.json">schedule.json</a></nav>
<p class="soft">${say('rooms')}</p><nav aria-label="${say('rooms')}">${rooms}</nav></footer></body></html>
`;
};

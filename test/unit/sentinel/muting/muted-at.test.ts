import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { InfoDoc, MutingEntry } from '@rounds/ddocs/documents/infodocs.ts';
import { newInfo } from '@rounds/sentinel/engine/infos.ts';
import { mutedAt } from '@rounds/sentinel/muting/muted-at.ts';
import { expect } from 'chai';
import { contact } from '../engine/sentinel-in-memory.ts';

const at = (day: number): number => Date.parse(`2026-01-${String(day).padStart(2, '0')}T10:00:00.000Z`);
const iso = (day: number): string => new Date(at(day)).toISOString();
const entry = (muted: boolean, report_id: string, made: number, root = 'north'): MutingEntry => ({
  ...{ muted, report_id, root, reported_date: at(made) },
  date: iso(20),
});
const cht = (muted: boolean, report_id: string, day: number): MutingEntry => ({ muted, report_id, date: iso(day) });
const info = (...muting_history: MutingEntry[]): InfoDoc => ({ ...newInfo('ann'), muting_history });
const ann = (more: Partial<Contact> = {}) => contact('ann', 'person', ['north'], more);

describe('Whether somebody was muted at a moment', () => {
  const story = info(
    entry(true, 'm1', 2),
    entry(true, 'm2', 4, 'ann'),
    entry(false, 'u1', 6),
    entry(true, 'm3', 8, 'ann'),
  );
  const table: [when: string, contact: Contact, info: InfoDoc | null, day: number, expected: object][] = [
    ['before the first report', ann(), story, 1, { muted: false }],
    [
      'through the household, by the first report',
      ann(),
      story,
      5,
      {
        muted: true,
        since: iso(2),
        until: iso(6),
        by: { report_id: 'm1', root: 'north', reported_date: at(2) },
        direct: false,
      },
    ],
    ['at the very moment of the unmute', ann(), story, 6, { muted: false }],
    ['between', ann(), story, 7, { muted: false }],
    [
      'by itself, since the last report, with its sender',
      ann({ muted: iso(20), muted_by: { report_id: 'm3', root: 'ann', sender: 'chw' } }),
      story,
      9,
      {
        muted: true,
        since: iso(8),
        by: { report_id: 'm3', root: 'ann', reported_date: at(8), sender: 'chw' },
        direct: true,
      },
    ],
    [
      'in data of CHT, by what its sentinel wrote',
      ann(),
      info(cht(true, 'a', 3), cht(false, 'b', 5)),
      4,
      { muted: true, since: iso(3), until: iso(5), by: { report_id: 'a', root: 'ann' }, direct: true },
    ],
    [
      'by a bare mute that no history tells of',
      ann({ muted: iso(3) }),
      null,
      4,
      { muted: true, since: iso(3), by: { root: 'ann' }, direct: true },
    ],
    ['before a bare mute', ann({ muted: iso(3) }), null, 2, { muted: false }],
    [
      'by a mute of nobody knows when',
      ann({ muted: true }),
      null,
      2,
      { muted: true, by: { root: 'ann' }, direct: true },
    ],
    ['where nothing is known', ann(), null, 2, { muted: false }],
  ];
  for (const [when, who, known, day, expected] of table)
    it(`is told: ${when}`, () => expect(mutedAt(who, known, at(day))).to.deep.equal(expected));
});

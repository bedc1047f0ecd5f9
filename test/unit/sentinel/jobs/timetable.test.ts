import { parseSettings } from '@rounds/config/settings/parse.ts';
import { everyFiveMinutes, everyMinute } from '@rounds/sentinel/jobs/job.ts';
import { cron, everyDays, type Times, timesFault, timetableOf } from '@rounds/sentinel/jobs/timetable.ts';
import { timetableFaults } from '@rounds/sentinel/jobs/timetable-faults.ts';
import { expect } from 'chai';

const at = (text: string): number => Date.parse(text);
const shown = (ms: number | null | undefined): string | null =>
  typeof ms === 'number' ? new Date(ms).toISOString() : null;
/** Wednesday. */
const now = at('2026-01-14T10:02:30.500Z');

describe('A timetable', () => {
  const rows: [Times, zone: string, next: string | null, last: string | null][] = [
    [{ cron: '*/5 * * * *' }, 'UTC', '2026-01-14T10:05:00.000Z', '2026-01-14T10:00:00.000Z'],
    [{ cron: '0 9 * * 1' }, 'UTC', '2026-01-19T09:00:00.000Z', '2026-01-12T09:00:00.000Z'],
    [{ cron: '0 9 * * 1' }, 'Africa/Nairobi', '2026-01-19T06:00:00.000Z', '2026-01-12T06:00:00.000Z'],
    [{ cron: '30 0 9 * * *' }, 'UTC', '2026-01-15T09:00:30.000Z', '2026-01-14T09:00:30.000Z'],
    [{ text_expression: 'at 9:00 am on Monday' }, 'UTC', '2026-01-19T09:00:00.000Z', '2026-01-12T09:00:00.000Z'],
    [{ text_expression: 'at 12 am on Sunday' }, 'UTC', '2026-01-18T00:00:00.000Z', '2026-01-11T00:00:00.000Z'],
    [
      { text_expression: 'every weekday at 9:15' },
      'Asia/Kathmandu',
      '2026-01-15T03:30:00.000Z',
      '2026-01-14T03:30:00.000Z',
    ],
    [
      { cron: '0 0 1 1 *', text_expression: 'every 5 mins' },
      'UTC',
      '2027-01-01T00:00:00.000Z',
      '2026-01-01T00:00:00.000Z',
    ],
    // The clocks of Madrid go from two to three on 29 March.
    [{ cron: '30 2 29 3 *' }, 'Europe/Madrid', '2026-03-29T01:30:00.000Z', '2025-03-29T01:30:00.000Z'],
  ];
  for (const [times, zone, next, last] of rows)
    it(`of ${JSON.stringify(times)} goes by the clock of ${zone}`, () => {
      const timetable = timetableOf(times);
      expect([shown(timetable?.next(now, zone)), shown(timetable?.last(now, zone))]).to.deep.equal([next, last]);
    });

  it('comes again after its own time, and counts that time as its last', () => {
    const nine = at('2026-01-19T09:00:00.000Z');
    const mondays = cron('0 9 * * 1');
    expect([shown(mondays.next(nine, 'UTC')), shown(mondays.last(nine, 'UTC'))]).to.deep.equal([
      '2026-01-26T09:00:00.000Z',
      '2026-01-19T09:00:00.000Z',
    ]);
  });

  it('of every seven days comes at two in the morning', () => {
    expect(shown(everyDays(7).next(now, 'UTC'))).to.equal('2026-01-21T02:00:00.000Z');
    expect(shown(everyDays(1).next(now, 'UTC'))).to.equal('2026-01-15T02:00:00.000Z');
  });

  const faults: [Times, string | undefined][] = [
    [{}, undefined],
    [{ cron: '0 9 * * 1' }, undefined],
    [{ cron: 'foo' }, 'cron cannot be read; write five fields such as 0 9 * * 1'],
    [{ cron: '0 25 * * *' }, 'cron cannot be read; write five fields such as 0 9 * * 1'],
    [{ cron: '0 0 31 2 *' }, 'cron cannot be read; write five fields such as 0 9 * * 1'],
    [{ text_expression: 'at 9:00 am on Monday' }, undefined],
    [
      { text_expression: 'at 9:00 am on Munday' },
      'text_expression cannot be read from "Munday" on; write a time such as at 9:00 am on Monday',
    ],
    [
      { text_expression: 'whenever' },
      'text_expression cannot be read from "whenever" on; write a time such as at 9:00 am on Monday',
    ],
  ];
  for (const [times, wanted] of faults)
    it(`of ${JSON.stringify(times)} ${wanted ? 'is refused' : 'is taken'}`, () => {
      const fault = timesFault(times);
      expect(fault && `${fault.at} ${fault.message}`).to.equal(wanted);
      if (fault) expect(timetableOf(times)).to.equal(null);
    });

  it('of every few minutes does not rest in the hour that comes twice where summer ends', () => {
    const hours = ['2026-10-24T23:59:30Z', '2026-10-25T00:30:30Z', '2026-10-25T01:30:30Z', '2026-10-25T01:59:30Z'];
    const nexts = hours.flatMap(from =>
      [everyMinute, everyFiveMinutes].map(often => shown(often.next(at(from), 'Europe/Madrid'))?.slice(11, 16)),
    );
    expect(nexts).to.deep.equal(['00:00', '00:00', '00:31', '00:35', '01:31', '01:35', '02:00', '02:00']);
    expect(shown(everyFiveMinutes.last(at(hours[1]!)))).to.equal('2026-10-25T00:30:00.000Z');
    expect(shown(everyMinute.next(at('2026-10-25T00:30:00Z')))).to.equal('2026-10-25T00:31:00.000Z');
  });

  it('of settings that cannot be read is told by its path', () => {
    const destination = { base_url: 'https://example.org' };
    const { settings, faults } = parseSettings({
      reminders: [
        { form: 'A', cron: '0 9 * * 1' },
        { form: 'B', cron: '0 9 * *' },
      ],
      outbound: { clinic: { relevant_to: 'true', mapping: {}, destination, cron: 'daily' } },
      purge: { fn: '() => []', text_expression: 'now and then' },
    });
    expect(faults).to.deep.equal([]);
    expect(timetableFaults(settings).map(({ path }) => path)).to.deep.equal([
      'reminders[1].cron',
      'outbound.clinic.cron',
      'purge.text_expression',
    ]);
  });
});

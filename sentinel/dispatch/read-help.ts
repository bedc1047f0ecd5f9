import type { Help } from '@rounds/ddocs/dispatch/dispatch.ts';
import { positionOf } from '@rounds/ddocs/dispatch/volunteer.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { DateTime } from 'luxon';
import { byZone } from '../dates/zone.ts';
import { idFrom } from '../engine/cause.ts';

type Answers = Readonly<Record<string, unknown>>;

/** Answers of a form, those of its groups with them: of two of one name the outer counts. */
const flat = (fields: Answers): Answers => {
  const groups = Object.values(fields).filter(
    (value): value is Answers => typeof value === 'object' && value !== null && !Array.isArray(value),
  );
  return { ...Object.assign({}, ...groups.map(flat)), ...fields };
};

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? `${value}`.trim() : '';
const yes = (value: unknown): boolean => value === true || /^(yes|true|1|ndiyo|oui|da)$/i.test(text(value));
const list = (value: unknown): string[] =>
  (Array.isArray(value) ? value.map(text) : text(value).split(/[\s,;]+/))
    .map(each => each.toLowerCase())
    .filter(Boolean);

/** A moment as forms give it: with an offset, or by the clock of the programme. */
const momentIn = (value: unknown, zone: string | undefined): number | undefined => {
  const at = DateTime.fromISO(text(value).replace(' ', 'T'), byZone(zone));
  return at.isValid ? at.toMillis() : undefined;
};

/** A position as ODK writes it: `latitude longitude altitude accuracy`. */
const geopoint = (value: unknown): ReturnType<typeof positionOf> => {
  const [latitude, longitude] = text(value).split(/\s+/);
  return longitude === undefined ? undefined : positionOf({ latitude, longitude });
};

/** By which the one who comes is known at the door: a letter and a number. */
const codeOf = (request: string): string => {
  const seed =
    Number.parseInt(
      idFrom('safety code', request)
        .replace(/[^0-9a-f]/g, '')
        .slice(0, 8),
      16,
    ) || 0;
  return `${'ABCDEFGHJKLMNPRSTUVWXYZ'.charAt(seed % 23)}${String(Math.floor(seed / 23) % 1000).padStart(3, '0')}`;
};

/** Four digits by which people speak of a request. */
export const numberOf = (request: string): string => {
  const seed =
    Number.parseInt(
      idFrom('number', request)
        .replace(/[^0-9a-f]/g, '')
        .slice(0, 8),
      16,
    ) || 0;
  return String(1000 + (seed % 9000));
};

/**
 * What a report asks for, whichever door it came by: a form of the app, an SMS, a CSV or another system.
 * @param beneficiary id of the contact who is helped
 * @param zone of the programme, for moments without an offset
 */
export const helpIn = (report: Report, beneficiary: string, zone: string | undefined): Help => {
  const answers = flat(report.fields ?? {});
  const wanted = momentIn(answers.wanted_at ?? answers.wanted, zone);
  const place = positionOf(answers) ?? geopoint(answers.position ?? answers.geolocation);
  const remarks = [answers.remarks, answers.comments, answers.note]
    .flatMap(each => (Array.isArray(each) ? each : [each]))
    .map(text)
    .filter(Boolean);
  const code = text(answers.safety_code ?? answers.secret);
  const address = text(answers.address);
  return {
    beneficiary,
    needs: list(answers.needs ?? answers.need ?? answers.kind),
    urgent: yes(answers.urgent),
    symptoms: yes(answers.has_symptoms ?? answers.symptoms),
    disability: yes(answers.has_disability ?? answers.has_disabilities),
    code: code || codeOf(report._id),
    ...(remarks.length > 0 ? { remarks: remarks.join('\n') } : {}),
    ...(wanted === undefined ? {} : { wanted }),
    ...(address ? { address } : {}),
    ...(place ?? {}),
  };
};

import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { ReviewDoc, ReviewField } from '@rounds/ddocs/review/review.ts';

const longest = 2000;

/** What is wrong with what was said for a field; undefined where nothing is. */
const faultOf = ({ kind, options = [] }: ReviewField, value: string): string | undefined => {
  if (value.length > longest) return `has more than ${longest} signs`;
  if (kind === 'choice' && !options.some(option => option.value === value)) return `"${value}" is none of its choices`;
  if (kind === 'moment' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(value))
    return 'give a moment with its zone, such as 2026-05-11T14:05:00Z';
  if (kind === 'moment' && Number.isNaN(Date.parse(value))) return 'there is no such moment';
  return undefined;
};

/**
 * What is said beside an answer, checked: what was proposed stands where nothing was said, and moments are in UTC.
 * @throws AppError `request/invalid` that names every field that is at fault
 */
export const valuesFor = (
  { asks = [] }: ReviewDoc,
  answer: string,
  given: Readonly<Record<string, string>>,
): Record<string, string> | undefined => {
  if (asks.length === 0) return undefined;
  const unknown = Object.keys(given).filter(name => !asks.some(field => field.name === name));
  const faults = unknown.map(name => `${name}: nobody asks for it`);
  const values: Record<string, string> = {};
  for (const field of asks) {
    const value = (given[field.name] ?? field.value ?? '').trim();
    const isNeeded = field.for?.includes(answer) ?? false;
    if (value === '') {
      if (isNeeded) faults.push(`${field.name}: must be said`);
      continue;
    }
    // What was proposed and is not needed may be what somebody denies for.
    const fault = isNeeded || given[field.name] !== undefined ? faultOf(field, value) : undefined;
    if (fault) faults.push(`${field.name}: ${fault}`);
    values[field.name] = field.kind === 'moment' && !fault ? new Date(value).toISOString() : value;
  }
  if (faults.length > 0)
    throw new AppError('request/invalid', faults.join('; '), { hint: 'Send what is asked in values, by name' });
  return values;
};

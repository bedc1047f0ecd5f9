import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Placed } from '../contacts/placed.ts';
import type { Fact } from '../engine/fact.ts';
import { sender } from '../reports/sender.ts';
import { type Callers, callers } from './callers.ts';

/** Who sent a message, by what it says of its sender: its `refid` before its number. */
export const callerOf = ({ external, phone }: Callers): Placed | null => external ?? phone;

/**
 * The contact that sent the report: the one that is named, else the one with its number, whether `update_clinics` is on
 * or not.
 */
export const knownSender: Fact<Report, Placed | null> = {
  look: (report, want) => (report.contact ? sender : callers).look(report, want, undefined),
  read: (report, desk) =>
    report.contact ? sender.read(report, desk, undefined) : callerOf(callers.read(report, desk, undefined)),
};

import { isReport, type Report } from '@rounds/ddocs/documents/reports.ts';
import type { Kind } from '../engine/kind.ts';

/** A report, whether it was filled in on a screen or came as a message. */
export const aReport: Kind<Report> = { name: 'report', recognises: isReport };

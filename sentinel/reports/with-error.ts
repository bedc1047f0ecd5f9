import type { Report, ReportError } from '@rounds/ddocs/documents/reports.ts';

/**
 * A report with a fault added, unless it has one of that code. In a file by itself, for phones need it and nothing of
 * what sends messages.
 */
export const withError = (report: Report, error: ReportError): Report =>
  report.errors?.some(({ code }) => code === error.code)
    ? report
    : { ...report, errors: [...(report.errors ?? []), error] };

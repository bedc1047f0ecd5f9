import { AppError } from '@rounds/ddocs/documents/error.ts';

/**
 * What a person at the terminal is told of an error: what happened, every fault of a list, and what to do. Never a
 * stack.
 */
export const complaint = (error: unknown): string[] => {
  if (!(error instanceof AppError)) return [error instanceof Error ? error.message : String(error)];
  const faults = Array.isArray(error.details) ? error.details.map(faultLine).filter(Boolean) : [];
  return [...(faults.length > 0 ? faults : [error.message]), ...(error.hint ? [error.hint] : [])];
};

const faultLine = (fault: { file?: string; path?: string; message?: string } | null): string =>
  [fault?.file, fault?.path, fault?.message].filter(Boolean).join(': ');

/** Tells it and ends this process. */
export const endWith = (error: unknown): never => {
  for (const line of complaint(error)) console.error(line);
  process.exit(1);
};

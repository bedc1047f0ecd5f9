/** Where lines of the log go; pino's loggers fit. Facts never hold a password, a token or the text of a message. */
export interface Log {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** The message of something thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

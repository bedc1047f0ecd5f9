/** From so many documents on a phone is warned. Tasks do not count. */
export const warnFrom = 10_000;

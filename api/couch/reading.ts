/** Turns at reading from the database what may be much. */
export interface Reading {
  /**
   * Reads a page when it is the user's turn. A large answer is read page by page, and between two of them everybody
   * else has a turn: what one user asks for at once makes only his own answers slower.
   * @param user the name of the user who asked
   */
  page<T>(user: string, read: () => Promise<T>): Promise<T>;
}

/**
 * @param ofOne pages that are read at once for one user: that is his phone and his desk
 * @param ofAll pages that are read at once in all: more would not come sooner, since one thread reads them
 */
export const readInTurn = (ofOne = 2, ofAll = 8): Reading => {
  const underWay = new Map<string, number>();
  /** Who waits, the user first whose turn is next. */
  const waiting = new Map<string, (() => void)[]>();
  let all = 0;

  const begin = (user: string): void => {
    all += 1;
    underWay.set(user, (underWay.get(user) ?? 0) + 1);
  };
  const mayRead = (user: string): boolean => all < ofAll && (underWay.get(user) ?? 0) < ofOne;

  const next = (): void => {
    for (const [user, line] of waiting) {
      if (!mayRead(user)) continue;
      const [first, ...others] = line;
      waiting.delete(user);
      if (others.length > 0) waiting.set(user, others);
      begin(user);
      first!();
      return;
    }
  };

  const end = (user: string): void => {
    all -= 1;
    const left = underWay.get(user)! - 1;
    if (left > 0) underWay.set(user, left);
    else underWay.delete(user);
    next();
  };

  return {
    async page(user, read) {
      if (mayRead(user) && !waiting.has(user)) begin(user);
      else await new Promise<void>(resolve => waiting.set(user, [...(waiting.get(user) ?? []), resolve]));
      try {
        return await read();
      } finally {
        end(user);
      }
    },
  };
};

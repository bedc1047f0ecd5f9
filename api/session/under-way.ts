import { AppError } from '@rounds/ddocs/documents/error.ts';

const MB = 1024 * 1024;
/** A body of so many bytes counts for nothing: everybody may always send these. */
const small = MB;

/** Bodies that are on their way: each is held in memory until it is whole. */
export interface UnderWay {
  /**
   * Counts a body from now on.
   * @param bytes how long it says it is, or may become
   * @returns what ends the counting
   * @throws `request/too-many` where too much is under way for this user, or for all
   */
  begin(user: string, bytes: number): () => void;
}

/** @param ofOne bytes at once of one user @param ofAll bytes at once of all */
export const underWay = (ofOne = 128 * MB, ofAll = 768 * MB): UnderWay => {
  const held = new Map<string, number>();
  let all = 0;
  return {
    begin(user, bytes) {
      if (bytes <= small) return () => undefined;
      const before = held.get(user) ?? 0;
      if (before + bytes > ofOne || all + bytes > ofAll)
        throw new AppError('request/too-many', 'Too much is being sent at once', {
          hint: 'Send one batch after the other, or smaller ones',
        });
      held.set(user, before + bytes);
      all += bytes;
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        all -= bytes;
        const left = held.get(user)! - bytes;
        if (left > 0) held.set(user, left);
        else held.delete(user);
      };
    },
  };
};

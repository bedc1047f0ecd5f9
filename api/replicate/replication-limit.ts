/** From so many documents on a phone is warned. Tasks do not count. */
export const warnFrom = 10_000;

/** What the ids of counts begin with: how many documents a user's phone was last told of. */
export const countPrefix = 'replication-count-';

/** Largest body of a batch, in bytes. */
export const batchLimit = 64 * 1024 * 1024;

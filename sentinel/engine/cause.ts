import { v5 } from 'uuid';

const namespace = '5f2f9c36-1f0b-5d0e-9d3c-6d2a55d1a9b7';

/**
 * An id made from what caused it: the same cause gives the same id, on every machine and at every time.
 */
export const idFrom = (...cause: readonly (string | number)[]): string => v5(cause.join('\n'), namespace);

import type { Answer, Call } from './call.ts';
import type { Database } from './database.ts';
import { notImplemented } from './error.ts';
export const find = (_call: Call, _db: Database): Answer => {
  throw notImplemented('_find');
};
export const explain = find;
export const indexes = find;

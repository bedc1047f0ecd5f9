import { readFileSync } from 'node:fs';
import type { Doc } from '../documents/doc.ts';
import type { UserCtx } from '../documents/users.ts';

import shapes from './shapes.json' with { type: 'json' };

/**
 * A `validate_doc_update` function: returns when the write is allowed.
 * @throws `{forbidden: reason}` or `{unauthorized: reason}`
 */
export type Validate = (newDoc: Doc, oldDoc: Doc | null, userCtx: UserCtx, secObj: object) => void;

/** Why a write was refused, in the shape of a row of `_bulk_docs`. */
export interface Refusal {
  error: 'forbidden' | 'unauthorized';
  reason: string;
}

/** The text of the main database's `validate_doc_update`, as CouchDB runs it, the table of shapes in it. Node only. */
export const validateText = (): string =>
  readFileSync(new URL('./main.js', import.meta.url), 'utf8')
    .trim()
    .replace('var shapes = {};', () => `var shapes = ${JSON.stringify(shapes)};`);

/**
 * The same function, to run in Node: the api writes as the server's administrator, so it asks with the user's own
 * context first. Only for our own text; that of others belongs into the sandbox of `ddocs/embedded`.
 */
export const compileValidate = (text = validateText()): Validate => new Function(`return (${text});`)() as Validate;

/** What `validate` says of a write, as a value; null when it is allowed. Anything else it throws is thrown on. */
export const refusalBy = (validate: Validate, newDoc: Doc, oldDoc: Doc | null, userCtx: UserCtx): Refusal | null => {
  try {
    validate(newDoc, oldDoc, userCtx, {});
    return null;
  } catch (thrown) {
    const { forbidden, unauthorized } = thrown as { forbidden?: unknown; unauthorized?: unknown };
    if (forbidden !== undefined) return { error: 'forbidden', reason: String(forbidden) };
    if (unauthorized !== undefined) return { error: 'unauthorized', reason: String(unauthorized) };
    throw thrown;
  }
};

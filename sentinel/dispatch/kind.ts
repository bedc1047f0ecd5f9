import { type DispatchDoc, isDispatch } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Kind } from '../engine/kind.ts';

/** What became of a request for help. */
export const aDispatch: Kind<DispatchDoc> = {
  name: 'request for help',
  recognises: (doc: Doc): doc is DispatchDoc => isDispatch(doc),
};

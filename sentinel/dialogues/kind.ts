import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Kind } from '../engine/kind.ts';
import { type DialogueRunDoc, isDialogueRun } from './stored-run.ts';

/** Somebody's way through a dialogue. */
export const aDialogueRun: Kind<DialogueRunDoc> = {
  name: 'run of a dialogue',
  recognises: (doc: Doc): doc is DialogueRunDoc => isDialogueRun(doc),
};

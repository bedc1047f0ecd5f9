import { type DialogueVersion, versionId } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import type { Desk } from '../engine/desk.ts';
import type { Want } from '../engine/fact.ts';
import { type Lookup, rowsByKey } from '../engine/lookup.ts';
import { type DialogueRunDoc, isDialogueRun } from './stored-run.ts';

/** A run with the version of the dialogue that it is of. */
export interface Running {
  run: DialogueRunDoc;
  version: DialogueVersion;
}

const versionOf = ({ what }: DialogueRunDoc): string => versionId(what.dialogue, Number(what.version));

/** Ids of the runs that have not ended at an address. */
export const openAt: Lookup<Address, string> = {
  keyOf: address => address,
  ask: async (addresses, { main }) => {
    const rows = await rowsByKey(
      main,
      'medic-runs/runs',
      addresses.map(address => ['open', address]),
    );
    return rows.map(({ id, key }) => [String((key as readonly string[])[1]), id]);
  },
};

/** Looks for a run and its dialogue. */
export const wantRun = (id: string | undefined, want: Want): void => {
  const run = id === undefined ? undefined : want.doc(id);
  if (isDialogueRun(run)) want.doc(versionOf(run as DialogueRunDoc));
};

/** A run with its dialogue, as they stand on the desk; undefined where one of them is not there. */
export const runningOf = (id: string | undefined, { docs }: Pick<Desk, 'docs'>): Running | undefined => {
  const run = id === undefined ? undefined : docs.get(id);
  if (!isDialogueRun(run)) return undefined;
  const version = docs.get(versionOf(run as DialogueRunDoc)) as DialogueVersion | null | undefined;
  return version ? { run: run as DialogueRunDoc, version } : undefined;
};

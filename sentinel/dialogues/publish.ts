import { createHash } from 'node:crypto';
import {
  type Dialogue,
  type DialoguePointer,
  type DialogueVersion,
  dialogueId,
  versionId,
} from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** A value with the keys of its objects in order, so that the same says the same. */
const inOrder = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, inOrder(each)]),
  );
};

/** What two dialogues that say the same have in common. */
export const hashOf = (dialogue: Dialogue): string =>
  createHash('sha256')
    .update(JSON.stringify(inOrder(dialogue)))
    .digest('hex');

/** How often a number is tried that somebody else takes at the same moment. */
const mostTries = 20;

/** The newest version of a dialogue; null where there is none. */
export const newestVersion = async (main: Store, id: string): Promise<DialogueVersion | null> => {
  const pointer = await main.get<DialoguePointer>(dialogueId(id));
  return pointer ? main.get<DialogueVersion>(versionId(id, pointer.newest)) : null;
};

/** Points to a version, unless a newer one is pointed to. */
const point = async (main: Store, { dialogue, version, published, by, hash, note }: DialogueVersion): Promise<void> => {
  for (let tries = 0; tries < mostTries; tries++) {
    const before = await main.get<DialoguePointer>(dialogueId(dialogue.id));
    if (before?.versions.some(each => each.version === version)) return;
    const known = { version, published, hash, ...(by ? { by } : {}), ...(note ? { note } : {}) };
    const versions = [...(before?.versions ?? []), known];
    const pointer: DialoguePointer = {
      ...(before ?? { _id: dialogueId(dialogue.id), type: 'dialogue', dialogue: dialogue.id }),
      newest: Math.max(version, before?.newest ?? 0),
      versions: versions.sort((a, b) => a.version - b.version),
    };
    if ((await main.writeAlone(pointer)).ok) return;
  }
  throw new AppError('doc/conflict', `The dialogue ${dialogue.id} is being published by others again and again`);
};

/**
 * Publishes a dialogue as its next version, which never changes from then on. One that says what the newest says is not
 * published again. A version that a crash left without anything pointing to it is taken where it says the same.
 */
export const publish = async (
  main: Store,
  dialogue: Dialogue,
  { by, at, note }: { by?: string; at: Ms; note?: string },
): Promise<{ version: number; isNew: boolean }> => {
  const hash = hashOf(dialogue);
  const newest = await newestVersion(main, dialogue.id);
  if (newest?.hash === hash) return { version: newest.version, isNew: false };
  for (let version = (newest?.version ?? 0) + 1, tries = 0; tries < mostTries; version++, tries++) {
    const wanted: DialogueVersion = {
      _id: versionId(dialogue.id, version),
      type: 'dialogue-version',
      dialogue,
      version,
      published: new Date(at).toISOString(),
      ...(by ? { by } : {}),
      ...(note ? { note } : {}),
      hash,
    };
    const { ok } = await main.writeAlone(wanted);
    const stored = ok ? wanted : await main.get<DialogueVersion>(wanted._id);
    if (stored?.hash !== hash) continue;
    await point(main, stored);
    return { version, isNew: true };
  }
  throw new AppError('doc/conflict', `The dialogue ${dialogue.id} is being published by others again and again`);
};

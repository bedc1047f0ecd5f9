import type { DialogueDraft, DialogueTest } from '@rounds/ddocs/dialogues/authoring.ts';
import {
  type Dialogue,
  type DialoguePointer,
  type DialogueVersion,
  type PublishedVersion,
  versionId,
} from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Doc, Iso } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { builtIn } from '@rounds/sentinel/dialogues/built-in.ts';
import type { Finding } from '@rounds/sentinel/dialogues/finding.ts';
import { lint } from '@rounds/sentinel/dialogues/lint.ts';
import { openRunsOf } from '@rounds/sentinel/dialogues/move-runs.ts';
import { isOfOwnWord } from '@rounds/sentinel/dialogues/own-word.ts';

/** Dialogues that are listed at once. */
const most = 2000;

/** A dialogue in the list. */
export interface ListedDialogue {
  id: string;
  kind?: string;
  languages: string[];
  /** How many steps it has. */
  steps: number;
  /** 0 where none was published yet. */
  newest: number;
  versions: (PublishedVersion & { open: number })[];
  /** It comes with Rounds, and the programme has none of its own in its place. */
  comes_with_rounds?: true;
  /** Nobody but its person begins it. */
  by_own_word?: true;
  /** What is being written and was not published. */
  draft?: { rev: string; by: string; at: Iso; base?: number; faults: number; warnings: number };
  /** Warnings of the newest version, of which none is a fault. */
  warnings: number;
  tests: number;
}

const ofType = async <T extends Doc>(main: Store, type: string): Promise<T[]> => {
  const rows = await main.query<null, T>('medic-client/doc_by_type', {
    ...{ key: [type], limit: most, docs: true, prompt: true },
  });
  return rows.flatMap(({ doc }) => (doc ? [doc] : []));
};

const count = (findings: readonly Finding[], level: Finding['level']): number =>
  findings.filter(each => each.level === level).length;

/** All dialogues: those of the programme, those only written so far, and those that come with Rounds. */
export const listedDialogues = async (main: Store): Promise<ListedDialogue[]> => {
  const [pointers, drafts, tests] = await Promise.all([
    ofType<DialoguePointer>(main, 'dialogue'),
    ofType<DialogueDraft>(main, 'dialogue-draft'),
    ofType<DialogueTest>(main, 'dialogue-test'),
  ]);
  const newest = await main.getMany<DialogueVersion>(pointers.map(each => versionId(each.dialogue, each.newest)));
  const byId = new Map(pointers.map(pointer => [pointer.dialogue, pointer]));
  const texts = new Map(newest.flatMap(doc => (doc ? [[doc.dialogue.id, doc.dialogue] as const] : [])));
  const drafted = new Map(drafts.map(draft => [draft.dialogue.id, draft]));
  const ids = new Set([...byId.keys(), ...drafted.keys(), ...Object.keys(builtIn)]);
  return Promise.all(
    [...ids].sort().map(async id => {
      const pointer = byId.get(id);
      const draft = drafted.get(id);
      const own: Dialogue = texts.get(id) ?? draft?.dialogue ?? builtIn[id]!;
      const versions = await Promise.all(
        (pointer?.versions ?? []).map(async each => ({ ...each, open: await openRunsOf(main, id, each.version) })),
      );
      const found = draft ? lint(draft.dialogue) : [];
      const isRounds = Object.hasOwn(builtIn, id) && (pointer?.versions ?? []).every(({ by }) => by === 'rounds');
      return {
        id,
        ...(own.kind === undefined ? {} : { kind: own.kind }),
        languages: own.languages,
        steps: Object.keys(own.steps).length,
        newest: pointer?.newest ?? 0,
        versions,
        ...(isRounds ? { comes_with_rounds: true as const } : {}),
        ...(isOfOwnWord(own) ? { by_own_word: true as const } : {}),
        ...(draft
          ? {
              draft: {
                ...{ rev: draft._rev!, by: draft.by, at: draft.at },
                ...(draft.base === undefined ? {} : { base: draft.base }),
                ...{ faults: count(found, 'fault'), warnings: count(found, 'warning') },
              },
            }
          : {}),
        warnings: count(lint(own), 'warning'),
        tests: tests.filter(test => test.dialogue === id).length,
      };
    }),
  );
};

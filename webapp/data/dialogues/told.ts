import type { TestInput, TestOutcome } from '@rounds/ddocs/dialogues/authoring.ts';
import type { Dialogue, PublishedVersion } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Finding } from '@rounds/sentinel/dialogues/finding.ts';
import { ask } from '../console/ask.ts';

/** A dialogue in the list, as its door tells it. */
export interface ListedDialogue {
  id: string;
  kind?: string;
  languages: string[];
  steps: number;
  /** 0 where none was published yet. */
  newest: number;
  versions: (PublishedVersion & { open: number })[];
  comes_with_rounds?: true;
  /** Nobody but its person begins it. */
  by_own_word?: true;
  draft?: { rev: string; by: string; at: string; base?: number; faults: number; warnings: number };
  warnings: number;
  tests: number;
}

/** What is being written of a dialogue. */
export interface Draft {
  dialogue: Dialogue;
  rev: string;
  by: string;
  at: string;
  base?: number;
}

/** A try-out that was kept, and what of it is otherwise now. */
export interface KeptTest {
  id: string;
  name: string;
  language: string;
  inputs: TestInput[];
  expected: TestOutcome;
  by: string;
  at: string;
  differences: string[];
}

/** What would become of open runs. */
export interface MovePreview {
  to: number;
  planned: number;
  moves: number;
  again: number;
  gone: { step: string; runs: number; to: string | null }[];
}

/** A move of open runs, and how far it is. */
export interface Move {
  to: number;
  state: 'going' | 'done';
  moved: number;
  stayed: number;
  by: string;
  at: string;
}

/** Dialogues that people begin themselves, by a word: those of Rounds are offered to nobody else. */
const settingsKind = 'user_settings';

/** Dialogues that may be begun with somebody: those of the programme, and the welcome. */
export const offered = (dialogues: readonly ListedDialogue[]): ListedDialogue[] =>
  dialogues.filter(
    ({ newest, kind, comes_with_rounds: isRounds, by_own_word: isOwn }) =>
      !isOwn && (isRounds ? kind !== settingsKind : newest > 0),
  );

/** What beginning a dialogue with somebody would come to. */
export interface Outlook {
  version: number;
  /** Why it does not begin at once. */
  waits_for?: string;
  had?: { at: number; state: string };
}

/** Address of a dialogue's door, and of what lies below it. */
export const doorOf = (id: string, below = ''): string => `/api/v1/dialogues/${encodeURIComponent(id)}${below}`;

/** Address of a page of a dialogue. */
export const pageOf = (id: string, below = ''): string => `/dialogues/${encodeURIComponent(id)}${below}`;

/** Address of the page that begins one with a person. */
export const beginPath = (contact: string): string => `/people/${encodeURIComponent(contact)}/begin-dialogue`;

/** A version of a dialogue, or what is being written of it. */
export const readDialogue = async (id: string, version: number | 'draft'): Promise<Dialogue> =>
  (await ask<{ dialogue: Dialogue }>(version === 'draft' ? doorOf(id, '/draft') : doorOf(id, `?version=${version}`)))
    .dialogue;

/** Findings by how grave they are, faults first. */
export const byGravity = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((a, b) => Number(a.level === 'warning') - Number(b.level === 'warning'));

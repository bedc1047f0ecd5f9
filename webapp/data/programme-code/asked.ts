import type { ProgrammeCode } from '@rounds/sentinel/programme-code/programme-code.ts';
import type { Fact } from '@rounds/sentinel/programme-code/run-rules.ts';
import type { SummaryFacts } from '@rounds/sentinel/summary/summary.ts';

/** What the worker of a programme's code is asked. */
export type Asked = { id: number } & Question;

/** A question without its number. */
export type Question =
  | { is: 'programme'; code: ProgrammeCode }
  /** @param trace tells of each function before it runs */
  | { is: 'rules'; facts: readonly Fact[]; trace?: boolean }
  | { is: 'summary'; facts: SummaryFacts }
  | { is: 'extension'; name: string; args: readonly unknown[] };

/** What it tells: the answer, why there is none, or which function is about to run. */
export interface Told {
  id: number;
  answer?: unknown;
  fault?: string;
  runs?: string;
}

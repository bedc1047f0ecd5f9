import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import type { Runs } from '@rounds/ddocs/runs/runs.ts';
import type { FormThreads } from '@rounds/sentinel/interview/threads.ts';
import type { WriteForParts } from '../replicate/write-for.ts';
import type { Caller } from '../session/caller.ts';
import type { Log } from '../web/log.ts';

/** What asking people in chats stands on. */
export interface InterviewParts extends WriteForParts {
  settings: { current: () => Settings; words: () => Words } & WriteForParts['settings'];
  /** A user as he stands now; null for one who is there no more, or may not log in. */
  named: (user: string) => Promise<Caller | null>;
  runs: Runs;
  threads: FormThreads;
  log: Log;
}

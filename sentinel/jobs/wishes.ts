import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { type JobRequest, type JobState, jobRequestRange } from '@rounds/ddocs/documents/sentinel-docs.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** The oldest wish for a job that is not fulfilled yet. */
export const firstWish = async (side: Store): Promise<JobRequest | undefined> =>
  (await side.range<JobRequest>({ ...jobRequestRange, limit: 100 })).find(({ state }) => state !== 'done');

/** How a wish stands, and what came of it where something did. */
export interface Standing {
  state: JobRequest['state'];
  outcome?: JobState;
}

/** Writes how a wish stands. Its author may have given up and removed it. */
export const answerWish = async (
  { side, fence }: { side: Store; fence: () => void },
  request: JobRequest | undefined,
  standing: Standing,
): Promise<void> => {
  if (!request) return;
  const newest = await side.get<JobRequest>(request._id);
  if (newest?.wish !== request.wish) return;
  fence();
  await side.write([{ ...newest, ...standing }]);
};

/** What is said to somebody who wishes for a job that there is not. */
export const unknownJob = ({ job }: JobRequest, at: Ms): JobState => {
  const moment = new Date(at).toISOString();
  return {
    started: moment,
    ended: moment,
    duration: 0,
    done: 0,
    runs: 0,
    failures: 0,
    error: `There is no job ${job}`,
  };
};

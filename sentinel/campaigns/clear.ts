import { type Campaign, campaignKey } from '@rounds/ddocs/campaigns/campaign.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type Report, type Task, withTaskState } from '@rounds/ddocs/documents/reports.ts';
import { hasEnded, type Run } from '@rounds/ddocs/runs/run.ts';
import type { WriteResult } from '@rounds/ddocs/store/store.ts';
import { audiencePage } from './audience.ts';
import type { Carrying } from './carrying.ts';

/** Why a message of a stopped campaign did not go. */
export const campaignStopped = 'campaign stopped';

const isoOf = (at: number): string => new Date(at).toISOString();

/** A message of a stopped campaign that has not gone yet, as it stands then; the very same where it has. */
export const clearedMessage = (report: Report, at: string): Report => ({
  ...report,
  tasks: (report.tasks ?? []).map(task =>
    task.state === 'pending' ? withTaskState(task, 'cleared', at, { reason: campaignStopped }) : task,
  ),
});

/** A run of a stopped campaign that has not begun, as it ends. */
export const endedRun = (run: Run, at: number): Run => {
  const { due: _, ...rest } = run;
  return { ...rest, state: 'expired', changed: at };
};

/** Whether a document was not taken, and none stands there in its place either. */
export const isRefused = (result: WriteResult): boolean => !result.ok && result.error !== 'conflict';

/** What came of changing what a campaign has. */
interface Changed {
  count: number;
  /** Those that the database did not take: they are as they were. */
  refused: number;
}

/** What a campaign has that is to be changed, page after page, until none of it is left. */
const eachPage = async (
  { main, fence }: Carrying,
  key: string,
  [kind, state]: readonly [string, string],
  changed: (doc: Doc) => Doc | null,
): Promise<Changed> => {
  const range = { startKey: [key, kind, state], endKey: [key, kind, state, {}] };
  let [count, refused, skip] = [0, 0, 0];
  for (;;) {
    const rows = await main.query<null, Doc>('medic-campaigns/recipients', {
      ...{ ...range, limit: audiencePage, skip, docs: true },
    });
    const docs = rows.flatMap(({ doc }) => (doc ? (changed(doc) ?? []) : []));
    if (docs.length > 0) fence();
    // One that was sent or begun in the meantime is a conflict, and stays as it is.
    const results = docs.length > 0 ? await main.write(docs) : [];
    count += results.filter(({ ok }) => ok).length;
    const missed = results.filter(isRefused).length;
    refused += missed;
    skip += rows.length - docs.length + missed;
    if (rows.length < audiencePage) return { count, refused };
  }
};

/** Takes back what a stopped campaign has planned: messages that wait, and runs that have not begun. */
export const clearStopped = async (carrying: Carrying, campaign: Campaign): Promise<void> => {
  const key = campaignKey(campaign);
  const at = carrying.now();
  await eachPage(carrying, key, ['message', 'pending'], doc => clearedMessage(doc as Report, isoOf(at)));
  await eachPage(carrying, key, ['run', 'planned'], doc => {
    const run = doc as Run;
    return hasEnded(run) || run.events.length > 0 ? null : endedRun(run, at);
  });
};

/** A message that a stop took back, as it waits again; null for any other. */
export const waitingAgain = (report: Report, at: string, due: number): Report | null => {
  const isTakenBack = (task: Task): boolean =>
    task.state === 'cleared' && task.state_details?.reason === campaignStopped;
  if (!report.tasks?.some(isTakenBack)) return null;
  return {
    ...report,
    tasks: report.tasks.map(task =>
      isTakenBack(task) ? { ...withTaskState(task, 'pending', at), due: isoOf(due) } : task,
    ),
  };
};

/** Has a campaign that goes on again say what its stop took back. @returns how many wait again */
export const bringBack = async (carrying: Carrying, campaign: Campaign): Promise<Changed> => {
  const key = campaignKey(campaign);
  const at = carrying.now();
  const step = 60_000 / campaign.rate;
  let nth = 0;
  const due = (): number => Math.round(at + nth++ * step);
  const messages = await eachPage(carrying, key, ['message', 'cleared'], doc => {
    const report = doc as Report;
    return waitingAgain(report, isoOf(at), at) && waitingAgain(report, isoOf(at), due());
  });
  const runs = await eachPage(carrying, key, ['run', 'expired'], doc => {
    const run = doc as Run;
    return run.events.length > 0 ? null : ({ ...run, state: 'open', due: due(), changed: at } satisfies Run);
  });
  return { count: messages.count + runs.count, refused: messages.refused + runs.refused };
};

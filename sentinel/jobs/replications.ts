import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { remove, userMetas } from './clean-up.ts';
import type { Job, JobContext } from './job.ts';
import { cron } from './timetable.ts';

/** What devices write for the programme rather than for their user. */
const kinds = ['telemetry-', 'feedback-', 'interaction-'] as const;
const page = 200;

/**
 * Moves telemetry, feedback and interactions from each user's own database to the one of the programme, at two in the
 * morning. They keep their revisions, so that a document that was copied and not yet removed is not copied twice.
 */
export const replications: Job = {
  name: 'replications',
  about: 'collects telemetry and feedback of all users',
  when: cron('0 2 * * *'),
  run: async (context, signal) => {
    const target = context.store(context.databases.usersMeta);
    let done = 0;
    for (const user of await userMetas(context))
      for (const kind of kinds) {
        for (let from: string | undefined = kind; from && !signal.aborted; ) {
          const docs: Doc[] = await user.range({ from, to: `${kind}\ufff0`, limit: page, after: from !== kind });
          done += await move(docs, user, target, context);
          context.progress(done);
          from = docs.length === page ? docs.at(-1)!._id : undefined;
        }
      }
    return { done };
  },
};

/** Copies, and removes what was copied. @returns how many */
const move = async (
  docs: readonly Doc[],
  from: Store,
  to: Store,
  { fence }: Pick<JobContext, 'fence'>,
): Promise<number> => {
  if (docs.length === 0) return 0;
  const whole = (
    await from.getMany(
      docs.map(({ _id }) => _id),
      { attachments: true },
    )
  ).filter(doc => doc !== null);
  fence();
  const refused = (await to.write(whole, { newEdits: false })).find(({ ok }) => !ok);
  if (refused && !refused.ok)
    throw new AppError('store/refused', `${to.name} refused ${refused.id}: ${refused.error}: ${refused.reason}`);
  return remove(whole, from, fence);
};

import type { Settings } from '@rounds/config/settings/settings.ts';
import { type Campaign, campaignId } from '@rounds/ddocs/campaigns/campaign.ts';
import { type Dialogue, type DialogueVersion, versionId } from '@rounds/ddocs/dialogues/dialogue.ts';
import { ancestorIds, type Contact, isMuted } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Run } from '@rounds/ddocs/runs/run.ts';
import { openRuns } from '@rounds/ddocs/runs/runs.ts';
import type { Placed } from '../contacts/placed.ts';
import { everyMinute, type Job, type JobContext } from '../jobs/job.ts';
import { isQuietForAll, opening } from '../schedule/may-send.ts';
import type { DialogueEvent } from './run.ts';
import { type DialogueRunDoc, isDialogueRun, stepStored } from './stored-run.ts';
import { waysFor } from './ways.ts';

/** Runs that are looked at for one round. */
const page = 500;

/** Why a run does not go on although its time has come. */
type Silence = 'muted' | 'paused' | 'blocked' | 'no consent' | 'quiet hours' | 'nobody' | 'left' | 'campaign stopped';

const participation = ({ participation }: Contact): string | undefined =>
  (participation as { state?: string } | undefined)?.state;

/** Why nothing may be said to somebody who did not ask for it; undefined where it may. */
export const silenceOf = (
  placed: Placed | null,
  { address }: Pick<Run, 'address'>,
  dialogue: Pick<Dialogue, 'kind'>,
  settings: Settings,
  now: Ms,
): Silence | undefined => {
  if (!placed) return 'nobody';
  const { contact } = placed;
  const state = participation(contact);
  if (state === 'left') return 'left';
  if (isMuted(contact)) return 'muted';
  if (state === 'paused') return 'paused';
  if (contact.addresses?.some(each => each.address === address && each.blocked)) return 'blocked';
  if (settings.dialogues?.consent && state !== 'active' && dialogue.kind !== 'consent') return 'no consent';
  return opening(now, placed, settings) === now ? undefined : 'quiet hours';
};

/** Whom runs are with, by their ids, with the places above. */
export const placedAll = async (
  { main }: Pick<JobContext, 'main'>,
  runs: readonly Pick<Run, 'contact'>[],
): Promise<Map<string, Placed>> => {
  const contacts = (await main.getMany<Contact>([...new Set(runs.flatMap(({ contact }) => contact ?? []))])).filter(
    each => each !== null,
  );
  const places = await main.getMany<Contact>([...new Set(contacts.flatMap(ancestorIds))]);
  const byId = new Map(places.flatMap(place => (place ? [[place._id, place] as const] : [])));
  return new Map(
    contacts.map(contact => {
      const lineage = ancestorIds(contact).flatMap(id => byId.get(id) ?? []);
      return [contact._id, { contact, lineage, phones: new Map() }];
    }),
  );
};

const dialoguesOf = async ({ main }: JobContext, runs: readonly DialogueRunDoc[]): Promise<Map<string, Dialogue>> => {
  const ids = [...new Set(runs.map(({ what }) => versionId(what.dialogue, Number(what.version))))];
  const found = await main.getMany<DialogueVersion>(ids);
  return new Map(found.flatMap(doc => (doc ? [[doc._id, doc.dialogue] as const] : [])));
};

/** Of the campaigns of runs that have not begun, those that do not run any more. */
const stoppedOf = async ({ main }: JobContext, runs: readonly DialogueRunDoc[]): Promise<ReadonlySet<string>> => {
  const keys = runs.flatMap(({ events, derived }) => (events.length === 0 ? (derived?.campaign ?? []) : []));
  const ids = [...new Set(keys)].map(campaignId);
  const found = await main.getMany<Campaign>(ids);
  return new Set([...new Set(keys)].filter((_, at) => !['running', 'done'].includes(found[at]?.state ?? '')));
};

/** What time does to a run: it begins, or goes on; for one who left it ends. */
export const eventOf = (run: DialogueRunDoc, silence: Silence | undefined, at: Ms): DialogueEvent | undefined => {
  if (silence === 'left') return { id: 'left', at, kind: 'stop', state: 'left' };
  if (silence !== undefined) return undefined;
  return run.events.length === 0
    ? { id: 'begin', at, kind: 'begin' }
    : { id: `tick ${run.turn} ${run.due}`, at, kind: 'tick' };
};

/**
 * Lets time tell on dialogues: begins those whose turn has come, ends rests, reminds, and ends what nobody answered.
 * Who is silenced is left where he stands; who is being asked something else is not asked two things at a time.
 */
export const dialoguesJob: Job = {
  name: 'dialogues',
  about: 'begins dialogues whose turn has come, and lets time tell on open ones',
  when: everyMinute,
  run: async (context, signal) => {
    const { main, programme, now, fence } = context;
    const { settings } = programme();
    const at = now();
    if (isQuietForAll(settings) && opening(at, null, settings) !== at)
      return { done: 0, note: 'nobody is asked in the quiet hours' };
    const runs = openRuns(main);
    const silent = new Map<string, number>();
    let done = 0;
    for (let skip = 0; !signal.aborted; ) {
      const rows = await main.query<null, Run>('medic-runs/runs', {
        startKey: ['due', null],
        endKey: ['due', at],
        limit: page,
        skip,
        docs: true,
      });
      const due = rows.flatMap(({ doc }) => (isDialogueRun(doc) ? [doc] : []));
      const [people, dialogues] = [await placedAll(context, due), await dialoguesOf(context, due)];
      const stopped = await stoppedOf(context, due);
      let stay = rows.length - due.length;
      for (const run of due) {
        if (signal.aborted) break;
        const dialogue = dialogues.get(versionId(run.what.dialogue, Number(run.what.version)));
        const isStopped = run.events.length === 0 && stopped.has(run.derived?.campaign ?? '');
        const silence = isStopped
          ? 'campaign stopped'
          : dialogue
            ? silenceOf(people.get(run.contact ?? '') ?? null, run, dialogue, settings, at)
            : 'nobody';
        const event = eventOf(run, silence, at);
        const others = event?.kind === 'begin' ? await runs.openOf(run.address) : [];
        if (
          !event ||
          !dialogue ||
          others.some(other => other._id !== run._id && other.state === 'open' && other.events.length > 0)
        ) {
          silent.set(silence ?? 'busy', (silent.get(silence ?? 'busy') ?? 0) + 1);
          stay += 1;
          continue;
        }
        fence();
        await runs.step(run._id, event, stored =>
          stepStored(stored as DialogueRunDoc, dialogue, event, waysFor(settings, run)),
        );
        done += 1;
      }
      context.progress(done);
      if (rows.length < page) break;
      skip += stay;
    }
    const note = [...silent].map(([why, count]) => `${count} ${why}`).join(', ');
    return { done, ...(note ? { note } : {}) };
  },
};

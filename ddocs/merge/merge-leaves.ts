import { laterParticipation } from '../chats/consent.ts';
import type { ClientMutingHistory, Participation } from '../documents/contacts.ts';
import { type Attachment, type Doc, generation } from '../documents/doc.ts';
import type { Report, ReportError, Task } from '../documents/reports.ts';
import { type Leaf, type Losses, mergeObjects, mergeUnion } from './merge-fields.ts';
import { followingIn, mergedReminders, mergedTaken, unitedHappenings } from './merge-happenings.ts';
import { mergeTasks } from './merge-tasks.ts';

/**
 * What the other leaves said where a merge could keep one value only; `merged_conflicts` of a document, by revision.
 * Rounds' own key.
 */
export interface MergedConflict {
  rev: string;
  /** Overruled values by path, such as `fields.name`. */
  values: Record<string, unknown>;
}

/** What follows from reports: taken as the leading leaf has it, for the sentinel to derive again. */
const derived = ['muted', 'muted_by'] as const;

/** Fields with a way of their own; all others are what people typed. */
const special = new Set<string>([
  ...['_id', '_rev', '_conflicts', '_attachments', '_deleted', '_revisions', 'merged_conflicts'],
  ...[
    ...derived,
    'participation',
    'muting_history',
    'tasks',
    'scheduled_tasks',
    'errors',
    'reported_date',
    'edited_date',
  ],
]);

/**
 * One document out of the leaves of a conflict (see README.md of ddocs, "Conflicts"); to be written on the winner, the
 * losers deleted.
 *
 * What people typed: the later edit, field by field; by `edited_date` or `reported_date` where there is one, else by
 * generation, else the winner's. Histories, messages and errors: all of them, each event once. Values that another leaf
 * overrules are kept under `merged_conflicts`, so that nothing is lost. The order of the losers does not matter, and
 * merging twice is merging once.
 *
 * @param losers read with `attachments: true`: CouchDB takes no stub of an attachment from another leaf
 * @param options.ancestor the newest revision that all have in common, if it is still there: a field that a leaf did
 * not touch
 *   since then never overrules one that another leaf did
 */
export const mergeLeaves = <T extends Doc>(
  winner: T,
  losers: readonly T[],
  { ancestor }: { ancestor?: T | undefined } = {},
): T => {
  if (losers.length === 0) return withoutConflicts(winner);
  const leaves = inOrder(winner, losers);
  const losses: Losses = new Map();
  const following = followingIn(winner);
  const isTyped = (key: string): boolean => !special.has(key) && !following.has(key);
  const docs = leaves.map(({ doc }) => doc);
  const typed = mergeObjects(
    leaves.map(({ rev, doc }) => ({ rev, value: pick(doc, isTyped) })),
    ancestor && pick(ancestor, isTyped),
    '',
    losses,
  );
  return {
    ...typed,
    _id: winner._id,
    ...(winner._rev ? { _rev: winner._rev } : {}),
    ...pick(leaves[0]!.doc, key => following.has(key)),
    ...pick(leaves[0]!.doc, key => derived.includes(key as (typeof derived)[number])),
    ...dates(leaves),
    ...some('participation', participationIn(leaves)),
    ...(following.has('events') ? { events: unitedHappenings(docs) } : {}),
    ...(winner.type === 'event' ? { reminders: mergedReminders(docs) } : {}),
    ...(winner.type === 'event-room' ? { taken: mergedTaken(docs) } : {}),
    ...some('muting_history', mutingHistory(leaves)),
    ...some('tasks', mergeTasks(tasksOf(leaves, 'tasks'), 'tasks', losses)),
    ...some('scheduled_tasks', mergeTasks(tasksOf(leaves, 'scheduled_tasks'), 'scheduled_tasks', losses)),
    ...some('errors', errors(leaves)),
    ...some('_attachments', attachments(leaves)),
    ...some('merged_conflicts', conflicts(leaves, losses)),
  } as unknown as T;
};

interface DocLeaf {
  rev: string;
  doc: Doc;
}

const withoutConflicts = <T extends Doc>({ _conflicts, ...doc }: T): T => doc as unknown as T;

/** Leaves, the one whose word counts most first. */
const inOrder = (winner: Doc, losers: readonly Doc[]): DocLeaf[] => {
  const others = new Map(losers.map(doc => [doc._rev, doc]));
  others.delete(winner._rev);
  return [winner, ...others.values()]
    .map(doc => ({ rev: doc._rev ?? '', doc }))
    .sort(
      (a, b) =>
        editedAt(b.doc) - editedAt(a.doc) ||
        generation(b.rev) - generation(a.rev) ||
        Number(b.doc === winner) - Number(a.doc === winner) ||
        (a.rev < b.rev ? 1 : -1),
    );
};

/** When a leaf was last edited, as far as it says so; ms since 1970, 0 where it does not. */
const editedAt = ({ edited_date, reported_date }: Doc): number => Math.max(moment(edited_date), moment(reported_date));
const moment = (value: unknown): number => {
  const at = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(at) ? at : 0;
};

/** The latest of each date, so that a merged document is no older than its leaves. */
const dates = (leaves: readonly DocLeaf[]): object =>
  Object.fromEntries(
    ['reported_date', 'edited_date'].flatMap(key => {
      const values = leaves.map(({ doc }) => doc[key]).filter(value => value !== undefined);
      return values.length === 0
        ? []
        : [[key, values.reduce((latest, value) => (moment(value) > moment(latest) ? value : latest))]];
    }),
  );

/** How somebody takes part: what she said last, whichever leaf knows of it. */
const participationIn = (leaves: readonly DocLeaf[]): Participation | undefined =>
  leaves
    .map(({ doc }) => doc.participation as Participation | undefined)
    .reduce((known, next) => laterParticipation(known, next), undefined);

const mutingHistory = (leaves: readonly DocLeaf[]): unknown => {
  const all = leaves.map(({ doc }) => doc.muting_history).filter(history => history !== undefined && history !== null);
  // On an infodoc it is a list of events, on a contact an object that holds one.
  if (all.every(history => Array.isArray(history))) return mergeUnion(all, eventOf, byDate);
  const histories = all.filter((history): history is ClientMutingHistory => !Array.isArray(history));
  const last_update = histories.some(history => history.last_update === 'client_side') ? 'client_side' : 'server_side';
  const events = histories.map(({ client_side }) => client_side ?? []);
  return {
    ...histories[0]!,
    client_side: mergeUnion(events, eventOf, byDate) ?? [],
    last_update,
  } satisfies ClientMutingHistory;
};

const eventOf = (event: Record<string, unknown>): string =>
  JSON.stringify([event.muted, event.date, event.report_id, event.root]);
const byDate = (a: Record<string, unknown>, b: Record<string, unknown>): number =>
  moment(a.reported_date ?? a.date) - moment(b.reported_date ?? b.date) || moment(a.date) - moment(b.date);

const errors = (leaves: readonly DocLeaf[]): unknown =>
  mergeUnion(
    leaves.flatMap(({ doc }) =>
      Array.isArray(doc.errors) ? [doc.errors as (ReportError & Record<string, unknown>)[]] : [],
    ),
    ({ code, message }) => String(code ?? message),
  );

const tasksOf = (leaves: readonly DocLeaf[], list: 'tasks' | 'scheduled_tasks'): Leaf<Task[]>[] =>
  leaves.flatMap(({ rev, doc }) => (Array.isArray(doc[list]) ? [{ rev, value: (doc as Report)[list]! }] : []));

/** All attachments; of two with one name and different contents both, the overruled one under its revision. */
const attachments = (leaves: readonly DocLeaf[]): Record<string, Attachment> | undefined => {
  const kept = new Map<string, Attachment>();
  for (const { rev, doc } of leaves) {
    for (const [name, attachment] of Object.entries(doc._attachments ?? {})) {
      const held = kept.get(name);
      if (!held) kept.set(name, attachment);
      else if (!sameContent(held, attachment)) kept.set(`${rev}/${name}`, attachment);
    }
  }
  return kept.size === 0 ? undefined : Object.fromEntries(kept);
};

const sameContent = (a: Attachment, b: Attachment): boolean =>
  a.digest && b.digest ? a.digest === b.digest : a.data === b.data;

const conflicts = (leaves: readonly DocLeaf[], losses: Losses): MergedConflict[] | undefined => {
  const all = new Map<string, Record<string, unknown>>();
  const add = (rev: string, values: Record<string, unknown>) => all.set(rev, { ...values, ...all.get(rev) });
  for (const [rev, values] of losses) add(rev, Object.fromEntries(values));
  for (const { doc } of leaves)
    for (const { rev, values } of (doc.merged_conflicts as MergedConflict[] | undefined) ?? []) add(rev, values);
  return all.size === 0
    ? undefined
    : [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([rev, values]) => ({ rev, values }));
};

const pick = (doc: Doc, wanted: (key: string) => boolean): Record<string, unknown> =>
  Object.fromEntries(Object.entries(doc).filter(([key]) => wanted(key)));
const some = (key: string, value: unknown): object => (value === undefined ? {} : { [key]: value });

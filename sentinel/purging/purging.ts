import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { inPages } from '../engine/draft.ts';
import type { Job, JobContext, Outcome } from '../jobs/job.ts';
import { everyDays, timetableOf } from '../jobs/timetable.ts';
import { messageOf } from '../process/log.ts';
import { openSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { agedIds } from './aged.ts';
import { namedIds, purgeFunction, type Records } from './function.ts';
import { readRecords } from './records.ts';
import { offlineRoleSets, openMarkers, type RoleMarkers } from './roles.ts';

/** Ids of contacts read at once, and contacts whose records are read at once. */
const idPage = 10_000;
const contactPage = 500;
/** So many ids of contacts that were left out are named in the log. */
const named = 1000;

/** A contact may have many records, and all of them go into the sandbox. The lease must outlast it. */
const limits = { bytes: 256 * 1024 * 1024, milliseconds: 2_000 };

/** What a run comes to, in the purge log. */
interface Tally {
  contacts: number;
  marked: number;
  unmarked: number;
  /** Contacts with more records than can be held. */
  skipped: string[];
  /** Contacts for which the function threw, or took too long. */
  failed: string[];
}

/**
 * Purging: asks the programme's function for every contact and every set of roles on devices which reports and messages
 * these devices need not keep, and writes it down; the api leaves those out of what it sends. Nothing is deleted:
 * records that the function no longer names come back.
 * See README.md, "What is purged".
 */
export const purging: Job = {
  name: 'purging',
  about: 'frees devices of what they need not keep',
  when: ({ purge }) =>
    purge ? (timetableOf(purge) ?? (purge.run_every_days ? everyDays(purge.run_every_days) : null)) : null,
  run: async (context, signal) => {
    const { purge } = context.programme().settings;
    if (!purge) return { done: 0, note: 'the settings have no purge' };
    const began = context.now();
    const tally: Tally = { contacts: 0, marked: 0, unmarked: 0, skipped: [], failed: [] };
    let markers: RoleMarkers[] = [];
    const sandbox = await openSandbox(limits);
    try {
      const sets = await offlineRoleSets(context.store('_users'));
      if (sets.length === 0) return { done: 0, note: 'nobody works on a device' };
      const main = context.databases.main;
      markers = await Promise.all(sets.map(roles => openMarkers(roles, { ...context, main })));
      const outcome = await purgeAll(purge.fn, sandbox, markers, tally, context, signal);
      if (!signal.aborted) await writeLog(`purgelog:${began}`, { tally, markers, began }, context);
      return outcome;
    } catch (error) {
      await writeLog(`purgelog:error:${began}`, { tally, markers, began, error: messageOf(error) }, context);
      throw error;
    } finally {
      sandbox.close();
    }
  },
};

const purgeAll = async (
  fn: string,
  sandbox: Sandbox,
  markers: readonly RoleMarkers[],
  tally: Tally,
  context: JobContext,
  signal: AbortSignal,
): Promise<Outcome> => {
  const { main, side, log, progress, programme } = context;
  const text = purgeFunction(fn);
  const fault = sandbox.faultOf(`(${fn}\n)`);
  if (fault) throw new AppError('settings/expression', `purge.fn cannot be read: ${fault}`);

  /** What the function names for each set of roles; undefined where it fails. */
  const ask = (records: Records): Set<string>[] | undefined => {
    const { contact, reports, messages } = records;
    try {
      const roleSets = markers.map(({ roles }) => roles);
      const answers = sandbox.call(text, [roleSets, contact, reports, messages, programme().settings.permissions]);
      return (answers as unknown[]).map(answer => namedIds(answer, records));
    } catch (error) {
      tally.failed.push(String(contact._id ?? [...reports, ...messages][0]?._id));
      log.warn(
        { contact: contact._id, reason: messageOf(error) },
        'The purge function failed for a contact, whose records stay as they are',
      );
      return undefined;
    }
  };
  const settle = async (groups: readonly Records[]): Promise<void> => {
    const asked: { ids: string[]; answers: Set<string>[] }[] = [];
    for (const records of groups) {
      const ids = [...records.reports, ...records.messages].map(({ _id }) => _id);
      const answers = ids.length > 0 ? ask(records) : undefined;
      if (answers) asked.push({ ids, answers });
      // Nothing else of this process runs while the function does: the lease must be renewed in between.
      if (ids.length > 0) await nextTurn();
    }
    const ids = asked.flatMap(one => one.ids);
    for (const [at, marker] of markers.entries()) {
      const purged = new Set(asked.flatMap(({ answers }) => [...answers[at]!]));
      for (const some of inPages(ids)) {
        const { marked, unmarked } = await marker.mark(some, purged);
        tally.marked += marked;
        tally.unmarked += unmarked;
      }
    }
  };

  for (const { id } of programme().settings.contact_types)
    for (let skip = 0; !signal.aborted; skip += idPage) {
      const rows = await main.query('medic-client/contacts_by_type', { key: [id], limit: idPage, skip });
      for (let at = 0; at < rows.length && !signal.aborted; at += contactPage) {
        const contacts = (await main.getMany(rows.slice(at, at + contactPage).map(row => row.id))).filter(
          doc => doc !== null,
        );
        for await (const { groups, tooMany } of readRecords({ main, side }, contacts)) {
          if (tooMany) tally.skipped.push(tooMany);
          await settle(groups);
        }
        tally.contacts += contacts.length;
        progress(tally.marked + tally.unmarked);
      }
      if (rows.length < idPage) break;
    }
  for (let skip = 0; !signal.aborted; skip += contactPage) {
    const rows = await main.query('medic/docs_by_replication_key', {
      key: '_unassigned',
      limit: contactPage,
      skip,
      docs: true,
    });
    await settle(rows.flatMap(({ doc }) => (doc ? [alone(doc)] : [])));
    if (rows.length < contactPage) break;
  }
  for await (const ids of signal.aborted ? [] : agedIds(main, context.now())) {
    for (const marker of markers) tally.marked += (await marker.mark(ids, new Set(ids))).marked;
    if (signal.aborted) break;
  }
  const left = tally.skipped.length + tally.failed.length;
  return {
    done: tally.marked + tally.unmarked,
    note: `${tally.contacts} contacts, ${markers.length} sets of roles: ${tally.marked} purged, ${tally.unmarked} brought back${left > 0 ? `, ${left} contacts left out` : ''}`,
  };
};

/** A record that belongs to nobody. */
const alone = (doc: Doc): Records => ({ contact: {}, reports: doc.form ? [doc] : [], messages: doc.form ? [] : [doc] });

const writeLog = async (
  _id: string,
  { tally, markers, began, error }: { tally: Tally; markers: readonly RoleMarkers[]; began: number; error?: string },
  { side, now, fence }: JobContext,
): Promise<void> => {
  fence();
  await side.write([
    {
      _id,
      type: 'purgelog',
      date: new Date(began).toISOString(),
      duration: now() - began,
      roles: Object.fromEntries(markers.map(({ database, roles }) => [database, roles])),
      contacts: tally.contacts,
      purged: tally.marked,
      unpurged: tally.unmarked,
      skipped_contacts: tally.skipped.slice(0, named),
      failed_contacts: tally.failed.slice(0, named),
      ...(error ? { error } : {}),
    },
  ]);
};

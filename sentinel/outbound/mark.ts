import { isOn } from '@rounds/config/sections/is-on.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Doc, Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc } from '@rounds/ddocs/documents/infodocs.ts';
import { type OutboundTask, outboundId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import { valueFrom } from '../checks/holds.ts';
import { aContact } from '../contacts/kind.ts';
import { lineage } from '../contacts/lineage.ts';
import { withLineage } from '../contacts/placed.ts';
import { type Effect, queue } from '../engine/effects.ts';
import { info, now, sandbox, settings } from '../engine/given.ts';
import type { Kind } from '../engine/kind.ts';
import { rule } from '../engine/rule.ts';
import type { Sandbox } from '../engine/sandbox.ts';
import { hydrated } from '../reports/hydrated.ts';
import { aReport } from '../reports/kind.ts';
import { sender } from '../reports/sender.ts';
import { subject } from '../reports/subject.ts';

/** Neither a report nor a contact. */
const anythingElse: Kind = {
  name: 'anything else',
  recognises: (doc, settings): doc is Doc => !aReport.recognises(doc, settings) && !aContact.recognises(doc, settings),
};

const isWanted = (settings: Settings): boolean =>
  isOn(settings, 'mark_for_outbound') && Object.keys(settings.outbound ?? {}).length > 0;

/**
 * A report of which other systems are to hear: those whose `relevant_to` holds, and that have not heard of it. Asked
 * again at every change, until they have.
 * See README.md, "Who hears of what".
 */
export const reportsForOutbound = rule({
  name: 'reports_for_outbound',
  recordedAs: 'mark_for_outbound',
  on: aReport,
  reads: { settings, info, sender, subject, now, sandbox },
  concerns: (_, settings) => isWanted(settings),
  run: (report, { settings, info, sender, subject, now, sandbox }) =>
    marked(report, hydrated({ report, sender, subject }), settings, info, now, sandbox),
});

/** The same of a person or place. */
export const contactsForOutbound = rule({
  name: 'contacts_for_outbound',
  recordedAs: 'mark_for_outbound',
  on: aContact,
  reads: { settings, info, lineage, now, sandbox },
  concerns: (_, settings) => isWanted(settings),
  run: (contact, { settings, info, lineage, now, sandbox }) =>
    marked(contact, withLineage({ contact, lineage, phones: new Map() }), settings, info, now, sandbox),
});

/** The same of anything else: `relevant_to` says what is of interest. */
export const othersForOutbound = rule({
  name: 'others_for_outbound',
  recordedAs: 'mark_for_outbound',
  on: anythingElse,
  reads: { settings, info, now, sandbox },
  concerns: (_, settings) => isWanted(settings),
  run: (doc, { settings, info, now, sandbox }) => marked(doc, doc, settings, info, now, sandbox),
});

const marked = (
  { _id }: Doc,
  doc: Record<string, unknown>,
  { outbound = {} }: Settings,
  info: InfoDoc | null,
  now: number,
  sandbox: Sandbox,
): Effect[] | null => {
  const done = pushed(info);
  const names = Object.entries(outbound)
    .filter(([name, { relevant_to }]) => !done.has(name) && !!valueFrom(relevant_to, { doc }, sandbox))
    .map(([name]) => name);
  if (names.length === 0) return null;
  const created = new Date(now).toISOString();
  return [queue(outboundId(_id), queued => withNames(queued as OutboundTask | null, _id, names, created))];
};

/** Pushes of a document that went through, as its infodoc has them: which system heard of it, and when. */
const pushesIn = (info: Pick<InfoDoc, 'completed_tasks'> | null): { name: string; at: Ms }[] => {
  const tasks = Array.isArray(info?.completed_tasks) ? (info.completed_tasks as readonly unknown[]) : [];
  return tasks.flatMap(task => {
    const { type, name, timestamp } = (task ?? {}) as { type?: unknown; name?: unknown; timestamp?: string | number };
    return type === 'outbound' && typeof name === 'string' ? [{ name, at: new Date(timestamp ?? 0).getTime() }] : [];
  });
};

/** Names of those that have heard of a document. */
export const pushed = (info: Pick<InfoDoc, 'completed_tasks'> | null): ReadonlySet<string> =>
  new Set(pushesIn(info).map(({ name }) => name));

/** Names of those that have heard of a document since it was put into the queue: again, when somebody wished so. */
export const pushedFor = (
  info: Pick<InfoDoc, 'completed_tasks'> | null,
  { created }: Pick<OutboundTask, 'created'>,
): ReadonlySet<string> => {
  const since = new Date(created).getTime();
  return new Set(pushesIn(info).flatMap(({ name, at }) => (at < since ? [] : [name])));
};

/** How often a system has heard of a document. */
export const timesPushed = (info: Pick<InfoDoc, 'completed_tasks'> | null, name: string): number =>
  pushesIn(info).filter(push => push.name === name).length;

const withNames = (
  queued: OutboundTask | null,
  doc_id: string,
  names: readonly string[],
  created: Iso,
): OutboundTask => {
  const before = queued ?? { _id: outboundId(doc_id), type: 'task:outbound', doc_id, queue: [], created };
  const more = names.filter(name => !before.queue.includes(name));
  return more.length === 0 ? before : { ...before, queue: [...before.queue, ...more] };
};

import { type DialogueVersion, versionId } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { change } from '../engine/effects.ts';
import type { Fact } from '../engine/fact.ts';
import { now, settings } from '../engine/given.ts';
import { type Lookup, rowsByKey } from '../engine/lookup.ts';
import { rule } from '../engine/rule.ts';
import { aReport } from '../reports/kind.ts';
import type { DialogueEvent } from './run.ts';
import { type DialogueRunDoc, isDialogueRun, stepStored } from './stored-run.ts';
import { waysOf } from './ways.ts';

/** Ids of the runs that have not ended at an address. */
const openAt: Lookup<Address, string> = {
  keyOf: address => address,
  ask: async (addresses, { main }) => {
    const rows = await rowsByKey(
      main,
      'medic-runs/runs',
      addresses.map(address => ['open', address]),
    );
    return rows.map(({ id, key }) => [String((key as readonly string[])[1]), id]);
  },
};

/** A run that has begun at the address of who wrote, with its dialogue. */
interface Asking {
  run: DialogueRunDoc;
  version: DialogueVersion;
}

const versionOf = ({ what }: DialogueRunDoc): string => versionId(what.dialogue, Number(what.version));

/** What asks somebody who sent an SMS, the one that changed last first. */
const asking: Fact<Report, Asking[]> = {
  look: ({ from }, want) => {
    for (const id of want.rows(openAt, String(from)) ?? []) {
      const run = want.doc(id);
      if (isDialogueRun(run)) want.doc(versionOf(run as DialogueRunDoc));
    }
  },
  read: ({ from }, { docs, lookups }) =>
    (lookups.find(openAt, String(from)) ?? [])
      .flatMap(id => {
        const run = docs.get(id);
        if (!isDialogueRun(run) || (run as DialogueRunDoc).events.length === 0) return [];
        const version = docs.get(versionOf(run as DialogueRunDoc)) as DialogueVersion | null | undefined;
        return version ? [{ run: run as DialogueRunDoc, version }] : [];
      })
      .sort((a, b) => b.run.changed - a.run.changed),
};

const textOf = ({ sms_message: sms }: Report): string => String(sms?.message ?? '');

/**
 * Takes an SMS that is of no form for an answer to the dialogue that asks its sender, where it means something to it; then
 * it is read as nothing else, and gets no other answer.
 */
export const answersDialogues = rule({
  name: 'answers_dialogues',
  on: aReport,
  once: true,
  reads: { settings, now, asking },
  concerns: (report, { dialogues }) =>
    dialogues !== undefined &&
    !!report.from &&
    !!report.sms_message &&
    !report.form &&
    !report.kujua_message &&
    report.chat_message === undefined,
  run: (report, { settings, now: at, asking: runs }) => {
    const event: DialogueEvent = { id: report._id, at, kind: 'text', text: textOf(report) };
    const ways = waysOf(settings, String(report.from));
    const meant = ({ run, version }: Asking): boolean =>
      run.events.some(({ id }) => id === event.id) ||
      stepStored(run, version.dialogue, event, ways).heard !== 'nothing';
    const found = runs.find(meant);
    if (!found) return [];
    const { run, version } = found;
    return [
      change<DialogueRunDoc>(run._id, doc => {
        if (doc.state !== 'open' || doc.events.some(({ id }) => id === event.id)) return doc;
        const next = stepStored(doc, version.dialogue, event, ways);
        return { ...next.run, events: [...doc.events, event], changed: at } as DialogueRunDoc;
      }),
      change<Report>(report._id, doc =>
        doc.chat_message?.taken_by
          ? doc
          : { ...doc, errors: [], chat_message: { ...doc.chat_message, taken_by: 'dialogues' } },
      ),
    ];
  },
});

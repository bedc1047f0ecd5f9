import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { change } from '../engine/effects.ts';
import type { Fact } from '../engine/fact.ts';
import { now, settings } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { aReport } from '../reports/kind.ts';
import type { DialogueEvent } from './run.ts';
import { type DialogueRunDoc, stepStored } from './stored-run.ts';
import { openAt, type Running, runningOf, wantRun } from './versions.ts';
import { waysFor } from './ways.ts';

/** What asks somebody who sent an SMS, the one that changed last first. */
const asking: Fact<Report, Running[]> = {
  look: ({ from }, want) => {
    for (const id of want.rows(openAt, String(from)) ?? []) wantRun(id, want);
  },
  read: ({ from }, desk) =>
    (desk.lookups.find(openAt, String(from)) ?? [])
      .flatMap(id => runningOf(id, desk) ?? [])
      .filter(({ run }) => run.events.length > 0)
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
    const waysIn = (run: DialogueRunDoc) => waysFor(settings, run);
    const meant = ({ run, version }: Running): boolean =>
      run.events.some(({ id }) => id === event.id) ||
      stepStored(run, version.dialogue, event, waysIn(run)).heard !== 'nothing';
    const found = runs.find(meant);
    if (!found) return [];
    const { run, version } = found;
    return [
      change<DialogueRunDoc>(run._id, doc => {
        if (doc.state !== 'open' || doc.events.some(({ id }) => id === event.id)) return doc;
        const next = stepStored(doc, version.dialogue, event, waysIn(doc));
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

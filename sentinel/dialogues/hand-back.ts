import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { change } from '../engine/effects.ts';
import type { Fact } from '../engine/fact.ts';
import { settings } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { aReview, isDecided } from '../review/kind.ts';
import type { DialogueEvent } from './run.ts';
import { type DialogueRunDoc, stepStored } from './stored-run.ts';
import { type Running, runningOf, wantRun } from './versions.ts';
import { waysFor } from './ways.ts';

const runOf = ({ proposed }: ReviewDoc): string | undefined =>
  typeof proposed.run === 'string' ? proposed.run : undefined;

/** The run that a person had taken over. */
const held: Fact<ReviewDoc, Running | null> = {
  look: (review, want) => wantRun(runOf(review), want),
  read: (review, desk) => runningOf(runOf(review), desk) ?? null,
};

/** A run that goes on by itself once a person has given it back: at the exit that she chose, else where it stood. */
export const handsBackRuns = rule({
  name: 'hands_back_runs',
  on: aReview,
  sentinelOnly: true,
  reads: { settings, held },
  concerns: isDecided('hand_over'),
  run: ({ _id, decision, at }, { settings, held }) => {
    if (!held) return [];
    const { run, version } = held;
    const exit = decision === 'go_on' ? {} : { exit: String(decision) };
    const event: DialogueEvent = { id: `${_id} decided`, at: Date.parse(String(at)), kind: 'released', ...exit };
    return [
      change<DialogueRunDoc>(run._id, doc => {
        if (doc.state !== 'held' || doc.events.some(({ id }) => id === event.id)) return doc;
        const next = stepStored(doc, version.dialogue, event, waysFor(settings, doc));
        return { ...next.run, events: [...doc.events, event], changed: event.at };
      }),
    ];
  },
});

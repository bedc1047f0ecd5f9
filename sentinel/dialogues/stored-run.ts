import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import { isChatAddress } from '@rounds/ddocs/documents/addresses.ts';
import type { Lineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { InChat, MessageClass, Report } from '@rounds/ddocs/documents/reports.ts';
import type { Run, RunEvent } from '@rounds/ddocs/runs/run.ts';
import { tokenOf } from '@rounds/ddocs/runs/token.ts';
import { said, saidUuid } from '../messages/said.ts';
import { renderSms } from './render-sms.ts';
import { keyboard, renderTelegram } from './render-telegram.ts';
import { type DialogueEvent, type DialogueRun, newRun, type Saying, type Standing } from './run.ts';
import { inOrder, type Stepped, sayingsByEvent, step } from './step.ts';
import type { Ways } from './walk.ts';

/** What a dialogue keeps on its run beside its events. */
export interface Derived {
  standing?: Standing;
  /** Whom it is with, with the places above. */
  who?: Lineage;
  /** Where it is one of a sequence: the ids of those that were had before. */
  done?: string[];
  /** It has waited for its turn, and was begun by nobody else: the person did not ask for it. */
  unasked?: boolean;
  /** The campaign that it is of: once that is stopped it does not begin. */
  campaign?: string;
  /**
   * It is tried out, without delays and never counted: by a participant who is there for trials, with all that follows for her,
   * or played by a colleague, of whom nothing is kept.
   */
  trial?: 'participant' | 'played';
  /** Two leaves of it were merged, and what their events come to is not thought over yet. */
  torn?: true;
}

/** A run of a dialogue as it is stored. */
export type DialogueRunDoc = Run & { what: Extract<Run['what'], { is: 'dialogue' }>; derived?: Derived };

/** Whether a document is a run of a dialogue. */
export const isDialogueRun = (doc: { type?: unknown; what?: unknown } | null | undefined): doc is DialogueRunDoc =>
  doc?.type === 'run' && (doc.what as { is?: unknown } | undefined)?.is === 'dialogue';

const ordered = (events: readonly RunEvent[]): DialogueEvent[] => inOrder(events as unknown as DialogueEvent[]);

/** A stored run as the step function knows it. */
export const dialogueRunOf = ({
  _id,
  what,
  language,
  contact,
  address,
  events,
  derived,
}: DialogueRunDoc): DialogueRun => {
  const fresh = newRun({
    id: _id,
    dialogue: what.dialogue,
    version: Number(what.version),
    language,
    who: contact ?? address,
  });
  return { ...fresh, events: ordered(events), standing: derived?.standing ?? fresh.standing };
};

/** A stored run after a step; its events are added by who stores it. */
export const withStep = (run: DialogueRunDoc, { standing }: DialogueRun): DialogueRunDoc => {
  const { due: _, ...rest } = run;
  return {
    ...rest,
    state: standing.state,
    turn: standing.turn,
    ...(standing.due === undefined ? {} : { due: standing.due }),
    derived: { ...run.derived, standing },
  };
};

/** Kinds of dialogues all of whose words answer what the person does: he is told them whatever else is silent. */
const answering: readonly string[] = ['consent', 'leave'];

const classOf = (event: Pick<DialogueEvent, 'kind'>, dialogue: Dialogue, unasked: boolean): MessageClass => {
  if (answering.includes(dialogue.kind ?? '')) return 'answer';
  if (event.kind === 'begin') return unasked ? 'unsolicited' : 'answer';
  return event.kind === 'tick' || event.kind === 'moved' ? 'unsolicited' : 'answer';
};

const inChat = (run: DialogueRunDoc, { files: kept = {} }: Dialogue, saying: Saying): { chat?: InChat } => {
  const { choices, layout, turn, media } = saying;
  const { entities } = renderTelegram(saying);
  const buttons = keyboard(choices, layout).map(row =>
    row.map(({ text, choice }) => ({ text, data: tokenOf(run, turn, choice) })),
  );
  const files = media.flatMap(({ file }) => (Object.hasOwn(kept, file) ? [kept[file]!.id] : []));
  if (buttons.length + files.length + entities.length === 0) return {};
  return {
    chat: {
      ...(buttons.length > 0 ? { buttons } : {}),
      ...(files.length > 0 ? { files } : {}),
      ...(entities.length > 0 ? { entities } : {}),
    },
  };
};

/** Names a dialogue before it is tried out. */
const nameOf = (run: DialogueRunDoc, dialogue: Dialogue, at: Ms): Report =>
  said({
    cause: [run._id, 'name'],
    to: run.address,
    text: `▶ ${dialogue.id} (${run.what.version})`,
    by: `dialogue:${dialogue.id}`,
    at,
    class: 'answer',
    ...(run.derived?.who ? { contact: run.derived.who } : {}),
  });

/** What is said for an event, as documents. */
export const saidFor = (
  run: DialogueRunDoc,
  dialogue: Dialogue,
  event: DialogueEvent,
  say: readonly Saying[],
): Report[] => {
  const isChat = isChatAddress(run.address);
  const who = run.derived?.who;
  const named = event.kind === 'begin' && run.derived?.trial ? [nameOf(run, dialogue, event.at)] : [];
  const all = say.map((saying, nth) =>
    said({
      cause: [run._id, saying.key],
      to: run.address,
      text: isChat ? renderTelegram(saying).text : renderSms(saying),
      by: `dialogue:${dialogue.id}`,
      // One after the other, also where all is said at once.
      at: event.at + named.length + nth,
      class: classOf(event, dialogue, run.derived?.unasked ?? false),
      ...(who ? { contact: who } : {}),
      ...(isChat ? inChat(run, dialogue, saying) : {}),
      ...(saying.due > event.at ? { due: saying.due } : {}),
      ...(event.kind === 'begin' && run.derived?.campaign ? { campaign: run.derived.campaign } : {}),
    }),
  );
  return [...named, ...all];
};

/** Takes the buttons away from a question that is answered. */
export const closing = (run: DialogueRunDoc, dialogue: Dialogue, keyboardKey: string, at: Ms): Report =>
  said({
    cause: [run._id, keyboardKey, 'closed'],
    to: run.address,
    text: '',
    by: `dialogue:${dialogue.id}`,
    at,
    class: 'answer',
    ...(run.derived?.who ? { contact: run.derived.who } : {}),
    chat: { edit: saidUuid([run._id, keyboardKey]), buttons: [] },
  });

/** What an event does to a stored run, and what is said. */
export const stepStored = (
  run: DialogueRunDoc,
  dialogue: Dialogue,
  event: DialogueEvent,
  ways: Ways,
): { run: DialogueRunDoc; said: Report[]; heard: Stepped['heard'] } => {
  const before = dialogueRunOf(run);
  const next = step(dialogue, before, event, ways);
  const after = withStep(run, next.run);
  const old = before.standing.keyboard;
  const isClosed = old !== undefined && old !== next.run.standing.keyboard && isChatAddress(run.address);
  const documents = saidFor(after, dialogue, event, next.say);
  return {
    run: after,
    said: isClosed ? [closing(after, dialogue, old, event.at), ...documents] : documents,
    heard: next.heard,
  };
};

/** What was said for the last events of a run: made anew, it is the same, so nothing that a crash cut off stays unsaid. */
export const lastSaid = (run: DialogueRunDoc, dialogue: Dialogue, ways: Ways, events = 5): Report[] => {
  const bare = dialogueRunOf(run);
  const by = sayingsByEvent(dialogue, bare, ways);
  return bare.events.slice(-events).flatMap(event => saidFor(run, dialogue, event, by.get(event.id) ?? []));
};

/** A planned run as it begins at a moment. What is said for it follows from it, and is written by the rule that follows runs. */
export const begunRun = (planned: DialogueRunDoc, dialogue: Dialogue, at: Ms, ways: Ways): DialogueRunDoc => {
  const event = { id: 'begin', at, kind: 'begin' } as const;
  const begun = stepStored(planned, dialogue, event, ways);
  return { ...begun.run, events: [event] };
};

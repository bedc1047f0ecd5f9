import type { Dialogue, Step } from '@rounds/ddocs/dialogues/dialogue.ts';
import { chosenBy, readAnswer } from './match.ts';
import { type Answer, type DialogueEvent, type DialogueRun, type Heard, isOver, newRun, type Saying } from './run.ts';
import { offered, textIn } from './texts.ts';
import { act, begin, end, type Going, goOn, hold, say, setDue, showAgain, type Ways } from './walk.ts';
import { dialogueWord } from './words.ts';

/** What a step comes to. */
export interface Stepped {
  run: DialogueRun;
  /** What is said for it and was not said before. */
  say: Saying[];
  heard: Heard;
}

/** Events of a run that are remembered, at most: a run that hears more is given to a person. */
const mostEvents = 1500;

const [hour, language]: [number, string] = [3_600_000, 'language'];

/** The step of the open question; undefined while none is open, or it was not said yet. */
const openQuestion = ({ standing, dialogue, event }: Going): { id: string; step: Step } | undefined => {
  const { state, step: id, wakes, asked } = standing;
  if (state !== 'open' || id === null || wakes !== undefined || asked === undefined || event.at < asked)
    return undefined;
  const step = dialogue.steps[id];
  return step?.asks ? { id, step } : undefined;
};

const answered = (going: Going, id: string, given: Omit<Answer, 'step' | 'at'>): Heard => {
  const step = going.dialogue.steps[id]!;
  const { standing, event } = going;
  const kept = step.save !== undefined && given.value !== 'dontsave' && !given.declined ? { save: step.save } : {};
  const answer: Answer = { ...given, step: id, at: event.at, ...kept };
  const spoken = step.save === language && going.dialogue.languages.includes(given.value) ? given.value : undefined;
  going.standing = {
    ...standing,
    answers: [...standing.answers, answer],
    ...(spoken === undefined ? {} : { language: spoken }),
  };
  act(going, step);
  goOn(going, id);
  return 'answer';
};

/** The words that explain a wrong answer: the step's own, else those for its kind. */
const explanation = ({ dialogue, standing, ways }: Going, id: string, step: Step, media: boolean): string => {
  const choose = ways.withoutButtons ? 'choose_by_words' : 'choose';
  const key = media ? 'media' : step.asks === 'choice' ? choose : (step.is ?? 'text');
  const own = media ? '' : textIn(dialogue, standing.language, `${id}.explain`);
  return own || dialogueWord(ways.words, standing.language, key);
};

/** After so many wrong answers it goes on without one, by what the step says. */
const givenUp = (going: Going, id: string, { attempts, variable, choices }: Step): boolean => {
  if (!attempts || going.standing.attempts < attempts.most) return false;
  if (attempts.after === 'hand_over') {
    hold(going, 'attempts');
    return true;
  }
  if (attempts.after !== 'decline') {
    goOn(going, id, attempts.after.next, 0);
    return true;
  }
  const asked = variable ?? choices?.[0]?.variable ?? id;
  answered(going, id, { variable: asked, value: '', declined: true });
  if (going.standing.why === 'no branch') going.standing = { ...going.standing, state: 'declined' };
  return true;
};

const wrong = (going: Going, id: string, step: Step, media = false): Heard => {
  if (!media) going.standing = { ...going.standing, attempts: going.standing.attempts + 1 };
  if (!media && givenUp(going, id, step)) return 'wrong';
  say(going, id, 'explained', explanation(going, id, step, media));
  showAgain(going, 'again');
  return 'wrong';
};

const typed = (going: Going, text: string): Heard => {
  const open = openQuestion(going);
  if (!open) return 'nothing';
  const { id, step } = open;
  if (step.asks === 'choice') {
    const may = offered(going.dialogue, id, going.standing.language, going.standing.answers);
    const chosen = chosenBy(text, may);
    if (chosen === undefined) return wrong(going, id, step);
    const { variable, value, choice } = may[chosen]!;
    return answered(going, id, { variable, value, choice });
  }
  const variable = step.variable ?? id;
  if (step.decline_value !== undefined && text.trim().toLowerCase() === step.decline_value.toLowerCase())
    return answered(going, id, { variable, value: '', declined: true });
  const value = readAnswer(text, step.is);
  return value === undefined ? wrong(going, id, step) : answered(going, id, { variable, value });
};

const pressed = (going: Going, turn: number, at: number): Heard => {
  const { state, step: id, turn: now, answers, language: spoken, wakes } = going.standing;
  const step = id === null ? undefined : going.dialogue.steps[id];
  // Whoever presses has seen the question, whatever was planned of when it is said.
  if (state !== 'open' || turn !== now || id === null || step?.asks !== 'choice' || wakes !== undefined)
    return 'closed';
  const choice = offered(going.dialogue, id, spoken, answers).find(each => each.choice === at);
  if (!choice) return 'closed';
  return answered(going, id, { variable: choice.variable, value: choice.value, choice: at });
};

/** What time brings: the end of a rest, an end for want of an answer, another way, or a reminder. */
const tick = (going: Going): void => {
  const { standing, event, dialogue } = going;
  const { state, step: id, wakes, asked, nudged } = standing;
  const step = id === null ? undefined : dialogue.steps[id];
  if (state !== 'open' || id === null || !step) return;
  if (wakes !== undefined) {
    if (wakes > event.at) return;
    const { wakes: _, ...rest } = standing;
    going.standing = rest;
    goOn(going, id, step.next, 0);
    return;
  }
  const isOverdue = (hours: number | undefined): boolean =>
    hours !== undefined && asked !== undefined && asked + hours * hour <= event.at;
  if (isOverdue(step.expires ?? dialogue.expires)) end(going, 'expired');
  else if (isOverdue(step.timeout?.after)) goOn(going, id, step.timeout!.next, 0);
  else if (!nudged && isOverdue(step.nudge_after)) {
    going.standing = { ...standing, nudged: true };
    showAgain(going, 'nudge');
  }
};

const released = (going: Going, exit: string | undefined): void => {
  const { state, step: id, why: _, ...rest } = going.standing;
  if (state !== 'held' || id === null) return;
  going.standing = { ...rest, step: id, state: 'open', attempts: 0 };
  const step = going.dialogue.steps[id]!;
  const exits = step.hand_over?.exits ?? {};
  if (exit !== undefined && Object.hasOwn(exits, exit)) goOn(going, id, exits[exit]!, 0);
  else if (step.asks) showAgain(going, 'again');
  else goOn(going, id, step.next, 0);
};

/** A run that went over to another version stands as it stood, unless its question or its step is another now. */
const moved = (going: Going, { standing, again, to }: Extract<DialogueEvent, { kind: 'moved' }>): void => {
  const { wakes: _, why: __, ...rest } = standing;
  going.standing = to === undefined ? standing : { ...rest, state: 'open', attempts: 0 };
  if (to !== undefined) goOn(going, standing.step ?? to, to, 0);
  else if (again) {
    going.standing = { ...standing, turn: standing.turn + 1 };
    showAgain(going, 'again');
  }
};

const happen = (going: Going): Heard => {
  const { event, standing } = going;
  switch (event.kind) {
    case 'begin':
      if (standing.step === null) begin(going);
      return 'nothing';
    case 'press':
      return pressed(going, event.turn, event.choice);
    case 'text':
      return typed(going, event.text);
    case 'media': {
      const open = openQuestion(going);
      return open ? wrong(going, open.id, open.step, true) : 'nothing';
    }
    case 'tick':
      tick(going);
      return 'nothing';
    case 'show':
      showAgain(going, 'again');
      return 'nothing';
    case 'language':
      if (going.dialogue.languages.includes(event.language)) {
        going.standing = { ...standing, language: event.language };
        showAgain(going, 'again');
      }
      return 'nothing';
    case 'released':
      released(going, event.exit);
      return 'nothing';
    case 'stop':
      end(going, event.state);
      return 'nothing';
    case 'moved':
      moved(going, event);
      return 'nothing';
  }
};

const isBefore = (a: DialogueEvent, b: DialogueEvent): boolean => {
  // A run begins with its beginning, whatever the clocks say.
  if ((a.kind === 'begin') !== (b.kind === 'begin')) return a.kind === 'begin';
  return a.at === b.at ? a.id < b.id : a.at < b.at;
};

const happened = (dialogue: Dialogue, run: DialogueRun, event: DialogueEvent, ways: Ways): Stepped => {
  const with_ = { ...run, events: [...run.events, event] };
  const { id, who = id } = run;
  const going: Going = { dialogue, ways, event, who, standing: run.standing, say: [], at: event.at, toRead: 0 };
  if (isOver(run.standing)) return { run: with_, say: [], heard: event.kind === 'press' ? 'closed' : 'nothing' };
  const heard = happen(going);
  setDue(going);
  return { run: { ...with_, standing: going.standing }, say: going.say, heard };
};

/**
 * Events in the order in which they count: by their moments, and none of them past the one by which the run went over to
 * another version.
 * @param events in the order in which they were written down
 */
export const inOrder = (events: readonly DialogueEvent[]): DialogueEvent[] => {
  const from = events.findLastIndex(({ kind }) => kind === 'moved') + 1;
  const sorted = (some: readonly DialogueEvent[]): DialogueEvent[] =>
    [...some].sort((a, b) => (isBefore(a, b) ? -1 : 1));
  return from === 0
    ? sorted(events)
    : [...inOrder(events.slice(0, from - 1)), events[from - 1]!, ...sorted(events.slice(from))];
};

/** What events come to, and all that was said for them. */
const foldAll = (dialogue: Dialogue, run: DialogueRun, events: readonly DialogueEvent[], ways: Ways) => {
  const whole = inOrder(events);
  const from = Math.max(
    whole.findLastIndex(({ kind }) => kind === 'moved'),
    0,
  );
  const ordered = whole.slice(from);
  let at: DialogueRun = { ...newRun(run), events: whole.slice(0, from) };
  const saidFor = new Map<string, Saying[]>();
  const heard = new Map<string, Heard>();
  for (const event of ordered) {
    const next = happened(dialogue, at, event, ways);
    at = next.run;
    saidFor.set(event.id, next.say);
    heard.set(event.id, next.heard);
  }
  return { run: at, said: [...saidFor.values()].flat(), saidFor, heard };
};

/**
 * What an event does to a run. It is a function of the events alone: one that was seen changes nothing, and one that
 * comes late is put where it belongs, and all is thought over again.
 */
export const step = (dialogue: Dialogue, run: DialogueRun, event: DialogueEvent, ways: Ways): Stepped => {
  if (run.events.some(({ id }) => id === event.id)) return { run, say: [], heard: 'nothing' };
  const last = run.events.at(-1);
  if (run.events.length >= mostEvents) return { run, say: [], heard: event.kind === 'press' ? 'closed' : 'nothing' };
  if (!last || last.kind === 'moved' || isBefore(last, event)) return happened(dialogue, run, event, ways);
  const before = foldAll(dialogue, run, run.events, ways);
  const now = foldAll(dialogue, run, [...run.events, event], ways);
  const keys = new Set(before.said.map(({ key }) => key));
  return {
    run: now.run,
    say: now.said.filter(({ key }) => !keys.has(key)),
    heard: now.heard.get(event.id) ?? 'nothing',
  };
};

/** What is said for each event of a run, by the id of the event. */
export const sayingsByEvent = (dialogue: Dialogue, run: DialogueRun, ways: Ways): Map<string, Saying[]> =>
  foldAll(dialogue, run, run.events, ways).saidFor;

/** How an event of a run was understood. */
export const heardOf = (dialogue: Dialogue, run: DialogueRun, event: string, ways: Ways): Heard => {
  const found = foldAll(dialogue, run, run.events, ways).heard.get(event);
  // What came before the run went over to another version was written down because it meant something.
  return found ?? (run.events.some(({ id }) => id === event) ? 'answer' : 'nothing');
};

/** One run out of two leaves of it: of all events of both. */
export const mergedRuns = (dialogue: Dialogue, a: DialogueRun, b: DialogueRun, ways: Ways): DialogueRun => {
  const hasMoved = ({ events }: DialogueRun): boolean => events.some(({ kind }) => kind === 'moved');
  const [first, second] = hasMoved(b) && !hasMoved(a) ? [b, a] : [a, b];
  const known = new Set(first.events.map(({ id }) => id));
  const events = [...first.events, ...second.events.filter(({ id }) => !known.has(id))];
  return foldAll(dialogue, first, events, ways).run;
};

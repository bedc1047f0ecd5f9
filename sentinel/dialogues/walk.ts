import type { Dialogue, Next, Step } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { drawnBy } from './draw.ts';
import { isBranch } from './graph.ts';
import { type Pacing, reading, typing } from './pacing.ts';
import type { DialogueEvent, Saying, Standing } from './run.ts';
import { computed, filled, lastAnswer, offered, textIn } from './texts.ts';
import { type DialogueWords, dialogueWord } from './words.ts';

/** How a dialogue is said: its own words beside those of the dialogue, and how fast; null for all at once. */
export interface Ways {
  words: DialogueWords;
  pacing: Pacing | null;
  /** A rest within a dialogue is passed over: somebody tries it out. */
  withoutRests?: true;
  /** Choices are written, as by SMS. */
  withoutButtons?: true;
}

/** A step of a run that is being made: where it stands, and what is said. */
export interface Going {
  readonly dialogue: Dialogue;
  readonly ways: Ways;
  readonly event: DialogueEvent;
  /** Whose run it is: by it lots are drawn. */
  readonly who: string;
  standing: Standing;
  say: Saying[];
  /** When the last thing is said. */
  at: Ms;
  /** Seconds that the last thing takes to read. */
  toRead: number;
}

/** Steps that are said one after the other without a question, at most; a dialogue with more goes in circles. */
const mostSteps = 100;

/** A wait that is so long, in seconds, is a rest: the run goes on when its time has come, and not if somebody left. */
const restFrom = 60;

const [second, hour]: [Ms, Ms] = [1000, 3_600_000];

/** Where a next leads, by the answers; undefined where it leads nowhere. */
const resolved = (
  next: Next | undefined,
  { answers, step }: Pick<Standing, 'answers' | 'step'>,
): string | null | undefined => {
  if (next === undefined || !isBranch(next)) return next;
  for (const { variable, earlier, is } of next.cases) {
    const found = lastAnswer(answers, variable);
    if (!found || (!earlier && found.step !== step)) continue;
    if (!found.declined && Object.hasOwn(is, found.value)) return resolved(is[found.value], { answers, step });
  }
  return next.otherwise === undefined ? undefined : resolved(next.otherwise, { answers, step });
};

const isTwice = (going: Going, key: string): boolean => going.say.some(saying => saying.key === key);

const keyOf = (going: Going, step: string, as: Saying['as']): string => {
  for (let count = 0; ; count++) {
    const key = [step, going.event.id, as, ...(count > 0 ? [count] : [])].join(' ');
    if (!isTwice(going, key)) return key;
  }
};

const mediaOf = ({ dialogue }: Going, id: string, language: string): Saying['media'] =>
  (dialogue.steps[id]!.media ?? []).flatMap(({ kind, file }) => {
    const named = file ?? textIn(dialogue, language, `${id}.file`);
    return named ? [{ kind, file: named }] : [];
  });

/** Says a text of a step, after the time that typing it and reading the one before takes. */
export const say = (going: Going, id: string, as: Saying['as'], text: string): void => {
  const { dialogue, standing, ways } = going;
  const { language, answers, turn } = standing;
  const step = dialogue.steps[id]!;
  const isAsked = as !== 'said' && as !== 'explained';
  const choices = isAsked ? offered(dialogue, id, language, answers) : [];
  const media = as === 'said' || as === 'question' ? mediaOf(going, id, language) : [];
  const whole = filled(dialogue, step, text, language, answers);
  if (whole === '' && media.length === 0 && choices.length === 0) return;
  if (ways.pacing) {
    going.at += (going.toRead + typing(whole, media.length, ways.pacing)) * second;
    going.toRead = reading(whole, ways.pacing);
  }
  const key = keyOf(going, id, as);
  if (choices.length > 0) going.standing = { ...going.standing, keyboard: key };
  going.say.push({
    key,
    step: id,
    as,
    text: whole,
    language,
    choices: choices.map(({ label, value, choice }) => ({ label, value, choice })),
    turn,
    media,
    ...(step.layout ? { layout: step.layout } : {}),
    due: going.at,
  });
};

/** Ends a run. */
export const end = (going: Going, state: Standing['state'], why?: string): void => {
  const { wakes: _, asked: __, due: ___, keyboard: ____, ...rest } = going.standing;
  going.standing = { ...rest, state, step: null, ...(why === undefined ? {} : { why }) };
};

/** Gives a run to a person. */
export const hold = (going: Going, why: string): void => {
  const { wakes: _, due: __, ...rest } = going.standing;
  going.standing = { ...rest, state: 'held', why };
};

/** When time is to tell next: of an open question, by what it says; undefined for never. */
const dueOf = ({ standing, dialogue }: Going): Ms | undefined => {
  const { state, step: id, wakes, asked, nudged } = standing;
  const step = id === null ? undefined : dialogue.steps[id];
  if (state !== 'open' || !step) return undefined;
  if (wakes !== undefined) return wakes;
  if (asked === undefined) return undefined;
  const hours = [nudged ? undefined : step.nudge_after, step.timeout?.after, step.expires ?? dialogue.expires].filter(
    each => each !== undefined,
  );
  return hours.length > 0 ? asked + Math.min(...hours) * hour : undefined;
};

/** Writes down when time is to tell next. */
export const setDue = (going: Going): void => {
  const { due: _, ...rest } = going.standing;
  const due = dueOf(going);
  going.standing = { ...rest, ...(due === undefined ? {} : { due }) };
};

const ask = (going: Going, id: string): void => {
  const { wakes: _, nudged: __, ...rest } = going.standing;
  going.standing = { ...rest, step: id, turn: rest.turn + 1, attempts: 0 };
  say(going, id, 'question', textIn(going.dialogue, going.standing.language, `${id}.text`));
  going.standing = { ...going.standing, asked: going.at };
};

/** Notes what a step does, which is done even where the run goes on. */
export const act = (going: Going, { action }: Step): void => {
  if (action !== undefined) going.standing = { ...going.standing, actions: [...going.standing.actions, action] };
};

/** What comes after a step: another, a rest, or the end. @returns the step that comes at once */
const after = (going: Going, id: string, next: Next | undefined, wait: number): string | undefined => {
  const to = resolved(next, { ...going.standing, step: id });
  if (to === undefined) {
    end(going, 'done', 'no branch');
    return undefined;
  }
  if (to === null) {
    end(going, 'done');
    return undefined;
  }
  if (wait >= restFrom && !going.ways.withoutRests) {
    const { asked: _, ...rest } = going.standing;
    going.standing = { ...rest, step: id, wakes: going.at + wait * second };
    return undefined;
  }
  if (wait > 0 && going.ways.pacing && !going.ways.withoutRests) {
    going.at += wait * second;
    going.toRead = 0;
  }
  return to;
};

/** Draws and works out what a step keeps without asking. */
const workOut = (going: Going, id: string, { assign, set = [], save }: Step): void => {
  const { dialogue, who, event } = going;
  const keep = (variable: string, value: string, more: { save?: string } = {}): void => {
    const answer = { variable, value, step: id, at: event.at, ...more };
    going.standing = { ...going.standing, answers: [...going.standing.answers, answer] };
  };
  if (assign) {
    const drawn = drawnBy(`${assign.experiment ?? `${dialogue.id}.${id}`} ${who}`, assign.weights);
    keep(assign.variable, drawn, save === undefined ? {} : { save });
  }
  for (const { variable, to } of set)
    keep(variable, computed(dialogue, to, going.standing.language, going.standing.answers));
};

/** Comes to a step: what it asks, or what it says. @returns whether it stays there */
const arrive = (going: Going, id: string, step: Step): boolean => {
  workOut(going, id, step);
  if (step.asks) {
    ask(going, id);
    return true;
  }
  say(going, id, 'said', textIn(going.dialogue, going.standing.language, `${id}.text`));
  act(going, step);
  if (!step.hand_over) return false;
  going.standing = { ...going.standing, step: id };
  hold(going, 'hand over');
  return true;
};

/** Says step after step, from one on, up to a question, a rest, a person or the end. */
const walk = (going: Going, from: string | undefined): void => {
  const { steps } = going.dialogue;
  let id = from;
  for (let count = 0; id !== undefined; count++) {
    const step: Step | undefined = Object.hasOwn(steps, id) ? steps[id] : undefined;
    if (!step) end(going, 'done', `no step ${id}`);
    else if (count === mostSteps) hold(going, 'too many steps');
    else if (!arrive(going, id, step)) {
      id = after(going, id, step.next, step.wait ?? 0);
      continue;
    }
    return;
  }
};

/** Begins a dialogue. */
export const begin = (going: Going): void => walk(going, going.dialogue.first);

/** Goes on from a step whose answer is there, or whose time is over. */
export const goOn = (going: Going, id: string, next: Next = going.dialogue.steps[id]!.next, wait?: number): void =>
  walk(going, after(going, id, next, wait ?? going.dialogue.steps[id]!.wait ?? 0));

/** Shows the open question again. */
export const showAgain = (going: Going, as: 'again' | 'nudge'): void => {
  const { dialogue, standing, ways } = going;
  const id = standing.step;
  if (id === null || !dialogue.steps[id]?.asks || standing.wakes !== undefined) return;
  const own = as === 'nudge' ? textIn(dialogue, standing.language, `${id}.nudge`) : '';
  const before = as === 'nudge' ? own || dialogueWord(ways.words, standing.language, 'nudge') : '';
  const question = textIn(dialogue, standing.language, `${id}.text`);
  say(going, id, as, own || [before, question].filter(text => text !== '').join('\n\n'));
};

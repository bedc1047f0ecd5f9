import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Run } from '@rounds/ddocs/runs/run.ts';
import { runIdFrom, type Step } from '@rounds/ddocs/runs/runs.ts';
import { saidId } from '@rounds/sentinel/messages/said.ts';
import type { Asker } from './asker.ts';
import { beginForm } from './form-runs.ts';
import type { InterviewParts } from './parts.ts';
import { type Act, asking, causeOf, saying } from './question.ts';
import { sayIn } from './say.ts';
import { type Next, pressed, type Screen, searched, shownScreen } from './screens.ts';

/** The screen that a run shows. */
export const screenOf = (run: Run): Screen => (run.form as { screen: Screen }).screen;

/** Shows a screen, in the place of what is open at the address already. */
export const beginDesk = async (
  parts: InterviewParts,
  asker: Asker,
  act: Act,
  screen: Screen,
  before: Run | undefined,
): Promise<void> => {
  const _id = runIdFrom('desk', act.event);
  if (before && before._id !== _id) await closeDesk(parts, before, act);
  const run: Run = {
    _id,
    type: 'run',
    what: { is: 'desk' },
    address: act.address,
    ...(asker.caller.contactId ? { contact: asker.caller.contactId } : {}),
    ...(asker.isUser ? { user: asker.caller.name } : {}),
    language: asker.language,
    state: 'open',
    events: [],
    turn: 0,
    choices: [],
    form: { screen },
    started: act.at,
    changed: act.at,
  };
  const worded = await shownScreen(parts, asker, screen);
  const first = asking(run, worded, asker.me, act);
  await parts.runs.begin(first.run, first.said);
};

const closed = (run: Run, said: Report[] = []): Step => ({
  run: { ...run, state: 'done', turn: run.turn + 1, choices: [] },
  said,
});

/** Ends what somebody looked at. */
export const closeDesk = async (parts: InterviewParts, run: Run, act: Act): Promise<void> => {
  await parts.runs.step(run._id, { id: `${act.event}:closed`, at: act.at, kind: 'closed' }, current => closed(current));
};

/** What somebody pressed, or the name of whom he looks for. */
export type DeskInput = { button: string } | { words: string };

/** Goes on from a screen: to another, to a form, or to the end. */
export const stepDesk = async (
  parts: InterviewParts,
  asker: Asker,
  run: Run,
  act: Act,
  input: DeskInput,
): Promise<void> => {
  const say = sayIn(parts, asker.locales);
  const screen = screenOf(run);
  const next: Next =
    'words' in input
      ? { screen: await searched(parts, asker, input.words, screen.is === 'find' ? screen.form : undefined) }
      : await pressed(parts, asker, screen, input.button);
  if ('begin' in next) {
    // The form first: should the process end in between, the act comes again and finds it.
    const instead = await beginForm(parts, asker, act, next.begin, next.contact);
    if (instead === undefined) return closeDesk(parts, run, act);
    await tell(parts, asker, run, act, instead);
    return;
  }
  const event = { id: act.event, at: act.at, kind: 'words' in input ? 'text' : 'button', ...input };
  await parts.runs.step(run._id, event, async current => {
    if ('close' in next)
      return closed(current, [
        saying(current, causeOf(current, current.turn + 1), say('chats.desk.closed'), asker.me, act),
      ]);
    const inPlace = 'button' in input && input.button.startsWith('page:');
    return asking(
      { ...current, form: { screen: next.screen } },
      await shownScreen(parts, asker, next.screen),
      asker.me,
      act,
      { inPlace },
    );
  });
};

/** Says something beside a run, once. */
export const tell = async (parts: InterviewParts, asker: Asker, run: Run, act: Act, text: string): Promise<void> => {
  const cause = [run._id, act.event, 'told'];
  if (await parts.main.get(saidId(cause))) return;
  await parts.main.write([saying(run, cause, text, asker.me, act)]);
};

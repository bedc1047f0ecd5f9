import type { Run } from '@rounds/ddocs/runs/run.ts';
import { choiceOf, isOfRun, readToken } from '@rounds/ddocs/runs/token.ts';
import type { Input } from '@rounds/sentinel/interview/place.ts';
import { buttons } from '@rounds/sentinel/interview/place.ts';
import { said } from '@rounds/sentinel/messages/said.ts';
import { plainText } from '../chats/commands.ts';
import type { ChatCommand, ChatPress, ChatWords, Taker } from '../chats/takers.ts';
import { type Asker, whoAsks } from './asker.ts';
import { askAgain } from './awake.ts';
import { beginDesk, closeDesk, screenOf, stepDesk } from './desk-runs.ts';
import { dropForm, stepForm } from './form-runs.ts';
import { isReportText, whyNotAsReport } from './gate.ts';
import type { InterviewParts } from './parts.ts';
import type { Act } from './question.ts';
import { sayIn } from './say.ts';
import { type Screen, searched } from './screens.ts';

type Came = ChatCommand | ChatPress | ChatWords;

const actOf = ({ event, address, at }: Came, message?: string): Act => ({
  event,
  address,
  at,
  ...(message === undefined ? {} : { message }),
});

/** What is open at an address: a form, or a screen of the desk. */
const openAt = async ({ runs }: InterviewParts, address: string) => {
  const open = (await runs.openOf(address)).filter(({ state }) => state === 'open');
  return { form: open.find(({ what }) => what.is === 'form'), desk: open.find(({ what }) => what.is === 'desk') };
};

/** Says something that no run says. */
const tell = async (
  parts: InterviewParts,
  came: Came,
  key: string,
  values: Record<string, string> = {},
  asker?: Asker,
) => {
  const { telegram: _, locale, locale_outgoing } = parts.settings.current();
  const locales = asker?.locales ?? [came.language, locale_outgoing, locale, 'en'].filter(each => each !== undefined);
  const contact = asker?.me ? { contact: { _id: asker.me._id } } : {};
  const report = said({
    ...{
      cause: [came.event, key],
      to: came.address,
      text: sayIn(parts, locales)(key, values),
      by: 'chats',
      at: came.at,
    },
    ...{ class: 'answer', ...contact },
  });
  await parts.main.write([report]);
};

/** Somebody whose login has ended does nothing by chat, and what he had begun is given up. */
const turnAway = async (parts: InterviewParts, came: Came): Promise<true> => {
  const { form, desk } = await openAt(parts, came.address);
  if (form) await dropForm(parts, form, actOf(came));
  if (desk) await closeDesk(parts, desk, actOf(came));
  await tell(parts, came, 'chats.ended');
  return true;
};

/** Somebody whose chat is nobody's is told how to link it. */
const linkFirst = async (parts: InterviewParts, came: Came): Promise<true> => {
  await tell(parts, came, 'chats.link_first');
  return true;
};

/** A run of ours that a button is one of. */
const runOf = async (
  { runs }: InterviewParts,
  { address, data }: ChatPress,
): Promise<{ run: Run; choice: string } | null> => {
  const token = readToken(data);
  if (!token) return null;
  const run = (await runs.openOf(address)).find(each => each.what.is !== 'dialogue' && isOfRun(token, each));
  const choice = run && choiceOf(token, run);
  return run && choice !== undefined ? { run, choice } : null;
};

/** A press that was seen before is still ours, though its question is asked no more. */
const wasSeen = async ({ runs }: InterviewParts, { address, data, event }: ChatPress): Promise<boolean> => {
  const token = readToken(data);
  if (!token) return false;
  return (await runs.openOf(address)).some(run => isOfRun(token, run) && run.events.some(({ id }) => id === event));
};

const press = async (parts: InterviewParts, came: ChatPress): Promise<boolean> => {
  if (came.group !== undefined) return false;
  const found = await runOf(parts, came);
  if (!found) return wasSeen(parts, came);
  const asker = await whoAsks(parts, came);
  if (asker === 'nobody') return linkFirst(parts, came);
  if (asker === 'ended') return turnAway(parts, came);
  const { run, choice } = found;
  const act = actOf(came, came.message);
  if (run.what.is === 'form') await stepForm(parts, asker, run, act, { is: 'button', button: choice });
  else await stepDesk(parts, asker, run, act, { button: choice });
  return true;
};

const message = async (parts: InterviewParts, came: ChatWords): Promise<boolean> => {
  const asker = await whoAsks(parts, came);
  if (asker === 'nobody') return false;
  if (asker === 'ended') return turnAway(parts, came);
  const { form, desk } = await openAt(parts, came.address);
  // A slash says that it is no answer: `/mute 20086`.
  const text = plainText(came.text);
  if (form && !came.text.trim().startsWith('/')) {
    if (came.text.trim() === '') await stepForm(parts, asker, form, actOf(came), 'again');
    else await stepForm(parts, asker, form, actOf(came), { is: 'text', text: came.text });
    return true;
  }
  const looksFor = desk && screenOf(desk).is === 'find' && text.trim() !== '';
  if (looksFor && !isReportText(parts, text, came.address)) {
    await stepDesk(parts, asker, desk, actOf(came), { words: text });
    return true;
  }
  return false;
};

/** Refuses a text that is a report which its author may not make now; any other is nobody's here. */
const refuse = async (parts: InterviewParts, came: ChatWords): Promise<boolean> => {
  const asker = await whoAsks(parts, came);
  if (typeof asker === 'string') return false;
  const text = plainText(came.text);
  const why = await whyNotAsReport(parts, asker, text, came.address);
  if (why === undefined) return false;
  await tell(parts, came, why === 'only_public' ? 'chats.only_public' : 'chats.refused', { why }, asker);
  return true;
};

/** What a command does to the form that is open. */
const formCommands: Readonly<Record<string, Input>> = {
  cancel: { is: 'button', button: buttons.cancel },
  back: { is: 'button', button: buttons.back },
  skip: { is: 'button', button: buttons.skip },
};

const command = async (parts: InterviewParts, came: ChatCommand): Promise<boolean> => {
  const input = formCommands[came.name];
  if (!input && came.name !== 'forms' && came.name !== 'find') return false;
  const asker = await whoAsks(parts, came);
  if (asker === 'nobody') return linkFirst(parts, came);
  if (asker === 'ended') return turnAway(parts, came);
  const { form, desk } = await openAt(parts, came.address);
  const act = actOf(came);
  if (form) await stepForm(parts, asker, form, act, input ?? 'again');
  else if (input && desk) await stepDesk(parts, asker, desk, act, { button: 'close' });
  else if (input) await tell(parts, came, 'chats.nothing_open', {}, asker);
  else await beginDesk(parts, asker, act, await firstScreen(parts, asker, came), desk);
  return true;
};

const firstScreen = async (parts: InterviewParts, asker: Asker, { name, rest }: ChatCommand): Promise<Screen> => {
  if (name === 'forms' || !asker.isUser) return { is: 'forms', page: 0 };
  const screen = await searched(parts, asker, rest);
  const [only] = screen.found?.people ?? [];
  return rest && only && screen.found?.all === 1 ? { is: 'card', contact: only.id } : screen;
};

/** Asks people in chats what they want to do, and leads them through forms. */
export const interviewTaker = (parts: InterviewParts): Taker => ({
  name: 'interview',
  press: came => press(parts, came),
  message: came => message(parts, came),
  command: came => command(parts, came),
  woke: gap => askAgain(parts, gap),
});

/** Stands last: what nobody took for an answer is a report only where its author may make it. */
export const refuseReports = (parts: InterviewParts): Taker => ({
  name: 'refused',
  message: came => refuse(parts, came),
});

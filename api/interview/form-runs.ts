import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Run } from '@rounds/ddocs/runs/run.ts';
import { runIdFrom, type Step } from '@rounds/ddocs/runs/runs.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';
import type { Turned } from '@rounds/sentinel/interview/opening.ts';
import { buttons, type Input, type Place } from '@rounds/sentinel/interview/place.ts';
import { type Worded, worded } from '@rounds/sentinel/interview/wording.ts';
import { saidId } from '@rounds/sentinel/messages/said.ts';
import { writeFor } from '../replicate/write-for.ts';
import type { Asker } from './asker.ts';
import { isSilent, type Offered } from './forms-offered.ts';
import { type Filling, outsideOf } from './outside.ts';
import type { InterviewParts } from './parts.ts';
import { type Act, asking, causeOf, saying } from './question.ts';
import { sayIn } from './say.ts';

/** What a run of a form keeps of it. */
interface FormState extends Filling {
  place: Place;
  /** What the form is called, and whom it is about, to name it. */
  title: string;
  name: string;
}

const stateOf = (run: Run): FormState => run.form as FormState;

/** What was done last to the form as it is stored. */
const markOf = ({ events }: Run): string => events.at(-1)?.id ?? '';

const headed = ({ title, name }: FormState, { text, rows }: Worded): Worded => ({
  text: `${[title, name].filter(Boolean).join(', ')}\n\n${text}`,
  rows,
});

/** Begins a form. @returns what else is said instead where it cannot be opened */
export const beginForm = async (
  parts: InterviewParts,
  asker: Asker,
  act: Act,
  { purpose, form, title }: Offered,
  contact: Contact,
): Promise<string | undefined> => {
  const say = sayIn(parts, asker.locales);
  const _id = runIdFrom('form', act.event);
  if (await parts.runs.get(_id)) return undefined;
  const filling: Filling = { purpose, formId: form._id };
  let turned: Turned;
  try {
    turned = await parts.threads.turn({ is: 'begin', run: _id, mark: '' }, outsideOf(parts, asker, filling));
  } catch (error) {
    parts.log.warn({ form: form._id, why: (error as Error).message }, 'a form could not be opened in a chat');
    return say('chats.form.broken', { title });
  }
  const state: FormState = {
    ...filling,
    draft: turned.draft,
    place: turned.place,
    title,
    name: String(contact.name ?? ''),
  };
  const run: Run = {
    _id,
    type: 'run',
    what: { is: 'form', form: form.internalId, version: form.xmlVersion, contact: purpose.contactId },
    address: act.address,
    ...(asker.caller.contactId ? { contact: asker.caller.contactId } : {}),
    ...(asker.isUser ? { user: asker.caller.name } : {}),
    language: asker.language,
    state: 'open',
    events: [],
    turn: 0,
    choices: [],
    form: state,
    started: act.at,
    changed: act.at,
  };
  const first = asking(run, headed(state, worded(turned.shown, say)), asker.me, act);
  await parts.runs.begin(first.run, first.said);
  return undefined;
};

/** Id of the report of a run: the same however often it is sent. */
const reportId = ({ _id }: Run): string => idFrom(_id, 'report');

/** As it is stored: what is answered to it goes to the chat. */
const byChat =
  ({ address }: Run) =>
  (doc: Doc): Doc =>
    doc.type === 'data_record' ? { ...doc, from: address } : doc;

/** Writes the documents of a form that was filled in. @returns why they may not be written */
const send = async (parts: InterviewParts, asker: Asker, run: Run, mark: string): Promise<string | undefined> => {
  const state = stateOf(run);
  const { contactId, edit } = state.purpose;
  if (!edit && (await parts.main.get(reportId(run)))) return undefined;
  const contact = await asker.store.get<Contact>(contactId);
  const subjectMuted = !!contact && (await isSilent(parts, contact));
  const request = { is: 'docs', run: run._id, mark, id: reportId(run), now: parts.now(), subjectMuted } as const;
  const docs = await parts.threads.docs(request, outsideOf(parts, asker, state));
  try {
    await writeFor(asker.writing, asker.caller, docs, byChat(run));
    return undefined;
  } catch (error) {
    if (isAppError(error, 'access/forbidden') || isAppError(error, 'doc/conflict')) return error.message;
    throw error;
  }
};

/** A run that is over keeps nothing of what was answered: the report has it. */
const ended = (run: Run, state: Run['state'], messages: Report[]): Step => {
  const { draft: _, place: __, ...kept } = stateOf(run);
  return { run: { ...run, state, turn: run.turn + 1, choices: [], form: kept }, said: messages };
};

const step = async (parts: InterviewParts, asker: Asker, run: Run, act: Act, input: Input): Promise<Step> => {
  const say = sayIn(parts, asker.locales);
  const state = stateOf(run);
  const tell = (key: string, more: Record<string, string> = {}): Report =>
    saying(
      run,
      [...causeOf(run, run.turn + 1), 'end'],
      say(key, { title: state.title, name: state.name, ...more }),
      asker.me,
      act,
    );
  if (input.is === 'button' && input.button === buttons.cancel) return ended(run, 'left', [tell('chats.form.left')]);
  const request = { is: 'act', run: run._id, mark: markOf(run), next: act.event, place: state.place, input } as const;
  const turned = await parts.threads.turn(request, outsideOf(parts, asker, state));
  const next: Run = { ...run, form: { ...state, place: turned.place, draft: turned.draft } };
  if (turned.end !== 'send') {
    // Choices are taken in and out faster than their message changes: its buttons stay those of this question.
    const same = input.is === 'button' && input.button.startsWith('~');
    const inPlace = same || (input.is === 'button' && input.button.startsWith('page:'));
    return asking(next, worded(turned.shown, say), asker.me, act, { inPlace, same });
  }
  const why = await send(parts, asker, next, act.event);
  if (why === undefined) return ended(next, 'done', [tell('chats.form.sent')]);
  const { text, rows } = worded(turned.shown, say);
  return asking(next, { text: `⚠ ${say('chats.form.refused', { why })}\n\n${text}`, rows }, asker.me, act);
};

/** Says the question that is asked once more. */
const again = async (parts: InterviewParts, asker: Asker, run: Run, act: Act): Promise<Step> => {
  const state = stateOf(run);
  const request = { is: 'show', run: run._id, mark: markOf(run), place: state.place } as const;
  const { shown } = await parts.threads.turn(request, outsideOf(parts, asker, state));
  return asking(run, headed(state, worded(shown, sayIn(parts, asker.locales))), asker.me, act);
};

/** Goes on with a form. An act that was seen before changes nothing, but what it led to is said if it was not yet. */
export const stepForm = async (
  parts: InterviewParts,
  asker: Asker,
  run: Run,
  act: Act,
  input: Input | 'again',
): Promise<void> => {
  let isNew = false;
  const event = {
    id: act.event,
    at: act.at,
    kind: input === 'again' ? 'again' : input.is,
    ...(input === 'again' ? {} : input),
  };
  const after = await parts.runs.step(run._id, event, current => {
    isNew = true;
    return input === 'again' ? again(parts, asker, current, act) : step(parts, asker, current, act, input);
  });
  if (isNew || !after || after.state !== 'open') return;
  if (await parts.main.get(saidId(causeOf(after, after.turn)))) return;
  await stepForm(parts, asker, after, { ...act, event: `${act.event}:again` }, 'again');
};

/** Gives a form up for somebody who may not go on with it. */
export const dropForm = async (parts: InterviewParts, run: Run, act: Act): Promise<void> => {
  await parts.runs.step(run._id, { id: act.event, at: act.at, kind: 'dropped' }, current => ended(current, 'left', []));
};

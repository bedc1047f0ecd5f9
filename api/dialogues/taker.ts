import commands from '@rounds/config/dialogues/commands.json' with { type: 'json' };
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { openRuns } from '@rounds/ddocs/runs/runs.ts';
import { isOfRun, readToken } from '@rounds/ddocs/runs/token.ts';
import { folded } from '@rounds/sentinel/dialogues/match.ts';
import type { DialogueEvent, Heard } from '@rounds/sentinel/dialogues/run.ts';
import { sequenceFor } from '@rounds/sentinel/dialogues/sequence.ts';
import { type DialogueRunDoc, isDialogueRun } from '@rounds/sentinel/dialogues/stored-run.ts';
import type { ChatCommand, ChatPress, ChatWords, Taker, TakerParts } from '../chats/takers.ts';
import { showAgainAfter } from './awake.ts';
import { beginDialogue } from './begin.ts';
import { happens, hears, type Taking, versionOf } from './taking.ts';

/** Commands, and the dialogue that each begins. A pause and its end need no question. */
const asked: Readonly<Record<string, string>> = {
  lang: 'language',
  language: 'language',
  frequency: 'frequency',
  zone: 'zone',
  hour: 'hour',
  privacy: 'privacy',
  stop: 'leave',
  leave: 'leave',
};

/** Something that came by a chat. */
type Happening = Pick<ChatWords, 'event' | 'address'>;

/** Runs of an address that have begun, the one that changed last first. */
const begunAt = async ({ runs }: Taking, address: string): Promise<DialogueRunDoc[]> =>
  (await runs.openOf(address)).flatMap(run => (isDialogueRun(run) && run.events.length > 0 ? [run] : []));

/** A question that waited while another dialogue was had is shown again when that is over. */
const backTo = async (taking: Taking, { event, address }: Happening, ended: string): Promise<void> => {
  const [waiting] = (await begunAt(taking, address)).filter(({ _id, state }) => _id !== ended && state === 'open');
  if (waiting) await happens(taking, waiting, { id: `${event} back`, at: taking.now(), kind: 'show' });
};

const isOver = async ({ runs }: Taking, id: string): Promise<boolean> => {
  const state = (await runs.get(id))?.state;
  return state !== 'open' && state !== 'held';
};

const takePress = async (taking: Taking, press: ChatPress): Promise<boolean> => {
  const token = readToken(press.data);
  if (!token) return false;
  const run = (await begunAt(taking, press.address)).find(each => isOfRun(token, each));
  if (!run) return false;
  const { turn, choice } = token;
  const taken = await happens(taking, run, { id: press.event, at: taking.now(), kind: 'press', turn, choice });
  if (taken && (await isOver(taking, run._id))) await backTo(taking, press, run._id);
  return taken;
};

/** Begins a dialogue that somebody asked for; the one that he was in waits until it is over. */
const beginAsked = async (
  taking: Taking,
  { event, address, contact: id, language }: Pick<ChatWords, 'event' | 'address' | 'contact' | 'language'>,
  dialogue: string,
): Promise<boolean> => {
  const contact = id === undefined ? null : await taking.main.get<Contact>(id);
  if (!contact || !taking.settings.current().dialogues) return false;
  await beginDialogue(taking, { cause: [event], dialogue, contact, address, language });
  return true;
};

/** The dialogue that a word alone asks for, in any language, with a slash or without. */
const dialogueAsked = (text: string): string | undefined => {
  const word = folded(text);
  return Object.entries(commands).find(([, words]) => words.some(each => folded(each) === word))?.[0];
};

/** Which of the runs words mean something to, and what: an answer before a wrong one. */
const heardBy = async (
  taking: Taking,
  runs: readonly DialogueRunDoc[],
  event: DialogueEvent,
): Promise<DialogueRunDoc[]> => {
  const found = await Promise.all(
    runs.map(async run => {
      const version = await versionOf(taking, run);
      const heard = version && hears(taking, run, version, event);
      return { run, heard };
    }),
  );
  const of = (wanted: Heard): DialogueRunDoc[] => found.flatMap(({ run, heard }) => (heard === wanted ? [run] : []));
  return [...of('answer'), ...of('wrong')];
};

const takeWords = async (taking: Taking, words: ChatWords): Promise<boolean> => {
  const { event, address, text, kind } = words;
  const at = taking.now();
  const said: DialogueEvent =
    text !== '' || kind === undefined
      ? { id: event, at, kind: 'text', text }
      : { id: event, at, kind: 'media', media: kind };
  const [run] = await heardBy(taking, await begunAt(taking, address), said);
  const version = run && (await versionOf(taking, run));
  // A settings command is no wrong answer, but a label may be called as one is.
  const dialogue = version && hears(taking, run, version, said) === 'answer' ? undefined : dialogueAsked(text);
  if (dialogue !== undefined) return beginAsked(taking, words, dialogue);
  if (!run || !(await happens(taking, run, said))) return false;
  if (await isOver(taking, run._id)) await backTo(taking, words, run._id);
  return true;
};

const participation = (contact: Contact): string | undefined =>
  (contact.participation as { state?: string } | undefined)?.state;

/** Whoever comes for the first time, or comes back, begins the sequence; whoever is in it sees the open question again. */
const start = async (taking: Taking, command: ChatCommand, contact: Contact): Promise<boolean> => {
  const [first] = sequenceFor(contact, taking.settings.current());
  if (first === undefined) return false;
  const open = (await taking.runs.openOf(command.address)).filter(isDialogueRun);
  const [begun] = open.filter(({ events }) => events.length > 0);
  if (begun) return happens(taking, begun, { id: command.event, at: taking.now(), kind: 'show' });
  if (open.length > 0 || ['active', 'paused'].includes(participation(contact) ?? '')) return false;
  const { address, event, language } = command;
  await beginDialogue(taking, { cause: [event], dialogue: first, contact, address, language, sequence: true });
  return true;
};

const takeCommand = async (taking: Taking, command: ChatCommand): Promise<boolean> => {
  const { name, rest, contact: id } = command;
  const contact = id === undefined || rest !== '' ? null : await taking.main.get<Contact>(id);
  if (!contact || !taking.settings.current().dialogues) return false;
  if (name === 'start') return start(taking, command, contact);
  const dialogue = Object.hasOwn(asked, name) ? asked[name] : undefined;
  return dialogue !== undefined && beginAsked(taking, command, dialogue);
};

/** Takes what people answer to dialogues in chats, and their commands. */
export const dialogueTaker = (parts: TakerParts & { settings: { current: () => Settings } }): Taker => {
  const taking: Taking = { ...parts, runs: openRuns(parts.main) };
  return {
    name: 'dialogues',
    press: press => takePress(taking, press),
    message: words => takeWords(taking, words),
    command: command => takeCommand(taking, command),
    woke: gap => showAgainAfter(taking, gap),
  };
};

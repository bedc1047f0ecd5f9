import words from '@rounds/config/promoters/words.json' with { type: 'json' };
import type { Settings } from '@rounds/config/settings/settings.ts';
import { type Campaign, campaignKey, campaignRange, isCampaign } from '@rounds/ddocs/campaigns/campaign.ts';
import { type Contact, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { InChat } from '@rounds/ddocs/documents/reports.ts';
import { openRuns } from '@rounds/ddocs/runs/runs.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { preview } from '@rounds/sentinel/campaigns/preview.ts';
import { campaignAddress } from '@rounds/sentinel/campaigns/verdict.ts';
import { versionInForce } from '@rounds/sentinel/dialogues/built-in.ts';
import { endRun } from '@rounds/sentinel/dialogues/end-run.ts';
import { type DialogueRunDoc, isDialogueRun } from '@rounds/sentinel/dialogues/stored-run.ts';
import { dialogueWord } from '@rounds/sentinel/dialogues/words.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';
import { said } from '@rounds/sentinel/messages/said.ts';
import { act, makeCampaign } from '../campaigns/carry.ts';
import { countsOf } from '../campaigns/counts.ts';
import type { ChatPress, ChatWords, Taker, TakerParts } from '../chats/takers.ts';
import { beginDialogue } from '../dialogues/begin.ts';
import type { Caller } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import type { Visibility } from '../visibility/visibility.ts';
import { visible } from '../visibility/visible.ts';
import { firstWord, promoterCommandIn } from './command.ts';
import { personNamed, tally } from './people.ts';

/** What promoters stand on. */
export interface PromoterParts extends TakerParts, Pick<Visibility, 'audiences' | 'scope'> {
  sentinel: Store;
  settings: { current: () => Settings };
  named: (name: string) => Promise<Caller | null>;
}

/** A promoter who wrote or pressed something. */
interface Acting {
  parts: PromoterParts;
  caller: Caller;
  from: Pick<ChatWords, 'event' | 'address' | 'contact' | 'language'>;
}

type Values = Record<string, string | number>;

const spoken = ({ caller, from }: Acting, key: string, values: Values = {}): string =>
  dialogueWord(words, caller.language ?? from.language ?? 'en', key).replace(/\{\{(\w+)\}\}/g, (_, name: string) =>
    String(values[name] ?? ''),
  );

const tell = async (acting: Acting, text: string, chat: InChat = {}): Promise<void> => {
  const { parts, from } = acting;
  await parts.inbox.keep([
    said({
      ...{ cause: ['promoter', from.event], to: from.address, text, by: 'promoters', at: parts.now(), class: 'answer' },
      ...(from.contact ? { contact: { _id: from.contact } } : {}),
      chat,
    }),
  ]);
};

const seenBy = async ({ parts, caller }: Acting, people: readonly (Contact | null)[]): Promise<Contact[]> =>
  (await visible(parts, await parts.scope(caller), people)) as Contact[];

/** @throws AppError `doc/missing` in the promoter's language where nobody is called so whom she may see */
const person = async (acting: Acting, name: string): Promise<Contact> => {
  const found = await personNamed(acting.parts.main, name, acting.parts.settings.current());
  const [contact] = await seenBy(acting, [found]);
  if (!contact) throw new AppError('doc/missing', spoken(acting, 'nobody', { who: name }));
  return contact;
};

const asking = async ({ parts }: Acting, contact: Contact): Promise<DialogueRunDoc[]> => {
  const address = campaignAddress(contact);
  const open = address === undefined ? [] : await openRuns(parts.main).openOf(address);
  return open.filter(run => isDialogueRun(run)) as DialogueRunDoc[];
};

const status = async (acting: Acting, rest: string): Promise<string> => {
  const { parts } = acting;
  const { main } = parts;
  if (rest !== '') {
    const contact = await person(acting, rest);
    const [run] = (await asking(acting, contact)).filter(({ events }) => events.length > 0);
    const asked = run ? spoken(acting, 'asked', { dialogue: run.what.dialogue }) : spoken(acting, 'not_asked');
    const state = contact.participation?.state ?? 'invited';
    return spoken(acting, 'person', { name: String(contact.name ?? contact._id), state, asked });
  }
  const counts = await tally(main, parts.settings.current(), people => seenBy(acting, people));
  const all = (await main.range<Campaign>({ ...campaignRange, limit: 500 })).filter(isCampaign);
  const under = all.filter(({ state }) => state === 'running' || state === 'asked').slice(0, 10);
  const lines = await Promise.all(
    under.map(async campaign => {
      const { given, waits } = await countsOf(main, campaign);
      return spoken(acting, 'campaign', { title: campaign.title, state: campaign.state, given, waits });
    }),
  );
  return [spoken(acting, 'status', { ...counts }), ...lines].join('\n');
};

/** Writes a campaign down and asks whether it is to go, with whom it reaches; a press decides. */
const propose = async (acting: Acting, says: Campaign['says'], title: string): Promise<void> => {
  const { parts, caller, from } = acting;
  const settings = parts.settings.current();
  const { facilities, admin, online } = caller;
  const under = online || admin ? [] : facilities;
  const audience = { under, languages: [], fields: {} };
  const body = { title, audience, says, when_busy: 'wait' as const, rate: settings.campaigns.rate };
  const campaign = await makeCampaign(parts, body, caller.name, idFrom('promoter', from.event));
  const { people, gets, waits, left_out: out } = await preview(parts.main, campaign, settings, parts.now());
  const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((all, one) => all + one, 0);
  const key = campaignKey(campaign);
  const buttons = ['yes', 'no'].map(answer => [{ text: spoken(acting, answer), data: `cmp:${answer}:${key}` }]);
  await tell(acting, spoken(acting, 'preview', { people, gets, waits: sum(waits), out: sum(out) }), { buttons });
};

const dialogueNamed = async (acting: Acting, id: string): Promise<string> => {
  if (!(await versionInForce(acting.parts.main, id, acting.parts.now())))
    throw new AppError('doc/missing', spoken(acting, 'no_dialogue', { dialogue: id }));
  return id;
};

const message = async (acting: Acting, rest: string): Promise<string> => {
  const { parts, caller, from } = acting;
  const [who, text] = firstWord(rest);
  if (text === '') return spoken(acting, 'help');
  const contact = await person(acting, who);
  const to = campaignAddress(contact);
  if (to === undefined) throw new AppError('doc/missing', spoken(acting, 'nobody', { who }));
  const above = minifyLineage(contact.parent);
  await parts.inbox.keep([
    said({
      ...{ cause: ['promoter message', from.event], to, text, by: caller.name, at: parts.now(), class: 'typed' },
      contact: { _id: contact._id, ...(above ? { parent: above } : {}) },
    }),
  ]);
  return spoken(acting, 'sent_one', { name: String(contact.name ?? contact._id) });
};

const clear = async (acting: Acting, rest: string): Promise<string> => {
  if (rest === '') return spoken(acting, 'help');
  const contact = await person(acting, rest);
  const { main, settings, now } = acting.parts;
  const ending = { main, settings: settings.current(), now, cause: acting.from.event };
  for (const run of await asking(acting, contact)) await endRun(ending, run);
  return spoken(acting, 'cleared', { name: String(contact.name ?? contact._id) });
};

const play = async (acting: Acting, id: string): Promise<void> => {
  const { parts, from } = acting;
  const dialogue = await dialogueNamed(acting, id);
  const own = from.contact === undefined ? null : await parts.main.get<Contact>(from.contact);
  if (!own) throw new AppError('doc/missing', spoken(acting, 'nobody', { who: '' }));
  const { event, address, language } = from;
  await beginDialogue(parts, { cause: [event], dialogue, contact: own, address, language, played: true });
};

const obeyed = async (acting: Acting, text: string): Promise<boolean> => {
  const command = promoterCommandIn(text);
  if (!command) return false;
  const { name, rest } = command;
  if (name === 'status') await tell(acting, await status(acting, rest));
  else if (rest === '') await tell(acting, spoken(acting, 'help'));
  else if (name === 'send') await propose(acting, { dialogue: await dialogueNamed(acting, rest) }, rest);
  else if (name === 'broadcast') {
    const { locale } = acting.parts.settings.current();
    await propose(acting, { text: { [locale]: rest } }, rest.slice(0, 80));
  } else if (name === 'msg') await tell(acting, await message(acting, rest));
  else if (name === 'clear') await tell(acting, await clear(acting, rest));
  else await play(acting, rest);
  return true;
};

/** The promoter who acts, by what she may do at this moment; undefined for anybody else. */
const promoter = async (
  parts: PromoterParts,
  from: Acting['from'] & { user?: string },
): Promise<Acting | undefined> => {
  const caller = from.user === undefined ? null : await parts.named(from.user);
  if (!caller) return undefined;
  try {
    need(parts.settings.current(), caller.roles, 'can_run_campaigns');
  } catch {
    return undefined;
  }
  return { parts, caller, from };
};

/** Does something for a promoter, and tells her why where it cannot be done. */
const trying = async (acting: Acting, go: () => Promise<boolean>): Promise<boolean> => {
  try {
    return await go();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await tell(acting, spoken(acting, 'refused', { why: [error.message, error.hint].filter(Boolean).join('. ') }));
    return true;
  }
};

const decide = async (acting: Acting, { data, message: shown }: ChatPress): Promise<boolean> => {
  const [, answer = '', key = ''] = /^cmp:(yes|no):([\w-]+)$/.exec(data) ?? [];
  if (key === '') return false;
  const closing = { edit: shown, buttons: [] };
  if (answer === 'no') {
    await tell(acting, spoken(acting, 'dropped'), closing);
    return true;
  }
  const campaign = await act(acting.parts, key, { act: 'start', by: acting.caller.name, share: 100 });
  await tell(acting, spoken(acting, campaign.state === 'asked' ? 'asks_second' : 'sent'), closing);
  return true;
};

/**
 * Takes what promoters write: users with `can_run_campaigns` whose chat is linked. Each command does what the doors of the app
 * do, by the same rights; anybody else's words are not taken.
 */
export const promoterTaker = (parts: PromoterParts): Taker => ({
  name: 'promoters',
  message: async from => {
    if (!promoterCommandIn(from.text)) return false;
    const acting = await promoter(parts, from);
    return acting ? trying(acting, () => obeyed(acting, from.text)) : false;
  },
  press: async from => {
    if (!from.data.startsWith('cmp:')) return false;
    const acting = await promoter(parts, from);
    return acting ? trying(acting, () => decide(acting, from)) : false;
  },
});

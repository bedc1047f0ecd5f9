import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { openDraft } from '@rounds/sentinel/engine/draft.ts';
import { setBlocked } from '../addresses.ts';
import { participantAt } from '../participants.ts';
import { contactAt, type ReceivingParts, type Where } from '../receiving.ts';
import type { Told } from '../telegram/told.ts';
import { admittedGroup } from './admit.ts';
import { noteMember } from './members.ts';

type Happened<T extends Told['what']> = Extract<Told, { what: T }>;

/** The place that a group is has the group's title, until the title changes. */
const rename = async (main: Store, id: string, name: string): Promise<void> => {
  const draft = openDraft<Contact>(main);
  await draft.read([id]);
  draft.change(id, group => (group.name === name ? group : { ...group, name }));
  await draft.commit();
};

/** Keeps in the vault what is told of a group beside what is said there. */
const keepGroup = async ({ book }: ReceivingParts, where: Where, told: Happened<'bot' | 'title'>): Promise<void> => {
  const { bot, address, entry } = where;
  const { kind, title } = told.group;
  const is = told.what === 'bot' ? told.is : (entry?.group?.bot ?? 'member');
  await book.keep(address, { ...entry, bot, chat: told.chat, name: title, group: { ...entry?.group, kind, bot: is } });
};

/** The bot came, went, or is something else now: a group without it takes nothing more. */
export const botMoved = async (parts: ReceivingParts, bot: string, told: Happened<'bot'>): Promise<void> => {
  const where = { bot, ...(await parts.book.resolve(bot, told.chat)) };
  await keepGroup(parts, where, told);
  if (told.is === 'out') return setBlocked(parts.main, where.address, true);
  const entry = await parts.book.find(where.address);
  const group = await admittedGroup(parts, { ...where, entry }, told);
  if (group) await setBlocked(parts.main, where.address, false);
};

/** Somebody came into a group or left it. */
export const memberMoved = async (parts: ReceivingParts, bot: string, told: Happened<'member'>): Promise<void> => {
  const where = { bot, ...(await parts.book.resolve(bot, told.chat)) };
  const group = await admittedGroup(parts, where, told);
  if (!group) return;
  const { address } = await parts.book.resolve(bot, told.who.id);
  const contact = await participantAt(parts, address, told.who);
  const { isIn, at } = told;
  await noteMember(parts.main, { group: group._id, address, isIn, at, ...(contact ? { contact: contact._id } : {}) });
};

export const titleChanged = async (parts: ReceivingParts, bot: string, told: Happened<'title'>): Promise<void> => {
  const where = { bot, ...(await parts.book.resolve(bot, told.chat)) };
  await keepGroup(parts, where, told);
  const group = await contactAt(parts.main, where.address);
  if (group) await rename(parts.main, group._id, told.group.title);
};

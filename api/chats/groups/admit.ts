import { may } from '@rounds/config/permissions/permissions.ts';
import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { contactAt, type ReceivingParts, type Where } from '../receiving.ts';
import { askPerson, decidedWith, decisionOf } from '../reviews.ts';
import type { InGroup, Writer } from '../telegram/told.ts';
import { makeGroup } from './group.ts';

/** Who may bring the bot into a group: a user who may make places, as he stands now. */
const mayBring = async (parts: ReceivingParts, bot: string, by: Writer | undefined): Promise<boolean> => {
  if (!by?.isPerson) return false;
  const { entry } = await parts.book.resolve(bot, by.id);
  const user = entry?.user ? await parts.named(entry.user) : null;
  return !!user && (user.admin || may(parts.programme().settings, user.roles, 'can_create_places'));
};

/** By what a question about a group is asked once. */
const causeOf = (address: Address): string => address.slice('chat:'.length);

/** What is told of a group. */
export interface SeenGroup {
  chat: number;
  group: InGroup;
  at: Ms;
  /** Who brought the bot in, where that is what is told. */
  by?: Writer;
}

/**
 * The place that a group is. One that is not known is made a place where a user of the programme brought the bot in; any
 * other waits until a person has decided, and nothing of it is kept until then.
 * @returns null for one that waits, was refused, or where the programme takes no groups
 */
export const admittedGroup = async (
  parts: ReceivingParts,
  { address, bot, entry }: Where,
  { chat, group, at, by }: SeenGroup,
): Promise<Contact | null> => {
  const { main, book, programme } = parts;
  const { settings } = programme();
  if (!settings.telegram?.group_type) return null;
  const found = await contactAt(main, address);
  if (found) return found;
  if (!entry?.group)
    await book.keep(address, { bot, chat, name: group.title, group: { kind: group.kind, bot: 'member' } });
  const isWelcome =
    (await mayBring(parts, bot, by)) || (await decisionOf(main, 'group', causeOf(address))) === 'accept';
  if (isWelcome) return makeGroup(main, settings, { address, title: group.title, at });
  await askPerson(main, {
    ...{ kind: 'group', cause: causeOf(address), subject: { title: group.title, address }, at },
    ...{ proposed: { title: group.title }, answers: ['accept', 'refuse'] },
  });
  return null;
};

/**
 * Makes places of groups that a person accepted, so that the first thing said there afterwards is kept.
 * @param made addresses that were looked after already; those that are made here are added
 */
export const admitAccepted = async (
  { main, programme, now }: Pick<ReceivingParts, 'main' | 'programme' | 'now'>,
  made: Set<string>,
): Promise<void> => {
  for (const { subject, proposed } of await decidedWith(main, 'group', 'accept')) {
    const { address } = subject;
    if (address === undefined || made.has(address)) continue;
    const title = String(proposed.title ?? '');
    if (!(await contactAt(main, address))) await makeGroup(main, programme().settings, { address, title, at: now() });
    made.add(address);
  }
};

import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Campaign, LeftOut } from '@rounds/ddocs/campaigns/campaign.ts';
import { type Contact, isMuted, reachedAt } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { outsideQuiet } from '../dialogues/sequence.ts';
import { textFor } from '../text/text-for.ts';
import type { Surroundings } from './audience.ts';

/** What becomes of somebody in a campaign as things are: left out, asleep or busy until a moment, or given it. */
export type Verdict =
  | { is: 'left_out'; reason: LeftOut }
  | { is: 'waits'; reason: LeftOut | 'asleep'; until: Ms }
  | { is: 'given'; address: string; language: string };

/** What decides beside the person: what is said, the hour, whether a dialogue may be had twice. */
export interface Judging {
  campaign: Pick<Campaign, 'says' | 'when_busy'>;
  settings: Settings;
  now: Ms;
  /** The dialogue may be had again. */
  repeatable: boolean;
}

/** After how long it is looked again whether somebody is still being asked something else. */
export const lookAgain: Ms = 5 * 60_000;

/** Where a campaign reaches somebody: a chat that takes something before a phone, else whatever there is. */
export const campaignAddress = (contact: Contact): string | undefined => {
  const chats = Array.isArray(contact.addresses) ? contact.addresses : [];
  return chats.find(entry => entry?.address && !entry.blocked)?.address ?? reachedAt(contact);
};

const silence = (contact: Contact, settings: Settings): LeftOut | undefined => {
  const state = contact.participation?.state;
  const needsConsent = settings.dialogues?.consent === true || settings.telegram?.needs_consent === true;
  if (state === 'left') return 'left';
  if (state === 'refused' || (needsConsent && state !== 'active' && state !== 'paused')) return 'no consent';
  if (isMuted(contact)) return 'muted';
  return state === 'paused' ? 'paused' : undefined;
};

const reachable = (contact: Contact): string | LeftOut => {
  const address = campaignAddress(contact);
  if (address !== undefined) return address;
  return Array.isArray(contact.addresses) && contact.addresses.some(entry => entry?.blocked) ? 'blocked' : 'no address';
};

/** Judges one person for a campaign: the same for the preview and when it is carried out. */
export const judge = (
  contact: Contact,
  { placed, busy, had }: Surroundings,
  { campaign, settings, now, repeatable }: Judging,
): Verdict => {
  const { says, when_busy: whenBusy } = campaign;
  const silent = silence(contact, settings);
  if (silent) return { is: 'left_out', reason: silent };
  const address = reachable(contact);
  if (address === 'blocked' || address === 'no address') return { is: 'left_out', reason: address };
  if ('dialogue' in says && !repeatable && had.has(contact._id)) return { is: 'left_out', reason: 'has had it' };
  const spoken = 'text' in says ? textFor(says.text, contact.language, settings) : undefined;
  if ('text' in says && !spoken) return { is: 'left_out', reason: 'no words' };
  const isBusy = busy.has(address);
  if (isBusy && whenBusy === 'skip') return { is: 'left_out', reason: 'in a dialogue' };
  const open = outsideQuiet(now, placed.get(contact._id) ?? null, settings);
  if (open === null || open > now) return { is: 'waits', reason: 'asleep', until: open ?? now + 24 * 3_600_000 };
  if (isBusy && whenBusy === 'wait') return { is: 'waits', reason: 'in a dialogue', until: now + lookAgain };
  const language = spoken?.language ?? contact.language ?? settings.locale_outgoing ?? settings.locale;
  return { is: 'given', address, language };
};

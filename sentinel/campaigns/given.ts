import type { Settings } from '@rounds/config/settings/settings.ts';
import { type Campaign, campaignKey } from '@rounds/ddocs/campaigns/campaign.ts';
import type { DialogueVersion } from '@rounds/ddocs/dialogues/dialogue.ts';
import { type Contact, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { runIdFrom } from '@rounds/ddocs/runs/runs.ts';
import { plannedRun } from '../dialogues/plan.ts';
import { begunRun, type DialogueRunDoc } from '../dialogues/stored-run.ts';
import { waysFor } from '../dialogues/ways.ts';
import { said } from '../messages/said.ts';
import { textFor } from '../text/text-for.ts';
import { fillIn } from './fill-in.ts';

/** What giving a campaign to somebody takes. */
export interface Giving {
  /** Of a dialogue: the version in force. */
  version: DialogueVersion | null;
  settings: Settings;
  now: Ms;
  /** When its turn is, so that all together are as fast as the campaign may go. */
  due: Ms;
}

const messageTo = (campaign: Campaign, contact: Contact, address: string, { settings, now, due }: Giving) => {
  const words = 'text' in campaign.says ? textFor(campaign.says.text, contact.language, settings) : undefined;
  if (!words) return null;
  const above = minifyLineage(contact.parent);
  return said({
    cause: ['campaign', campaignKey(campaign), contact._id],
    to: address,
    text: fillIn(words.text, contact),
    by: campaign._id,
    at: now,
    class: 'unsolicited',
    contact: { _id: contact._id, ...(above ? { parent: above } : {}) },
    campaign: campaignKey(campaign),
    ...(due > now ? { due: Math.round(due) } : {}),
  });
};

/** A run that begins when its turn comes and nobody asks the person anything else; in the middle of it where that is wanted. */
const runWith = (
  campaign: Campaign,
  contact: Contact,
  { address, language }: { address: string; language: string },
  { version, settings, now, due }: Giving,
): DialogueRunDoc | null => {
  if (!version || !('dialogue' in campaign.says)) return null;
  const { dialogue } = campaign.says;
  const key = campaignKey(campaign);
  const planned = plannedRun({
    ...{ id: runIdFrom('dialogue', 'campaign', key, contact._id, dialogue), dialogue, version: version.version },
    ...{ contact, address, language, at: now, due: Math.round(due), unasked: true, campaign: key },
  });
  if (campaign.when_busy !== 'interrupt') return planned;
  return begunRun(planned, version.dialogue, Math.round(due), waysFor(settings, planned));
};

/** What somebody gets of a campaign: a message, or a run of its dialogue; null where it has no words for her. */
export const given = (
  campaign: Campaign,
  contact: Contact,
  to: { address: string; language: string },
  giving: Giving,
): Doc | null =>
  'text' in campaign.says ? messageTo(campaign, contact, to.address, giving) : runWith(campaign, contact, to, giving);
